package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.control.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's model registry of a workspace, which is the workspace's models, and its artifacts. */
class MlflowModelsTest {
  private static final String ARTIFACTS =
      "/mlflow/v1.0" + DEV + "/api/2.0/mlflow-artifacts/artifacts";

  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static Reply artifact(String method, String path, String content) {
    return azure.send(
        method,
        ARTIFACTS + path,
        content,
        Map.of("Authorization", "Bearer " + azure.token(Tokens.MANAGEMENT)));
  }

  private static String runWithModel() {
    var run = dev.newRun("models");
    artifact("PUT", "/%s/artifacts/model/MLmodel".formatted(run), "flavors: {}");
    return run;
  }

  private static void model(String name) {
    assertThat(
            dev.mlflow("POST", "registered-models/create", "{\"name\": \"%s\"}".formatted(name))
                .status())
        .isEqualTo(200);
  }

  private static Reply version(String name, String source) {
    return dev.mlflow(
        "POST",
        "model-versions/create",
        "{\"name\": \"%s\", \"source\": \"%s\", \"tags\": [{\"key\": \"kind\", \"value\": \"tree\"}]}"
            .formatted(name, source));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void keepsAndGivesArtifactsOfARun() {
    var run = dev.newRun("models");
    var uri = dev.mlflow("GET", "runs/get?run_id=" + run, "").at("/run/info/artifact_uri").asText();
    assertThat(uri).isEqualTo("mlflow-artifacts:/" + run + "/artifacts");
    var path = "/" + run + "/artifacts/";
    assertThat(artifact("PUT", path + "model/data/a.txt", "abc").status()).isEqualTo(200);
    assertThat(artifact("PUT", path + "top.txt", "x").status()).isEqualTo(200);
    assertThat(artifact("GET", path + "model/data/a.txt", "").text()).isEqualTo("abc");
    var top = artifact("GET", "?path=" + run + "/artifacts", "");
    assertThat(top.at("/files").findValuesAsText("path")).containsExactly("top.txt", "model");
    var below = artifact("GET", "?path=" + run + "/artifacts/model/data", "");
    assertThat(below.at("/files/0/path").asText()).isEqualTo("a.txt");
    assertThat(below.at("/files/0/file_size").asInt()).isEqualTo(3);
    assertThat(
            dev.mlflow("GET", "artifacts/list?run_id=" + run, "")
                .at("/files")
                .findValuesAsText("path"))
        .containsExactly("top.txt", "model");
    assertThat(artifact("DELETE", path + "model", "").status()).isEqualTo(200);
    assertThat(artifact("GET", path + "model/data/a.txt", "").status()).isEqualTo(404);
  }

  @Test
  void leavesNoArtifactOutsideOfARun() {
    assertThat(artifact("PUT", "/" + dev.newRun("models") + "/artifacts/..%2F..%2Fx", "x").status())
        .isEqualTo(400);
    assertThat(artifact("PUT", "/none/artifacts/x", "x").status()).isEqualTo(404);
    assertThat(artifact("PUT", "/elsewhere", "x").status()).isEqualTo(400);
    assertThat(azure.send("GET", ARTIFACTS + "?path=x", "", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void aModelRegisteredThroughMlflowIsOneOfTheWorkspace() {
    var run = runWithModel();
    model("through-mlflow");
    var made = version("through-mlflow", "runs:/" + run + "/model");
    assertThat(made.at("/model_version/version").asText()).isEqualTo("1");
    assertThat(made.at("/model_version/run_id").asText()).isEqualTo(run);
    assertThat(made.at("/model_version/status").asText()).isEqualTo("READY");
    var seen = azure.get(DEV + "/models/through-mlflow/versions/1");
    assertThat(seen.at("/properties/modelType").asText()).isEqualTo("mlflow_model");
    assertThat(seen.at("/properties/jobName").asText()).isEqualTo(run);
    assertThat(seen.at("/properties/flavors").isObject()).isTrue();
    assertThat(seen.at("/properties/tags/kind").asText()).isEqualTo("tree");
    assertThat(azure.get(DEV + "/models/through-mlflow").at("/properties/nextVersion").asText())
        .isEqualTo("2");
  }

  @Test
  void aModelOfTheWorkspaceIsOneOfMlflow() {
    azure.upload("mlw-dev", "models/own/model.bin", "bytes");
    azure.put(
        DEV + "/models/through-arm/versions/4",
        "{\"properties\": {\"modelUri\": \"%s\", \"stage\": \"Production\", \"jobName\": \"job1\"}}"
            .formatted(datastoreUri("models/own")));
    var model = dev.mlflow("GET", "registered-models/get?name=through-arm", "");
    var latest = model.at("/registered_model/latest_versions/0");
    assertThat(latest.path("version").asText()).isEqualTo("4");
    assertThat(latest.path("current_stage").asText()).isEqualTo("Production");
    assertThat(latest.path("run_id").asText()).isEqualTo("job1");
    var next = version("through-arm", datastoreUri("models/own"));
    assertThat(next.at("/model_version/version").asText()).isEqualTo("5");
    var uri =
        dev.mlflow("GET", "model-versions/get-download-uri?name=through-arm&version=4", "")
            .at("/artifact_uri")
            .asText();
    assertThat(uri).startsWith("mlflow-artifacts:/");
    assertThat(artifact("GET", uri.replace("mlflow-artifacts:", "") + "/model.bin", "").text())
        .isEqualTo("bytes");
  }

  @Test
  void movesVersionsThroughStages() {
    var run = runWithModel();
    model("staged");
    version("staged", "runs:/" + run + "/model");
    version("staged", "mlflow-artifacts:/" + run + "/artifacts/model");
    stage("1", "production", false);
    stage("2", "Production", true);
    assertThat(azure.get(DEV + "/models/staged/versions/1").at("/properties/stage").asText())
        .isEqualTo("Archived");
    var latest =
        dev.mlflow(
            "POST",
            "registered-models/get-latest-versions",
            "{\"name\": \"staged\", \"stages\": [\"Production\"]}");
    assertThat(latest.at("/model_versions").findValuesAsText("version")).containsExactly("2");
    assertThat(stage("2", "Live", false).at("/error_code").asText())
        .isEqualTo("INVALID_PARAMETER_VALUE");
    stage("2", "None", false);
    assertThat(azure.get(DEV + "/models/staged/versions/2").at("/properties/stage").isMissingNode())
        .isTrue();
  }

  private static Reply stage(String version, String stage, boolean archive) {
    return dev.mlflow(
        "POST",
        "model-versions/transition-stage",
        "{\"name\": \"staged\", \"version\": \"%s\", \"stage\": \"%s\", \"archive_existing_versions\": %s}"
            .formatted(version, stage, archive));
  }

  @Test
  void findsModelsAndVersions() {
    var run = runWithModel();
    for (var name : new String[] {"found-one", "found-two"}) {
      model(name);
      version(name, "runs:/" + run + "/model");
    }
    var like =
        dev.mlflow(
            "GET",
            "registered-models/search?max_results=1&filter=" + encoded("name LIKE 'found-%'"),
            "");
    assertThat(like.at("/registered_models")).hasSize(1);
    assertThat(like.at("/next_page_token").asText()).isNotEmpty();
    var ofRun =
        dev.mlflow(
            "GET", "model-versions/search?filter=" + encoded("run_id = '%s'".formatted(run)), "");
    assertThat(ofRun.at("/model_versions").findValuesAsText("name"))
        .containsExactly("found-one", "found-two");
    var both =
        dev.mlflow(
            "GET",
            "model-versions/search?filter="
                + encoded(
                    "name = 'found-two' and tags.kind = 'tree' and run_id IN ('%s')"
                        .formatted(run)),
            "");
    assertThat(both.at("/model_versions")).hasSize(1);
    assertThat(
            dev.mlflow("GET", "model-versions/search?filter=" + encoded("colour = 'red'"), "")
                .at("/error_code")
                .asText())
        .isEqualTo("INVALID_PARAMETER_VALUE");
  }

  @Test
  void describesTagsAndDeletes() {
    var run = runWithModel();
    model("described");
    version("described", "runs:/" + run + "/model");
    dev.mlflow(
        "PATCH",
        "model-versions/update",
        "{\"name\": \"described\", \"version\": \"1\", \"description\": \"first\"}");
    dev.mlflow(
        "POST",
        "model-versions/set-tag",
        "{\"name\": \"described\", \"version\": \"1\", \"key\": \"a.b\", \"value\": \"1\"}");
    dev.mlflow(
        "DELETE",
        "model-versions/delete-tag",
        "{\"name\": \"described\", \"version\": \"1\", \"key\": \"kind\"}");
    var seen = azure.get(DEV + "/models/described/versions/1");
    assertThat(seen.at("/properties/description").asText()).isEqualTo("first");
    assertThat(seen.at("/properties/tags").toString()).isEqualTo("{\"a.b\":\"1\"}");
    dev.mlflow("DELETE", "registered-models/delete", "{\"name\": \"described\"}");
    assertThat(azure.get(DEV + "/models/described").status()).isEqualTo(404);
  }

  @Test
  void refusesAsMlflowDoesInTheBodyOfAzure() {
    var missing = dev.mlflow("GET", "registered-models/get?name=nothing", "");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.at("/error_code").asText()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
    assertThat(missing.at("/Error/Message").asText()).contains("nothing");
    assertThat(missing.at("/ComponentName").asText()).isEqualTo("mlflow");
    model("twice");
    assertThat(
            dev.mlflow("POST", "registered-models/create", "{\"name\": \"twice\"}")
                .at("/error_code")
                .asText())
        .isEqualTo("RESOURCE_ALREADY_EXISTS");
    assertThat(version("unknown", "runs:/x/model").status()).isEqualTo(404);
    assertThat(version("twice", "runs:/" + dev.newRun("models") + "/nothing").status())
        .isEqualTo(400);
    assertThat(dev.mlflow("GET", "registered-models/search?max_results=5000", "").status())
        .isEqualTo(400);
  }
}
