package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.model.MlflowModel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Batch endpoints: a default deployment, jobs on a compute cluster. */
final class BatchEndpoints implements EndpointKind {
  static final String COLLECTION = "batchEndpoints";
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(21);
  private static final String FILE_NAME = "[^/\\\\]+";

  private final World world;
  private final DeploymentChecks checks;

  BatchEndpoints(World world, References references) {
    this.world = world;
    this.checks = new DeploymentChecks(references);
  }

  @Override
  public String collection() {
    return COLLECTION;
  }

  @Override
  public void checkEndpoint(Place place, String name, Optional<Resource> known, ObjectNode body) {
    var mode = body.path("properties").path("authMode").asText("");
    if (!mode.equalsIgnoreCase("AADToken")) { // azure-sdk-for-python issue 31809
      throw invalid("AuthMode", "AuthMode must be 'AADToken'.", mode);
    }
    requireTags(body);
    var chosen = body.path("properties").path("defaults").path("deploymentName").asText("");
    if (chosen.isEmpty()) {
      return;
    }
    var deployment =
        Endpoints.find(world, place.key(COLLECTION, name, "deployments", chosen))
            .orElseThrow(
                () ->
                    AzureFailure.userError(
                        "The default deployment %s does not exist.".formatted(chosen)));
    var before = known.map(endpoint -> defaultOf(endpoint)).orElse("");
    if (chosen.equals(before)) {
      return;
    }
    if (deployment.isBusy()) {
      throw AzureFailure.conflict(
          "Another operation on deployment %s is in progress: it is %s and cannot be the default yet."
              .formatted(chosen, deployment.provisioningState()));
    }
    if (!deployment.provisioningState().equals("Succeeded")) {
      throw AzureFailure.userError(
          "Deployment %s is %s and cannot be the default."
              .formatted(chosen, deployment.provisioningState()));
    }
  }

  /** The text is the service's own: azure-sdk-for-python issue 41586. */
  private static AzureFailure invalid(String property, String message, String value) {
    return AzureFailure.userError(
        "The Endpoint request provided has the following validation errors. Please resolve them and try again. Errors: [ { \"PropertyName\": \"%s\", \"ErrorMessage\": \"%s\", \"AttemptedValue\": \"%s\", \"ErrorCode\": \"PredicateValidator\" } ]"
            .formatted(property, message, value));
  }

  private static void requireTags(ObjectNode body) {
    var at = 0;
    for (var tag : body.path("tags")) {
      if (tag.asText("").isEmpty()) {
        throw invalid("Tags.Values[%d]".formatted(at), "Tag values must not be null or empty.", "");
      }
      at++;
    }
  }

  private static String defaultOf(Resource endpoint) {
    return endpoint.properties().path("defaults").path("deploymentName").asText("");
  }

  @Override
  public void completeEndpoint(ObjectNode body) {
    var properties = (ObjectNode) body.path("properties");
    DeploymentChecks.objects(properties, "defaults", "properties");
    properties.put("authMode", "AADToken");
  }

  @Override
  public void addresses(Place place, String name, ObjectNode properties) {
    properties.put("scoringUri", "%s/batch/%s/%s/jobs".formatted(world.base(), place.name(), name));
  }

  @Override
  public BlobPlace checkDeployment(Place place, ObjectNode body) {
    var properties = body.path("properties");
    if (properties.path("deploymentConfiguration").isObject()) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The emulator has model deployments only: deploymentConfiguration is not supported.");
    }
    Checks.properties(body, "model", "compute");
    var kind = properties.path("model").path("referenceType").asText("");
    if (!kind.equalsIgnoreCase("Id")) {
      throw kind.isEmpty()
          ? new AzureFailure(
              400, "UserError", "The field model.referenceType is required and is missing.")
          : new AzureFailure(
              400,
              "EmulatorLimit",
              "The emulator knows models by referenceType Id only, not %s.".formatted(kind));
    }
    compute(place, properties.path("compute").asText());
    DeploymentChecks.atLeast(properties, "errorThreshold", -1);
    DeploymentChecks.atLeast(properties, "miniBatchSize", 1);
    DeploymentChecks.atLeast(properties, "maxConcurrencyPerInstance", 1);
    DeploymentChecks.atLeast(properties, "resources.instanceCount", 1);
    DeploymentChecks.atLeast(properties, "retrySettings.maxRetries", 0);
    DeploymentChecks.duration(properties, "retrySettings.timeout", LONGEST_TIMEOUT);
    if (properties.hasNonNull("outputAction")) {
      Checks.oneOf(body, "outputAction", Set.of("SummaryOnly", "AppendRow"));
    }
    if (properties.hasNonNull("loggingLevel")) {
      Checks.oneOf(body, "loggingLevel", Set.of("Info", "Warning", "Debug"));
    }
    if (properties.hasNonNull("outputFileName")
        && !properties.path("outputFileName").asText().matches(FILE_NAME)) {
      throw AzureFailure.userError(
          "The outputFileName %s is no file name."
              .formatted(properties.path("outputFileName").asText()));
    }
    checks.code(place, properties);
    return checks.model(place, properties.path("model").path("assetId").asText(), properties);
  }

  private void compute(Place place, String id) {
    var name = id.substring(id.lastIndexOf('/') + 1);
    if (id.contains("/") && !id.equalsIgnoreCase(place.armId("computes", name))) {
      throw AzureFailure.userError(
          "The compute %s is not one of the workspace %s.".formatted(id, place.name()));
    }
    var compute =
        Resource.find(world, place.key("computes", name))
            .filter(found -> !found.provisioningState().equals("Failed"));
    if (compute.isEmpty()) {
      throw AzureFailure.userError("Unknown compute target '%s'.".formatted(name));
    }
  }

  /** Batch deployments hold no cores: their jobs' clusters do. */
  @Override
  public void checkQuota(ObjectNode body, Optional<Resource> before) {}

  @Override
  public void completeDeployment(ObjectNode body) {
    var properties = (ObjectNode) body.path("properties");
    DeploymentChecks.objects(
        properties, "properties", "environmentVariables", "resources", "retrySettings");
    DeploymentChecks.number((ObjectNode) properties.path("resources"), "instanceCount", 1);
    var retries = (ObjectNode) properties.path("retrySettings");
    DeploymentChecks.number(retries, "maxRetries", 3);
    DeploymentChecks.text(retries, "timeout", "PT30S");
    DeploymentChecks.number(properties, "errorThreshold", -1);
    DeploymentChecks.number(properties, "miniBatchSize", 10);
    DeploymentChecks.number(properties, "maxConcurrencyPerInstance", 1);
    DeploymentChecks.text(properties, "outputAction", "AppendRow");
    DeploymentChecks.text(properties, "outputFileName", "predictions.csv");
    DeploymentChecks.text(properties, "loggingLevel", "Info");
  }

  /** Nothing is loaded before there is a job. */
  @Override
  public Optional<String> tryOut(ObjectNode body, BlobPlace model) {
    return Optional.empty();
  }

  @Override
  public ObjectNode program(Place place, ObjectNode body, BlobPlace model) {
    var properties = body.path("properties");
    var program =
        checks.program(
            place,
            properties.path("model").path("assetId").asText(),
            properties,
            MlflowModel.isNative(world.blobs(), model));
    program.put("miniBatchSize", properties.path("miniBatchSize").asInt());
    program.put("retries", properties.path("retrySettings").path("maxRetries").asInt());
    program.put("timeout", properties.path("retrySettings").path("timeout").asText());
    return program;
  }

  @Override
  public Set<String> patchable() {
    return Set.of("tags", "properties");
  }

  @Override
  public void checkDeletion(Resource endpoint, String deployment) {
    if (defaultOf(endpoint).equals(deployment)) {
      throw AzureFailure.userError(
          "Deployment %s is the default of endpoint %s and cannot be deleted."
              .formatted(deployment, endpoint.name()));
    }
  }
}
