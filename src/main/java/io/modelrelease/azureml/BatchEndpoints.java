package io.modelrelease.azureml;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Batch endpoints: the default deployment, invocation, results. */
public final class BatchEndpoints {
  private final Workspace workspace;

  BatchEndpoints(Workspace workspace) {
    this.workspace = workspace;
  }

  public Optional<BatchEndpoint> find(String name) {
    return workspace
        .find(id(name))
        .map(
            body -> {
              var properties = body.path("properties");
              return new BatchEndpoint(
                  name,
                  properties.path("provisioningState").asText(),
                  Optional.ofNullable(
                          properties.path("defaults").path("deploymentName").asText(null))
                      .filter(deployment -> !deployment.isBlank()),
                  URI.create(properties.path("scoringUri").asText("")),
                  body);
            });
  }

  public List<Deployment> deployments(String endpoint) {
    return workspace.list(id(endpoint) + "/deployments", Map.of()).stream()
        .map(Deployment::read)
        .toList();
  }

  /** Sets or clears the default: GET, then PUT of the whole endpoint. */
  public Started setDefault(String endpoint, Optional<String> deployment) {
    var body = EndpointBody.forPut(require(endpoint).body());
    var defaults = ((ObjectNode) body.path("properties")).putObject("defaults");
    deployment.ifPresent(name -> defaults.put("deploymentName", name));
    return workspace.put(id(endpoint), body);
  }

  /**
   * Starts a batch scoring job: {@code POST {scoringUri}} with the data plane's token. It is the
   * one request that does not name what it creates; look with {@link #jobOf} first. Input and
   * output are named by the long datastore URI, which Microsoft's client lets through; its
   * documentation has an ARM id with a path in this place, and which of them the service prefers is
   * unverified.
   *
   * @param outputUri datastore URI of the file to write
   * @return the job's name
   */
  public String invoke(
      String endpoint, String deployment, BatchInput input, String experiment, String outputUri) {
    var scoringUri = require(endpoint).scoringUri();
    LoopbackBearerPolicy.requireSafe(scoringUri);
    var body = Rest.JSON.createObjectNode();
    var properties = body.putObject("properties");
    properties
        .putObject("InputData")
        .putObject("rows")
        .put("JobInputType", input.type())
        .put("Uri", workspace.datastore().longUri(input.uri()));
    properties
        .putObject("OutputData")
        .putObject("score")
        .put("JobOutputType", "UriFile")
        .put("Uri", workspace.datastore().longUri(outputUri));
    properties.putObject("properties").put("experimentName", experiment);
    var reply =
        workspace
            .ml()
            .call(
                HttpMethod.POST,
                scoringUri.toString(),
                Optional.of(body),
                Map.of("azureml-model-deployment", deployment));
    return reply.body().path("name").asText();
  }

  /**
   * The batch job of an experiment, which has no other. The list of jobs has no filter for it (Jobs
   * - List: jobType, tag, listViewType, properties), and a workspace may have thousands
   * (azure-sdk-for-python issue 45746): the tracking service is asked, which has one.
   */
  public Optional<String> jobOf(String experiment) {
    return workspace.runs().rootOf(experiment);
  }

  /** The answers as the job wrote them. */
  public byte[] predictions(String outputUri, long limit) {
    return workspace.datastore().read(outputUri, limit);
  }

  private BatchEndpoint require(String endpoint) {
    return find(endpoint)
        .orElseThrow(
            () ->
                Failures.of(
                    "GET " + id(endpoint),
                    404,
                    new AzureError(
                        "NotFound",
                        "There is no batch endpoint " + endpoint + ".",
                        Optional.empty(),
                        List.of())));
  }

  private String id(String endpoint) {
    return workspace.armId("batchEndpoints", endpoint);
  }
}
