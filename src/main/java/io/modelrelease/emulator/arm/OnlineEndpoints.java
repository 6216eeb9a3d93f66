package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.MlflowModel;
import io.modelrelease.emulator.model.ModelFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Managed online endpoints: authentication, traffic, scoring servers. */
final class OnlineEndpoints implements EndpointKind {
  static final String COLLECTION = "onlineEndpoints";
  private static final Set<String> AUTH_MODES = Set.of("Key", "AMLToken", "AADToken");
  private static final Set<String> ACCESS = Set.of("Enabled", "Disabled");
  private static final int MOST_INSTANCES = 50;

  /** Limit of Microsoft's documentation ("Manage resources and quotas"). */
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(180);

  private final World world;
  private final DeploymentChecks checks;
  private final CoreQuota quota;

  OnlineEndpoints(World world, References references, CoreQuota quota) {
    this.world = world;
    this.checks = new DeploymentChecks(references);
    this.quota = quota;
  }

  @Override
  public String collection() {
    return COLLECTION;
  }

  @Override
  public void checkEndpoint(Place place, String name, Optional<Resource> known, ObjectNode body) {
    Checks.oneOf(body, "authMode", AUTH_MODES);
    var properties = body.path("properties");
    if (properties.hasNonNull("publicNetworkAccess")) {
      Checks.oneOf(body, "publicNetworkAccess", ACCESS);
    }
    if (!properties.path("compute").asText("").isEmpty()) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The emulator has managed endpoints only: leave out the field compute (Kubernetes).");
    }
    Traffic.check(
        properties,
        known.map(Resource::properties).orElseGet(Exchange.JSON::createObjectNode),
        deployment ->
            Endpoints.find(world, place.key(COLLECTION, name, "deployments", deployment)));
  }

  @Override
  public void completeEndpoint(ObjectNode body) {
    var properties = (ObjectNode) body.path("properties");
    DeploymentChecks.objects(properties, "traffic", "mirrorTraffic", "properties");
    DeploymentChecks.text(properties, "publicNetworkAccess", "Enabled");
  }

  @Override
  public void addresses(Place place, String name, ObjectNode properties) {
    var root = "%s/online/%s/%s/".formatted(world.base(), place.name(), name);
    properties.put("scoringUri", root + "score").put("swaggerUri", root + "swagger.json");
  }

  @Override
  public BlobPlace checkDeployment(Place place, ObjectNode body) {
    Checks.properties(body, "endpointComputeType");
    Checks.oneOf(body, "endpointComputeType", Set.of("Managed", "Kubernetes"));
    var properties = body.path("properties");
    if (properties.path("endpointComputeType").asText().equalsIgnoreCase("Kubernetes")) {
      throw new AzureFailure(
          400, "EmulatorLimit", "The emulator has managed deployments only, no Kubernetes.");
    }
    Checks.properties(body, "model", "instanceType");
    if (VmSizes.find(properties.path("instanceType").asText()).isEmpty()) {
      throw AzureFailure.inferencing(
          "VmSize",
          "The instance type %s is not supported."
              .formatted(properties.path("instanceType").asText()));
    }
    var capacity = body.path("sku").path("capacity");
    if (!capacity.isInt() || capacity.asInt() < 1 || capacity.asInt() > MOST_INSTANCES) {
      throw AzureFailure.userError(
          "The field sku.capacity is required: the number of instances, 1 to %d."
              .formatted(MOST_INSTANCES));
    }
    for (var access : List.of("egressPublicNetworkAccess")) {
      if (properties.hasNonNull(access)) {
        Checks.oneOf(body, access, ACCESS);
      }
    }
    var scale = properties.path("scaleSettings").path("scaleType").asText("Default");
    if (!scale.equalsIgnoreCase("Default")) {
      throw AzureFailure.userError(
          "Managed deployments have scaleSettings of scaleType Default only, not %s."
              .formatted(scale));
    }
    DeploymentChecks.atLeast(properties, "requestSettings.maxConcurrentRequestsPerInstance", 1);
    DeploymentChecks.duration(properties, "requestSettings.requestTimeout", LONGEST_TIMEOUT);
    checks.code(place, properties);
    return checks.model(place, properties.path("model").asText(), properties);
  }

  @Override
  public void checkQuota(ObjectNode body, Optional<Resource> before) {
    VmSizes.find(body.at("/properties/instanceType").asText())
        .ifPresent(
            size ->
                quota.requireCores(
                    size,
                    body.at("/sku/capacity").asInt(1),
                    before,
                    before.isEmpty() ? "Create" : "Update"));
  }

  @Override
  public void completeDeployment(ObjectNode body) {
    ((ObjectNode) body.path("sku")).put("name", "Default");
    var properties = (ObjectNode) body.path("properties");
    DeploymentChecks.objects(
        properties,
        "properties",
        "environmentVariables",
        "scaleSettings",
        "requestSettings",
        "livenessProbe",
        "readinessProbe");
    DeploymentChecks.text((ObjectNode) properties.path("scaleSettings"), "scaleType", "Default");
    var requests = (ObjectNode) properties.path("requestSettings");
    DeploymentChecks.text(requests, "requestTimeout", "PT5S");
    DeploymentChecks.text(requests, "maxQueueWait", "PT0.5S");
    DeploymentChecks.number(requests, "maxConcurrentRequestsPerInstance", 1);
    for (var name : List.of("livenessProbe", "readinessProbe")) {
      var probe = (ObjectNode) properties.path(name);
      DeploymentChecks.text(probe, "initialDelay", "PT10S");
      DeploymentChecks.text(probe, "period", "PT10S");
      DeploymentChecks.text(probe, "timeout", "PT2S");
      DeploymentChecks.number(probe, "successThreshold", 1);
      DeploymentChecks.number(probe, "failureThreshold", 30);
    }
    DeploymentChecks.text(properties, "egressPublicNetworkAccess", "Enabled");
    if (!properties.hasNonNull("appInsightsEnabled")) {
      properties.put("appInsightsEnabled", false);
    }
  }

  /**
   * The container of a no-code deployment is built around the model; an environment of one's own
   * takes the model's path away from it (read in the source of the generated scoring script, not
   * seen on Azure).
   */
  @Override
  public Optional<String> tryOut(ObjectNode body, BlobPlace model) {
    if (body.path("properties").path("codeConfiguration").isObject()) {
      return Optional.empty(); // Python tells
    }
    if (!body.path("properties").path("environmentId").asText("").isEmpty()) {
      return Optional.of(
          "the scoring script of a deployment without code does not find its model when an"
              + " environment is given: leave out environmentId");
    }
    try {
      if (MlflowModel.isNative(world.blobs(), model)) {
        MlflowModel.load(world.blobs(), model);
      }
      return Optional.empty();
    } catch (ModelFailure e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public ObjectNode program(Place place, ObjectNode body, BlobPlace model) {
    var properties = body.path("properties");
    var program =
        checks.program(
            place,
            properties.path("model").asText(),
            properties,
            MlflowModel.isNative(world.blobs(), model));
    var requests = properties.path("requestSettings");
    program.put("threads", requests.path("maxConcurrentRequestsPerInstance").asInt(1));
    program.put("wait", requests.path("maxQueueWait").asText());
    program.put("timeout", requests.path("requestTimeout").asText());
    return program;
  }

  @Override
  public Set<String> patchable() {
    return Set.of("tags", "sku");
  }

  @Override
  public void checkDeletion(Resource endpoint, String deployment) {
    for (var field : List.of("traffic", "mirrorTraffic")) {
      var percent = endpoint.properties().path(field).path(deployment).asInt(0);
      if (percent > 0) {
        throw AzureFailure.inferencing(
            "",
            "Deployment %s still has %d %% of the %s of endpoint %s and cannot be deleted."
                .formatted(deployment, percent, field, endpoint.name()));
      }
    }
  }
}
