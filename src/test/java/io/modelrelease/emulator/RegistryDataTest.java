package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How Microsoft's clients bring files into a registry: the calls of their data plane, by hand. */
class RegistryDataTest {
  private static final String SCOPE =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease"
          + "/providers/Microsoft.MachineLearningServices/";
  private static final String REGISTRY = SCOPE + "registries/mlr-staging";
  private static final String PLANE = "/mferp/managementfrontend" + REGISTRY;
  private static final String VERSION = "?api-version=2021-10-01-dataplanepreview";

  @TempDir private static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  @Test
  void takesFilesIntoATemporaryPlaceAndRegistersThem() {
    var order =
        """
        {"assetId": "azureml://registries/mlr-staging/models/brought/versions/1",
         "temporaryDataReferenceType": "TemporaryBlobReference"}""";
    var place = azure.put(PLANE + "/tempdatarefs/brought/versions/1" + VERSION, order);
    assertThat(place.status()).isEqualTo(200);
    var sas = place.at("/blobReferenceForConsumption/credential/sasUri").asText();
    var file = sas.replace("?", "/model/weights.txt?");
    assertThat(azure.send("PUT", file, "w", Map.of("x-ms-blob-type", "BlockBlob")).status())
        .isEqualTo(201);

    var uri = sas.substring(0, sas.indexOf('?')) + "/model";
    var version = REGISTRY + "/models/brought/versions/1";
    var body =
        "{\"properties\": {\"modelType\": \"custom_model\", \"modelUri\": \"%s\"}}".formatted(uri);
    assertThat(azure.put(version + VERSION, body).status()).isEqualTo(202);
    azure.advanceClock("PT2M");
    assertThat(azure.get(version).at("/properties/modelUri").asText())
        .startsWith("https://stmlrstaging.blob.core.windows.net/")
        .endsWith("/model");

    assertThat(azure.put(PLANE + "/tempdatarefs/brought/versions/1" + VERSION, order).status())
        .as("there already: nothing to upload")
        .isEqualTo(409);
  }

  @Test
  void importsAnAssetOfAWorkspace() {
    azure.upload("mlw-dev", "models/shared/weights.txt", "w");
    var dev = SCOPE + "workspaces/mlw-dev";
    azure.put(
        dev + "/models/shared/versions/3",
        """
        {"properties": {"modelType": "custom_model",
         "modelUri": "azureml://datastores/workspaceblobstore/paths/models/shared/"}}""");
    var guid = azure.get(dev).at("/properties/workspaceId").asText();

    assertThat(importing(guid, "shared", "3").status()).isEqualTo(202);
    azure.advanceClock("PT2M");
    assertThat(azure.get(REGISTRY + "/models/taken-over/versions/1").status()).isEqualTo(200);
    assertThat(importing(guid, "shared", "3").status()).as("once").isEqualTo(409);
    assertThat(importing(guid, "shared", "9").status()).as("no such version").isEqualTo(404);
    assertThat(importing("none", "shared", "3").status()).as("no such workspace").isEqualTo(404);
  }

  private static Reply importing(String workspace, String model, String version) {
    return azure.post(
        PLANE + "/import" + VERSION,
        """
        {"properties": {"referenceType": "Id", "destinationName": "taken-over",
         "destinationVersion": "1",
         "sourceAssetId": "azureml://locations/westeurope/workspaces/%s/models/%s/versions/%s"}}"""
            .formatted(workspace, model, version));
  }
}
