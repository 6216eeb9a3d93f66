package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.require;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.SCOPE;
import static io.modelrelease.emulator.RunningEmulator.STAGING_REGISTRY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.control.Tokens;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What Azure ML's own clients do around a release, apart from the release itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceManagerTest {
  private static final String ENVIRONMENT = "{\"properties\": {\"image\": \"a:1\"%s}}";

  private RunningEmulator azure;
  private DevWorkspace dev;

  @BeforeAll
  void start(@TempDir Path home) {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
  }

  @AfterAll
  void stop() {
    azure.close();
  }

  private static String environment(String more) {
    return ENVIRONMENT.formatted(more.isEmpty() ? "" : ", " + more);
  }

  private static List<String> names(Reply list) {
    return StreamSupport.stream(require(list, 200).at("/value").spliterator(), false)
        .map(entry -> entry.path("name").asText())
        .toList();
  }

  @Test
  void archivesAndRestoresAContainer() {
    azure.put(DEV + "/environments/old/versions/1", environment(""));
    require(azure.put(DEV + "/environments/old", "{\"properties\": {\"isArchived\": true}}"), 200);
    assertThat(names(azure.get(DEV + "/environments"))).doesNotContain("old");
    assertThat(names(azure.get(DEV + "/environments?listViewType=ArchivedOnly"))).contains("old");
    require(azure.put(DEV + "/environments/old", "{\"properties\": {\"isArchived\": false}}"), 200);
    assertThat(names(azure.get(DEV + "/environments"))).contains("old");
  }

  @Test
  void archivesAJobByPuttingWhatItGot() {
    dev.submit("shelved", "true");
    dev.awaitStatus("shelved", "Completed");
    var body =
        (com.fasterxml.jackson.databind.node.ObjectNode) azure.get(DEV + "/jobs/shelved").json();
    body.withObject("/properties").put("isArchived", true);
    require(azure.put(DEV + "/jobs/shelved", body.toString()), 200);
    assertThat(names(azure.get(DEV + "/jobs"))).doesNotContain("shelved");
    assertThat(names(azure.get(DEV + "/jobs?listViewType=All"))).contains("shelved");
  }

  @Test
  void findsVersionsByTagsAndStageAndInBothOrders() {
    var path = DEV + "/environments/many/versions/";
    azure.put(path + "1", environment("\"tags\": {\"team\": \"a\", \"kind\": \"x\"}"));
    azure.put(path + "2", environment("\"tags\": {\"team\": \"b\"}, \"stage\": \"Production\""));
    azure.put(path + "3", environment("\"tags\": {\"team\": \"a\"}"));
    var list = DEV + "/environments/many/versions";
    assertThat(names(azure.get(list + "?tags=team=a"))).containsExactly("3", "1");
    assertThat(names(azure.get(list + "?tags=team=a,kind"))).containsExactly("1");
    assertThat(names(azure.get(list + "?stage=Production"))).containsExactly("2");
    assertThat(names(azure.get(list + "?$orderBy=createdtime%20asc&$top=2")))
        .containsExactly("1", "2");
  }

  @Test
  void findsJobsByTheirProperties() {
    dev.submit("found", "true", job -> job.withObject("/properties").put("origin", "test"));
    dev.submit("other", "true");
    assertThat(names(azure.get(DEV + "/jobs?properties=origin=test"))).containsExactly("found");
    require(
        dev.submit("found", "true", job -> job.withObject("/properties").put("later", "1")), 200);
    assertThat(azure.get(DEV + "/jobs/found").at("/properties/properties/origin").asText())
        .isEqualTo("test");
    assertThat(names(azure.get(DEV + "/jobs?properties=origin,later=1"))).containsExactly("found");
    dev.awaitStatus("found", "Completed");
    dev.awaitStatus("other", "Completed");
  }

  @Test
  void keepsWordsAsAzureWritesThemAndLeavesOutWhatOnlyAzureSets() {
    var body = environment("\"osType\": \"linux\", \"provisioningState\": \"Failed\", \"x\": 1");
    require(azure.put(DEV + "/environments/words/versions/1", body), 201);
    var properties = azure.get(DEV + "/environments/words/versions/1").at("/properties");
    assertThat(properties.path("osType").asText()).isEqualTo("Linux");
    assertThat(properties.path("provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(properties.has("x")).isFalse();
  }

  @Test
  void givesAPlaceForCodeThatIsAboutToBeRegistered() {
    var version = DEV + "/codes/pending/versions/1";
    var answer = require(azure.post(version + "/startPendingUpload", "{}"), 200);
    assertThat(answer.at("/pendingUploadType").asText()).isEqualTo("TemporaryBlobReference");
    var reference = answer.at("/blobReferenceForConsumption");
    var uri = reference.path("blobUri").asText();
    var sas = URI.create(reference.at("/credential/sasUri").asText());
    require(
        azure.send(
            "PUT",
            uri + "/main.py?" + sas.getRawQuery(),
            "print()",
            Map.of("x-ms-blob-type", "BlockBlob")),
        201);
    require(azure.put(version, "{\"properties\": {\"codeUri\": \"%s\"}}".formatted(uri)), 201);
    assertThat(
            azure
                .post(version + "/startPendingUpload", "{}")
                .at("/blobReferenceForConsumption/blobUri")
                .asText())
        .isEqualTo(uri);
  }

  @Test
  void registersInARegistryAsALongRunningOperation() {
    var path = STAGING_REGISTRY + "/environments/shared/versions/";
    var put = require(azure.put(path + "1", environment("")), 201);
    assertThat(put.header("Azure-AsyncOperation")).isPresent();
    assertThat(azure.get(path + "1").at("/id").asText())
        .isEqualTo("azureml://registries/mlr-staging/environments/shared/versions/1");
    var old = path + "2?api-version=2021-10-01-dataplanepreview";
    assertThat(require(azure.put(old, environment("")), 202).header("Location")).isPresent();
    require(azure.delete(path + "2"), 202);
    require(azure.delete(path + "2"), 204);
  }

  @Test
  void showsItsWorkspacesAndTakesTags() {
    assertThat(names(azure.get(SCOPE + "/workspaces"))).contains("mlw-dev", "mlw-production");
    require(azure.call("PATCH", STAGING_REGISTRY, "{\"tags\": {\"cost\": \"7\"}}"), 200);
    assertThat(
            azure
                .get(STAGING_REGISTRY.toLowerCase(java.util.Locale.ROOT))
                .at("/tags/cost")
                .asText())
        .isEqualTo("7");
  }

  @Test
  void keepsSchedulesAndDeletesThoseThatAreDisabled() {
    var path = DEV + "/schedules/nightly";
    var body =
        """
        {"properties": {"isEnabled": %s, "action": {"actionType": "CreateJob", "jobDefinition":
           {"jobType": "Command", "command": "true", "environmentId": "e:1"}},
         "trigger": {"triggerType": "Cron", "expression": "0 3 * * *"}}}\
        """;
    require(azure.put(path, body.formatted("true")), 201);
    assertThat(names(azure.get(DEV + "/schedules"))).containsExactly("nightly");
    require(azure.put(path, body.formatted("false")), 200);
    assertThat(names(azure.get(DEV + "/schedules"))).isEmpty();
    assertThat(names(azure.get(DEV + "/schedules?listViewType=All"))).containsExactly("nightly");
    require(azure.delete(path), 202);
    require(azure.delete(path), 204);
  }

  @Test
  void countsRequestsAndRefusesThoseBeyondTheBudget() {
    steer("POST", "budgets", "{\"writes\": 1}");
    var path = DEV + "/environments/budget/versions/1";
    assertThat(
            require(azure.put(path, environment("")), 201)
                .header("x-ms-ratelimit-remaining-subscription-writes"))
        .contains("0");
    var refused = require(azure.put(path, environment("")), 429);
    assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isPositive();
    require(azure.get(path), 200);
    azure.advanceClock("PT5M");
    require(azure.put(path, environment("")), 200);
    steer("DELETE", "budgets", "");
  }

  @Test
  void refusesWhatTheCallerHasNoRightTo() {
    steer(
        "POST",
        "rights",
        "{\"deny\": \"Microsoft.MachineLearningServices/workspaces/computes/*\", \"scope\": \"%s\"}"
            .formatted(DEV));
    var refused = require(azure.get(DEV + "/computes/any"), 403);
    assertThat(refused.code()).isEqualTo("AuthorizationFailed");
    assertThat(refused.at("/error/message").asText())
        .contains("Microsoft.MachineLearningServices/workspaces/computes/read");
    require(azure.get(DEV + "/datastores"), 200);
    steer("DELETE", "rights", "");
    require(azure.get(DEV + "/computes/any"), 404);
  }

  @Test
  void tellsTheCallerWhichRightsItHas() {
    var permissions = "/providers/Microsoft.Authorization/permissions";
    var denied = "Microsoft.MachineLearningServices/workspaces/jobs/*";
    steer("POST", "rights", "{\"deny\": \"%s\", \"scope\": \"%s\"}".formatted(denied, DEV));
    assertThat(require(azure.get(DEV + permissions), 200).at("/value/0/notActions/0").asText())
        .isEqualTo(denied);
    assertThat(
            require(azure.get(DEV.replace("mlw-dev", "mlw-staging") + permissions), 200)
                .at("/value/0/notActions"))
        .isEmpty();
    steer("POST", "rights", "{\"deny\": \"Microsoft.Authorization/permissions/read\"}");
    assertThat(require(azure.get(DEV + permissions), 403).code()).isEqualTo("AuthorizationFailed");
    steer("DELETE", "rights", "");
  }

  @Test
  void whatIsInARegistryIsOneRight() {
    var registry = DEV.replace("workspaces/mlw-dev", "registries/mlr-staging");
    steer(
        "POST",
        "rights",
        "{\"deny\": \"Microsoft.MachineLearningServices/registries/assets/read\"}");
    require(azure.get(registry + "/models"), 403);
    require(azure.get(registry), 200);
    steer("DELETE", "rights", "");
  }

  @Test
  void answersWithIdsByWhichARequestIsFoundAgain() {
    var headers =
        Map.of(
            "Authorization", "Bearer " + azure.token(Tokens.MANAGEMENT),
            "x-ms-client-request-id", "mine-7",
            "x-ms-return-client-request-id", "true");
    var reply = azure.send("GET", DEV + "?api-version=2025-12-01", "", headers);
    assertThat(reply.header("x-ms-client-request-id")).contains("mine-7");
    assertThat(reply.header("x-ms-request-id")).isPresent();
    assertThat(reply.header("x-ms-correlation-request-id")).isPresent();
  }

  @Test
  void saysWhatAzureHasAndTheEmulatorHasNot() {
    var refused = azure.get(DEV + "/connections");
    assertThat(refused.status()).isEqualTo(501);
    assertThat(refused.code()).isEqualTo("EmulatorLimit");
  }

  @Test
  void changesHowAClusterScales() {
    new EndpointWorld(azure).createCompute();
    var scale =
        "{\"properties\": {\"properties\": {\"scaleSettings\": {\"maxNodeCount\": 3, \"minNodeCount\": 1}}}}";
    require(azure.call("PATCH", DEV + "/computes/cpu", scale), 200);
    JsonNode nodes = azure.post(DEV + "/computes/cpu/listNodes", "").at("/nodes");
    assertThat(nodes).hasSize(1);
    assertThat(nodes.at("/0/nodeState").asText()).isEqualTo("idle");
  }

  private void steer(String method, String what, String body) {
    require(azure.send(method, "/_emulator/" + what, body, Map.of()), 204);
  }
}
