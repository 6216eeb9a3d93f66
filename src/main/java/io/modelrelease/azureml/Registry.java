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
  private final String armId;
  private final Rest arm;
  private final Workspace workspace;
  private final HttpClient client;

  Registry(
      String name, EnvironmentSettings where, Rest arm, Workspace workspace, HttpClient client) {
    this.name = name;
    this.armId =
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/registries/%s"
            .formatted(where.subscription(), where.resourceGroup(), name);
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

  /** What a deployment names as its model: {@code azureml://registries/…}, no ARM id. */
  public String modelId(String model, String version) {
    return "azureml://registries/%s/models/%s/versions/%s".formatted(name, model, version);
  }

  public Optional<JsonNode> findModel(String model, String version) {
    return arm.find(workspace.url(armId + "/models/" + model + "/versions/" + version, Map.of()));
  }

  public int highestModelVersion(String model) {
    return Workspace.highest(
        workspace.list(armId + "/models/" + model + "/versions", Map.of("listViewType", "All")));
  }

  /** How far an operation is that answered 202 with a Location. */
  public Progress operation(String url) {
    try {
      LoopbackBearerPolicy.requireSafe(URI.create(url));
      var reply = arm.get(url);
      if (reply.status() == 202) {
        return Progress.of(Progress.State.RUNNING);
      }
      return switch (reply.body().path("status").asText("Succeeded")) {
        case "Succeeded" -> Progress.of(Progress.State.SUCCEEDED);
        case "Failed" -> Progress.failed(AzureError.read(reply.body()));
        case "Canceled" -> Progress.of(Progress.State.CANCELED);
        default -> Progress.of(Progress.State.RUNNING);
      };
    } catch (AzureException e) {
      if (e.kind() != AzureException.Kind.REJECTED) {
        throw e;
      }
      return Progress.failed(new AzureError(e.code(), e.words(), Optional.empty(), List.of()));
    }
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
                    .formatted(dataPlane(), armId, model, version, DATA_PLANE_VERSION),
                Optional.of(reference),
                Map.of())
            .body();
    var sas = answer.path("blobReferenceForConsumption").path("credential").path("sasUri").asText();
    LoopbackBearerPolicy.requireSafe(URI.create(sas));
    var prefix = BlobUrlParts.parse(modelUri).getBlobName();
    return Datastore.digest(client, sas, prefix.replaceFirst("/?$", "/"));
  }

  private String dataPlane() {
    var discovery =
        arm.get(workspace.api() + "/registrymanagement/v1.0/registries/" + name + "/discovery")
            .body();
    return discovery.path("primaryRegionResourceProviderUri").asText().replaceFirst("/?$", "/");
  }
}
