package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.JobView;
import io.modelrelease.emulator.arm.Operations;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.job.JobStates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code /batch/{workspace}/{endpoint}/jobs}: POST starts a batch scoring job, GET lists them, and
 * {@code jobs/{job}} shows one.
 */
final class BatchApi {
  private static final String DEPLOYMENT = "azureml-model-deployment";
  private static final String COLLECTION = "batchEndpoints";

  private static final String JOBS = "/batch/{workspace}/{endpoint}/jobs";
  private static final String SOURCE = "azure-ai-ml, restclient v2020_09_01_dataplanepreview";

  /** All that is answered. */
  static final List<Route> ROUTES =
      List.of(
          new Route("POST", JOBS, "invokes a deployment", SOURCE),
          new Route("GET", JOBS, "", SOURCE),
          new Route("GET", JOBS + "/{job}", "", SOURCE));

  private final World world;
  private final Tokens tokens;
  private final Operations operations;
  private final References references;
  private final BatchRunner runner;

  BatchApi(World world, Tokens tokens, Operations operations, BatchRunner runner) {
    this.world = world;
    this.tokens = tokens;
    this.operations = operations;
    this.references = new References(world);
    this.runner = runner;
  }

  void handle(Exchange exchange, List<String> path) {
    tokens.require(exchange, Set.of(Tokens.ML));
    Route.require(ROUTES, exchange);
    var place = Place.workspace(path.get(1));
    var endpoint = endpoint(place, path.get(2));
    if (exchange.is("POST")) {
      invoke(exchange, place, endpoint);
    } else if (path.size() == 4) {
      list(exchange, place, endpoint);
    } else {
      var job = Resource.require(world, place.key("jobs", path.get(4)), "The job " + path.get(4));
      if (BatchJob.find(job, endpoint.key()).isEmpty()) {
        throw AzureFailure.notFound("The job " + path.get(4));
      }
      exchange.json(200, JobView.show(world, place, job));
    }
  }

  private Resource endpoint(Place place, String name) {
    return Resource.find(world, place.key(COLLECTION, name))
        .filter(found -> !found.isGone())
        .orElseThrow(() -> AzureFailure.notFound("The batch endpoint " + name));
  }

  private void list(Exchange exchange, Place place, Resource endpoint) {
    var list = Exchange.JSON.createObjectNode();
    var values = list.putArray("value");
    world.store().children(place.key("jobs")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(job -> BatchJob.find(job, endpoint.key()).isPresent())
        .forEach(job -> values.add(JobView.show(world, place, job)));
    exchange.json(200, list);
  }

  private void invoke(Exchange exchange, Place place, Resource endpoint) {
    var deployment = deployment(exchange, endpoint);
    var model =
        ServedModel.of(deployment)
            .orElseThrow(
                () ->
                    AzureFailure.userError(
                        "Deployment %s is %s and cannot be invoked."
                            .formatted(deployment.name(), deployment.provisioningState())));
    var request = BatchRequest.read(exchange.json());
    var name = "batchjob-" + UUID.randomUUID();
    var child = name + "-batchscoring";
    var settings = deployment.properties();
    var outputUri =
        outputUri(
            request, child, request.fileName().orElse(settings.path("outputFileName").asText()));
    var output = output(place, outputUri);
    var batch =
        new BatchJob(
            endpoint.key(),
            deployment.name(),
            child,
            model,
            references.batchPlace(place.name(), request.inputUri()),
            request.file(),
            output,
            request.errorThreshold().orElse(settings.path("errorThreshold").asInt(-1)),
            !settings.path("outputAction").asText().equalsIgnoreCase("SummaryOnly"));
    var job = Resource.fresh(world, place.key("jobs", name));
    job.take(
        body(
            place,
            endpoint,
            deployment,
            request,
            outputUri.startsWith("/")
                ? References.datastoreUri(output).orElse(outputUri)
                : outputUri));
    batch.write(job);
    JobStates.begin(job, world.clock().now());
    operations.ordered().ifPresent(order -> JobStates.order(job, order));
    job.save();
    runner.take(job.key());
    exchange.created(JobView.show(world, place, job));
  }

  private Resource deployment(Exchange exchange, Resource endpoint) {
    var name =
        exchange
            .header(DEPLOYMENT)
            .or(
                () ->
                    Optional.of(
                            endpoint
                                .properties()
                                .path("defaults")
                                .path("deploymentName")
                                .asText(""))
                        .filter(chosen -> !chosen.isEmpty()))
            .orElseThrow(
                () -> AzureFailure.notFound("A default deployment of endpoint " + endpoint.name()));
    return Resource.find(world, endpoint.key() + "/deployments/" + name)
        .filter(found -> !found.isGone())
        .orElseThrow(() -> AzureFailure.notFound("The deployment " + name));
  }

  private static String outputUri(BatchRequest request, String child, String fileName) {
    return request
        .output()
        .map(
            output ->
                output.file() ? output.uri() : output.uri().replaceFirst("/?$", "/") + fileName)
        .orElseGet(
            () ->
                "azureml://datastores/%s/paths/azureml/%s/score/%s"
                    .formatted(World.DATASTORE, child, fileName));
  }

  private BlobPlace output(Place place, String uri) {
    var output = references.batchPlace(place.name(), uri);
    if (output.path().isEmpty()) {
      throw AzureFailure.userError("The Uri %s of output score names no file.".formatted(uri));
    }
    return output;
  }

  private static ObjectNode body(
      Place place, Resource endpoint, Resource deployment, BatchRequest request, String outputUri) {
    var body = Exchange.JSON.createObjectNode();
    var properties = body.putObject("properties");
    properties.put("jobType", "Pipeline");
    properties.put("experimentName", request.experiment().orElse(endpoint.name()));
    properties.put(
        "displayName", request.displayName().orElse(endpoint.name() + "-" + deployment.name()));
    properties
        .putObject("tags")
        .put("azureml.batchrun", "true")
        .put("azureml.deploymentname", deployment.name());
    properties
        .putObject("properties")
        .put("azureml.endpointname", endpoint.name())
        .put("azureml.deploymentname", deployment.name());
    properties
        .putObject("inputs")
        .putObject(request.inputName())
        .put("jobInputType", request.file() ? "uri_file" : "uri_folder")
        .put("uri", request.inputUri())
        .put("mode", "ReadOnlyMount");
    score(properties, outputUri);
    properties.put("computeId", deployment.properties().path("compute").asText());
    properties.putObject("settings");
    properties.putObject("jobs");
    properties.put("isArchived", false);
    return body;
  }

  static void score(ObjectNode properties, String uri) {
    properties
        .putObject("outputs")
        .putObject("score")
        .put("jobOutputType", "uri_file")
        .put("uri", uri)
        .put("mode", "Upload");
  }
}
