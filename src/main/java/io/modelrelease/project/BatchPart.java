package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * A batch endpoint and its model deployment. Their names, their model and the endpoint's default
 * are the release's.
 */
public final class BatchPart {
  private static final String OUTPUT_FILE = "predictions.csv";

  private final Value endpoint;
  private final Value deployment;

  BatchPart(Value endpoint, Value deployment) {
    this.endpoint = endpoint;
    this.deployment = deployment;
  }

  /** Path of the endpoint's file in the project. */
  public String endpointYaml() {
    return endpoint.file();
  }

  /** Path of the deployment's file in the project. */
  public String deploymentYaml() {
    return deployment.file();
  }

  /** It brings a scoring script and an environment of its own, so the model may be any files. */
  boolean servesAnyModel() {
    return deployment.find("code_configuration").isPresent()
        && deployment.find("environment").isPresent();
  }

  public ObjectNode endpointBody(String location, Map<String, String> tags) {
    var body = Endpoints.endpoint(location);
    EndpointKinds.RELEASED_BATCH.map(endpoint, body, Assets.NOTHING_SENT);
    ((ObjectNode) body.path("properties")).put("authMode", "AADToken");
    return Endpoints.tagged(body, tags);
  }

  /**
   * @param model id of the registered model
   */
  public ObjectNode deploymentBody(
      Sending sending, String location, String model, Map<String, String> tags) {
    var body = Endpoints.endpoint(location);
    var properties = (ObjectNode) body.path("properties");
    properties.put("outputAction", "AppendRow").put("outputFileName", OUTPUT_FILE);
    properties.put("errorThreshold", 0); // Azure's own default ignores every failure
    properties.putObject("environmentVariables");
    DeploymentKinds.RELEASED_BATCH.map(deployment, body, sending);
    if (ignoresFailures()) {
      properties.put("errorThreshold", 0);
    }
    DeploymentKinds.model(body, model);
    return Endpoints.tagged(body, tags);
  }

  /**
   * The file says {@code error_threshold: -1}: with it a batch that scored nothing would be a
   * success, so a release sends 0 instead.
   */
  public boolean ignoresFailures() {
    return setting("error_threshold")
        .flatMap(Value::integer)
        .filter(files -> files < 0)
        .isPresent();
  }

  private Optional<Value> setting(String name) {
    return deployment
        .find("settings")
        .flatMap(settings -> settings.find(name))
        .or(() -> deployment.find(name));
  }

  /** Name of the cluster that it runs on, however the file writes it. */
  public Optional<String> compute() {
    return deployment
        .find("compute")
        .flatMap(Value::text)
        .map(text -> text.replaceFirst(".*[:/]", ""));
  }

  /** Name of the file that an invocation writes. */
  public String outputFileName() {
    return setting("output_file_name").flatMap(Value::text).orElse(OUTPUT_FILE);
  }
}
