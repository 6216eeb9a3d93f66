package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.STAGING_REGISTRY;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data, models and environments: versions, what stays as it was, and the way into a registry. */
class AssetsTest {
  @TempDir static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home, Commands.ANY, Duration.ofMinutes(1));
    azure.upload("mlw-dev", "rows/train.csv", "a,b\n1,2\n");
    azure.upload("mlw-dev", "rows/test.csv", "a,b\n3,4\n");
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static String data(String path) {
    return "{\"properties\": {\"dataType\": \"uri_file\", \"dataUri\": \"%s\"}}"
        .formatted(RunningEmulator.datastoreUri(path));
  }

  private static String model(String path) {
    return "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"%s\"}}"
        .formatted(RunningEmulator.datastoreUri(path));
  }

  @Test
  void createsAVersionOnceAndUpdatesItsTagsAfterwards() {
    var version = DEV + "/data/rows/versions/1";
    var first = azure.put(version, data("rows/train.csv"));
    assertThat(first.status()).isEqualTo(201);
    assertThat(first.at("/id").asText()).isEqualTo(version);
    assertThat(first.at("/name").asText()).isEqualTo("1");
    var again =
        azure.put(version, data("rows/train.csv").replace("}}", ", \"tags\": {\"a\": \"b\"}}}"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(azure.get(version).at("/properties/tags/a").asText()).isEqualTo("b");
  }

  @Test
  void keepsThePathOfAVersion() {
    azure.put(DEV + "/data/fixed/versions/1", data("rows/train.csv"));
    var other = azure.put(DEV + "/data/fixed/versions/1", data("rows/test.csv"));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.code()).isEqualTo("UserError");
    assertThat(other.at("/error/message").asText())
        .startsWith("A data version with this name and version already exists.");
  }

  @Test
  void knowsADatastoreByItsTwoUriFormsAndNotByAnArmId() {
    var path = "/datastores/workspaceblobstore/paths/rows/train.csv";
    var workspace = DEV.replace("/providers/Microsoft.MachineLearningServices", "");
    var body = "{\"properties\": {\"dataType\": \"uri_file\", \"dataUri\": \"%s\"}}";
    assertThat(
            azure
                .put(DEV + "/data/long/versions/1", body.formatted("azureml:/" + workspace + path))
                .status())
        .isEqualTo(201);
    for (var uri : new String[] {"azureml:/" + DEV + path, "azureml:" + DEV + path, DEV + path}) {
      var refused = azure.put(DEV + "/data/arm/versions/1", body.formatted(uri));
      assertThat(refused.status()).as(uri).isEqualTo(400);
    }
  }

  @Test
  void takesCodeByItsAddressInBlobStorage() {
    var code = DEV + "/codes/src/versions/1";
    var body = "{\"properties\": {\"codeUri\": \"%s\"}}";
    assertThat(azure.put(code, body.formatted(RunningEmulator.datastoreUri("rows"))).status())
        .isEqualTo(400);
    var address = azure.address().resolve("/stmlwdev/azureml-blobstore/rows");
    assertThat(azure.put(code, body.formatted(address)).status()).isEqualTo(201);
  }

  @Test
  void tellsTheLatestVersionAndTheNextNumber() {
    for (var version : new String[] {"1", "10", "9"}) {
      azure.put(DEV + "/data/counted/versions/" + version, data("rows/train.csv"));
    }
    var container = azure.get(DEV + "/data/counted");
    assertThat(container.at("/properties/latestVersion").asText()).isEqualTo("9");
    assertThat(container.at("/properties/nextVersion").asText()).isEqualTo("11");
    var newest =
        azure.get(DEV + "/data/counted/versions?$orderBy=createdtime%20desc&$top=1").at("/value");
    assertThat(newest).hasSize(1);
    assertThat(newest.at("/0/name").asText()).isEqualTo("9");
  }

  @Test
  void listsInPages() {
    for (var version = 1; version <= 65; version++) {
      azure.put(DEV + "/data/many/versions/" + version, data("rows/train.csv"));
    }
    var names = new ArrayList<String>();
    var next = DEV + "/data/many/versions?listViewType=All";
    var pages = 0;
    while (!next.isEmpty()) {
      var page = azure.get(next);
      page.at("/value").forEach(version -> names.add(version.path("name").asText()));
      next = page.at("/nextLink").asText("");
      pages++;
    }
    assertThat(names).hasSize(65).doesNotHaveDuplicates();
    assertThat(pages).isGreaterThan(1);
  }

  @Test
  void hidesArchivedVersionsUnlessAskedForThem() {
    var version = DEV + "/data/archived/versions/1";
    azure.put(version, data("rows/train.csv"));
    azure.put(version, data("rows/train.csv").replace("}}", ", \"isArchived\": true}}"));
    assertThat(azure.get(DEV + "/data/archived/versions").at("/value")).isEmpty();
    assertThat(azure.get(DEV + "/data/archived/versions?listViewType=All").at("/value")).hasSize(1);
  }

  @Test
  void takesDataUnseenAndRefusesAModelThatIsNotThere() {
    var data = azure.put(DEV + "/data/ghost/versions/1", data("rows/none.csv"));
    assertThat(data.status()).isEqualTo(201);
    var reply =
        azure.put(
            DEV + "/models/ghost/versions/1",
            "{\"properties\": {\"modelUri\": \"%s\"}}".formatted(datastoreUri("models/none/")));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.at("/error/message").asText())
        .isEqualTo("No blobs found in storage at model asset path: models/none/");
    assertThat(reply.at("/error/details/0/code").asText())
        .isEqualTo("ModelAssetPathNotFoundInStorage");
  }

  @Test
  void refusesAnEnvironmentWithoutImageAndABadName() {
    assertThat(azure.put(DEV + "/environments/e/versions/1", "{\"properties\": {}}").status())
        .isEqualTo(400);
    assertThat(
            azure
                .put(DEV + "/environments/-e/versions/1", "{\"properties\": {\"image\": \"i\"}}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void answersAModelWithWhatClientsCannotDoWithout() {
    azure.upload("mlw-dev", "models/plain/MLmodel", "flavors: {}");
    var reply = azure.put(DEV + "/models/plain/versions/1", model("models/plain/"));
    assertThat(reply.at("/properties/flavors").isObject()).isTrue();
    assertThat(azure.get(DEV + "/models/plain/versions/2").status()).isEqualTo(404);
  }

  @Test
  void publishesTheSameBytesIntoARegistryOnce() {
    azure.upload("mlw-dev", "models/m/MLmodel", "flavors: {}");
    azure.upload("mlw-dev", "models/m/data/model.json", "{\"trees\": 3}");
    azure.upload("mlw-dev", "models/m2/other", "not of this model");
    azure.put(DEV + "/models/scored/versions/7", model("models/m/"));
    var order =
        "{\"registryName\": \"mlr-staging\", \"destinationName\": \"scored\", \"destinationVersion\": \"7\"}";
    var accepted = azure.post(DEV + "/models/scored/versions/7/publish", order);
    assertThat(accepted.status()).isEqualTo(202);
    var location = accepted.header("Location").orElseThrow();
    assertThat(accepted.header("Retry-After")).isPresent();
    assertThat(azure.get(location).status()).isEqualTo(202);
    var published = STAGING_REGISTRY + "/models/scored/versions/7";
    assertThat(azure.get(published).status()).isEqualTo(404);

    azure.advanceClock("PT2M");
    assertThat(azure.get(location).status()).isEqualTo(200);
    var model = azure.get(published);
    var id = "azureml://registries/mlr-staging/models/scored/versions/7";
    assertThat(model.at("/id").asText()).isEqualTo(id);
    assertThat(azure.post(DEV + "/models/scored/versions/7/publish", order).status())
        .isEqualTo(409);
    var own =
        "{\"properties\": {\"modelUri\": \"%s\"}}"
            .formatted(model.at("/properties/modelUri").asText());
    assertThat(azure.put(published, own).status()).isEqualTo(409);

    assertThat(bytes(id, model.at("/properties/modelUri").asText(), "data/model.json"))
        .isEqualTo("{\"trees\": 3}");
  }

  /** As Microsoft's client downloads from a registry. */
  private static String bytes(String id, String modelUri, String file) {
    var discovery = azure.get("/registrymanagement/v1.0/registries/mlr-staging/discovery");
    var primary = discovery.at("/primaryRegionResourceProviderUri").asText();
    assertThat(primary).endsWith("/");
    var reference =
        azure.post(
            "%smferp/managementfrontend%s/datarefs/scored/versions/7?api-version=2021-10-01-dataplanepreview"
                .formatted(primary, STAGING_REGISTRY),
            "{\"assetId\": \"%s\", \"blobUri\": \"%s\"}".formatted(id, modelUri));
    var sas = reference.at("/blobReferenceForConsumption/credential/sasUri").asText();
    var container = sas.substring(0, sas.indexOf('?'));
    assertThat(modelUri).startsWith("https://stmlrstaging.blob.core.windows.net/");
    var prefix = modelUri.replaceFirst("https://[^/]+/[^/]+/", "") + "/";
    var listing =
        azure
            .send("GET", sas + "&restype=container&comp=list&prefix=" + prefix, "", Map.of())
            .text();
    assertThat(listing).contains(prefix + "MLmodel", prefix + file).doesNotContain("other");
    return azure
        .send(
            "GET",
            container + "/" + prefix + file + "?" + URI.create(sas).getRawQuery(),
            "",
            Map.of())
        .text();
  }

  @Test
  void publishesIntoNoRegistryThatIsNotThere() {
    azure.upload("mlw-dev", "models/n/MLmodel", "flavors: {}");
    azure.put(DEV + "/models/lost/versions/1", model("models/n/"));
    assertThat(
            azure
                .post(DEV + "/models/lost/versions/1/publish", "{\"registryName\": \"mlr-none\"}")
                .status())
        .isEqualTo(400);
    assertThat(
            azure
                .post(
                    DEV + "/models/lost/versions/2/publish", "{\"registryName\": \"mlr-staging\"}")
                .status())
        .isEqualTo(404);
  }
}
