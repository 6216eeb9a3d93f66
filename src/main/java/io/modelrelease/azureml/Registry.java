package io.modelrelease.azureml;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpMethod;
import com.azure.storage.blob.BlobUrlParts;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model registry, used as the identity of its environment. */
public final class Registry {
  private static final String DATA_PLANE_VERSION = "2021-10-01-dataplanepreview";

  private final String name;
  private final Rest arm;
  private final Workspace workspace;
  private final HttpClient client;
  private volatile Place place;

  /** Where a registry is, read once. */
  private record Place(String armId, String dataPlane) {}

  Registry(String name, Rest arm, Workspace workspace, HttpClient client) {
    this.name = name;
    this.arm = arm;
    this.workspace = workspace;
    this.client = client;
  }

  public String name() {
    return name;
  }

  Rest arm() {
    return arm;
  }

  /** {@code /subscriptions/…/registries/…}. */
  public String armId() {
    return place().armId();
  }

  /** What this environment's identity may do in it; as {@link Workspace#permissions}. */
  public Permissions permissions() {
    return workspace.permissions(place().armId());
  }

  /** What a deployment names as its model: {@code azureml://registries/…}, no ARM id. */
  public String modelId(String model, String version) {
    return "azureml://registries/%s/models/%s/versions/%s".formatted(name, model, version);
  }

  public Optional<JsonNode> findModel(String model, String version) {
    return arm.find(
        workspace.url(place().armId() + "/models/" + model + "/versions/" + version, Map.of()));
  }

  /**
   * How far a version is that is being copied here. Unverified: whether Azure shows a version
   * before its files are all there; if so, then by its provisioning state.
   */
  public Progress modelProgress(String model, String version) {
    return findModel(model, version)
        .map(found -> found.path("properties").path("provisioningState").asText("Succeeded"))
        .map(
            state ->
                switch (state) {
                  case "Succeeded" -> Progress.of(Progress.State.SUCCEEDED);
                  case "Failed" ->
                      Progress.failed(
                          new AzureError(
                              "Failed",
                              "%s version %s in registry %s is marked as failed, without a reason."
                                  .formatted(model, version, name),
                              Optional.empty(),
                              List.of()));
                  case "Canceled" -> Progress.of(Progress.State.CANCELED);
                  default -> Progress.of(Progress.State.RUNNING);
                })
        .orElse(Progress.of(Progress.State.MISSING));
  }

  public int highestModelVersion(String model) {
    return Workspace.highest(
        workspace.list(
            place().armId() + "/models/" + model + "/versions", Map.of("listViewType", "All")));
  }

  /** How far an operation is that answered 202 with a Location. */
  public Progress operation(String url) {
    return arm.operation(url);
  }

  /**
   * The bytes of a registered model, read back from the registry's own storage: its address and a
   * SAS come from the registry's data plane ({@code datarefs}, as Microsoft's Python client uses
   * it). Unverified on Azure: that the role AzureML Registry User is enough for it.
   */
  public ContentDigest digest(String model, String version) {
    var registered =
        findModel(model, version)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Registry %s has no %s version %s".formatted(name, model, version)));
    var modelUri = registered.path("properties").path("modelUri").asText();
    var reference =
        Rest.JSON
            .createObjectNode()
            .put("assetId", modelId(model, version))
            .put("blobUri", modelUri);
    var answer =
        arm.call(
                HttpMethod.POST,
                "%smferp/managementfrontend%s/datarefs/%s/versions/%s?api-version=%s"
                    .formatted(
                        place().dataPlane(), place().armId(), model, version, DATA_PLANE_VERSION),
                Optional.of(reference),
                Map.of())
            .body();
    var sas = sasOf(answer.path("blobReferenceForConsumption").path("credential"));
    LoopbackBearerPolicy.requireSafe(URI.create(sas));
    var prefix = BlobUrlParts.parse(modelUri).getBlobName();
    return Datastore.digest(client, sas, prefix.replaceFirst("/?$", "/"));
  }

  /** Registries of Microsoft's own name no credential; a registry of one's own signs an address. */
  private String sasOf(JsonNode credential) {
    var sas = credential.path("sasUri").asText("");
    if (sas.isBlank()) {
      throw new AzureException(
          AzureException.Kind.REJECTED,
          200,
          "NoSignedAddress",
          "The registry gave no signed address of the model's files, but a credential of the type %s."
              .formatted(credential.path("credentialType").asText("(none)")),
          "POST datarefs of registry " + name,
          "Give this environment's identity the role AzureML Registry User on the registry, then"
              + " raise the retries of the job in Cockpit.");
    }
    return sas;
  }

  /**
   * A registry has a resource group of its own, often a subscription too, and a data plane; it is
   * found by its name alone ({@code registrymanagement/v1.0/registries/{name}/discovery}, as
   * azure-ai-ml finds it).
   */
  private Place place() {
    var known = place;
    if (known == null) {
      var discovery =
          arm.get(workspace.api() + "/registrymanagement/v1.0/registries/" + name + "/discovery")
              .body();
      known =
          new Place(
              "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/registries/%s"
                  .formatted(
                      discovery.path("subscriptionId").asText(),
                      discovery.path("resourceGroup").asText(),
                      name),
              discovery.path("primaryRegionResourceProviderUri").asText().replaceFirst("/?$", "/"));
      place = known;
    }
    return known;
  }
}
