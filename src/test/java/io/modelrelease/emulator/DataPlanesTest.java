package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies beside the resource manager, asked as Microsoft's clients ask it. */
class DataPlanesTest {
  private static final String RUN = "/history/v1.0" + DEV + "/runs/whole";
  private static final String ARTIFACTS = "/artifact/v2.0" + DEV + "/artifacts/";
  private static final String CONTAINER = "ExperimentRun/dcid.whole";
  private static final String DATA_URIS = "/data/v1.0" + DEV + "/dataversion/batchGetResolvedUris";
  private static final String MODEL_URIS =
      "/modelregistry/v1.0" + DEV + "/models/batchGetResolvedUris";

  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
    dev.submit(
        "whole",
        "mkdir -p outputs/plots; echo a > outputs/plots/a.txt; echo r > ${{outputs.rows}}/r.csv;"
            + " echo m > ${{outputs.model}}/m.bin; echo o > ${{outputs.own}}/o.txt",
        job -> {
          job.put("experimentName", "planes");
          var outputs = job.putObject("outputs");
          outputs
              .putObject("rows")
              .put("jobOutputType", "uri_folder")
              .put("assetName", "made-rows");
          outputs
              .putObject("model")
              .put("jobOutputType", "custom_model")
              .put("assetName", "made-model");
          outputs
              .putObject("own")
              .put("jobOutputType", "uri_folder")
              .put("uri", datastoreUri("own/place/"));
        });
    dev.awaitStatus("whole", "Completed");
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static JsonNode resolved(String address, String id) {
    return azure
        .post(address, "{\"values\": [\"%s\"]}".formatted(id))
        .json()
        .path("values")
        .path(id);
  }

  private static JsonNode output(String name) {
    return azure
        .post("/history/v1.0" + DEV + "/rundata", "{\"runId\": \"whole\"}")
        .at("/runMetadata/outputs")
        .path(name);
  }

  @Test
  void registersTheOutputsThatNameAnAsset() {
    var data = azure.get(DEV + "/data/made-rows/versions/1").at("/properties");
    assertThat(data.path("dataType").asText()).isEqualTo("uri_folder");
    assertThat(data.path("dataUri").asText())
        .endsWith("/workspaces/mlw-dev/datastores/workspaceblobstore/paths/azureml/whole/rows/");
    var model = azure.get(DEV + "/models/made-model/versions/1").at("/properties");
    assertThat(model.path("modelType").asText()).isEqualTo("custom_model");
    assertThat(model.path("jobName").asText()).isEqualTo("whole");
    dev.submit(
        "again",
        "true",
        job ->
            job.putObject("outputs")
                .putObject("rows")
                .put("jobOutputType", "uri_folder")
                .put("assetName", "made-rows"));
    dev.awaitStatus("again", "Completed");
    assertThat(azure.get(DEV + "/data/made-rows").at("/properties/latestVersion").asText())
        .isEqualTo("2");
  }

  @Test
  void aFailedJobRegistersNothing() {
    dev.submit(
        "failing",
        "exit 1",
        job ->
            job.putObject("outputs")
                .putObject("rows")
                .put("jobOutputType", "uri_folder")
                .put("assetName", "never-made"));
    dev.awaitStatus("failing", "Failed");
    assertThat(azure.get(DEV + "/data/never-made").status()).isEqualTo(404);
  }

  @Test
  void resolvesTheOutputsOfARun() {
    var rows = output("rows");
    assertThat(rows.path("type").asText()).isEqualTo("UriFolder");
    assertThat(rows.path("assetId").asText())
        .startsWith("azureml://locations/westeurope/workspaces/")
        .endsWith("/data/made-rows/versions/1");
    assertThat(resolved(DATA_URIS, rows.path("assetId").asText()).path("uri").asText())
        .endsWith("/datastores/workspaceblobstore/paths/azureml/whole/rows/");
    var own = resolved(DATA_URIS, output("own").path("assetId").asText());
    assertThat(own.path("uri").asText())
        .endsWith("/datastores/workspaceblobstore/paths/own/place/");
    assertThat(own.path("type").asText()).isEqualTo("UriFolder");
    assertThat(output("model").path("type").asText()).isEqualTo("CustomModel");
    assertThat(resolved(MODEL_URIS, output("model").path("assetId").asText()).path("path").asText())
        .endsWith("/paths/azureml/whole/model/");
    var unknown = azure.post(DATA_URIS, "{\"values\": [\"azureml://locations/x/none\"]}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.code()).isEqualTo("UserError");
  }

  @Test
  void listsTheArtifactsOfARunWithSignedAddresses() {
    var all = azure.get(ARTIFACTS + "prefix/contentinfo/" + CONTAINER).at("/value");
    assertThat(all.findValuesAsText("path"))
        .contains("outputs/plots/a.txt", "user_logs/std_log.txt");
    var plots =
        azure
            .get(ARTIFACTS + "prefix/contentinfo/" + CONTAINER + "?path=outputs/plots")
            .at("/value");
    assertThat(plots).hasSize(1);
    var file = azure.send("GET", plots.at("/0/contentUri").asText(), "", Map.of());
    assertThat(file.text()).isEqualTo("a\n");
    var one = azure.get(ARTIFACTS + "contentinfo/" + CONTAINER + "/outputs/plots/a.txt");
    assertThat(one.at("/container").asText()).isEqualTo("dcid.whole");
    assertThat(one.at("/contentUri").asText()).isEqualTo(plots.at("/0/contentUri").asText());
    var shown =
        azure.get(
            RUN.replace("/runs/", "/experiments/planes/runs/")
                + "/artifacts/metadata?path=outputs/plots/a.txt");
    assertThat(shown.at("/artifactId").asText()).isEqualTo(CONTAINER + "/outputs/plots/a.txt");
    assertThat(shown.at("/dataPath/dataStoreName").asText()).isEqualTo("workspaceartifactstore");
    assertThat(azure.get(RUN + "/artifacts/path?path=outputs").at("/value")).hasSize(1);
    assertThat(azure.get(ARTIFACTS + "contentinfo/" + CONTAINER + "/none").status()).isEqualTo(404);
    assertThat(azure.get(ARTIFACTS + "prefix/contentinfo/ExperimentRun/dcid.none").status())
        .isEqualTo(404);
    assertThat(
            azure.send("GET", ARTIFACTS + "contentinfo/" + CONTAINER + "/x", "", Map.of()).status())
        .isEqualTo(401);
  }

  @Test
  void givesPlacesForNewArtifacts() {
    var place =
        azure
            .post(
                ARTIFACTS + "batch/metadata/" + CONTAINER,
                "{\"paths\": [{\"path\": \"notes/later.txt\"}]}")
            .json()
            .path("artifactContentInformation")
            .path("notes/later.txt")
            .path("contentUri")
            .asText();
    azure.send("PUT", place, "later", Map.of("x-ms-blob-type", "BlockBlob"));
    var read = azure.get(ARTIFACTS + "contentinfo/" + CONTAINER + "/notes/later.txt");
    assertThat(azure.send("GET", read.at("/contentUri").asText(), "", Map.of()).text())
        .isEqualTo("later");
    assertThat(
            azure
                .post(
                    ARTIFACTS + "batch/metadata/" + CONTAINER,
                    "{\"paths\": [{\"path\": \"../../x\"}]}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void showsARunByTheExperimentToo() {
    assertThat(azure.get(RUN.replace("/runs/", "/experiments/planes/runs/")).at("/runId").asText())
        .isEqualTo("whole");
    assertThat(azure.get(RUN.replace("/runs/", "/experiments/other/runs/")).status())
        .isEqualTo(404);
    assertThat(azure.get(RUN + "/serviceinstances/0").at("/instances").isObject()).isTrue();
  }

  @Test
  void readsAndWritesTheMetricsThatMlflowLogs() {
    dev.mlflow(
        "POST",
        "runs/log-metric",
        "{\"run_id\": \"whole\", \"key\": \"auc\", \"value\": 0.5, \"timestamp\": 1000, \"step\": 0}");
    var metrics = "/metric/v2.0" + DEV + "/runs/whole/";
    var logged =
        azure.post(
            metrics + "batch",
            """
            {"values": [{"name": "auc", "columns": {"auc": "Double"}, "namespace": "",
             "value": [{"metricId": "x", "createdUtc": "2026-01-01T00:00:00Z", "step": 1, "data": {"auc": 0.75}}]}]}""");
    assertThat(logged.status()).isEqualTo(200);
    assertThat(azure.post(metrics + "list", "{}").at("/value/0/metricKey/name").asText())
        .isEqualTo("auc");
    var full = azure.post(metrics + "full", "{\"metricName\": \"auc\"}").json();
    assertThat(full.at("/value/0/data/auc").asDouble()).isEqualTo(0.5);
    assertThat(full.at("/value/1/step").asInt()).isEqualTo(1);
    assertThat(
            dev.mlflow("GET", "metrics/get-history?run_id=whole&metric_key=auc", "").at("/metrics"))
        .hasSize(2);
    assertThat(azure.post(metrics + "full", "{\"metricName\": \"none\"}").status()).isEqualTo(404);
  }

  @Test
  void aModelOfAJobIsNamedByWhereItLies() {
    azure.put(
        DEV + "/models/from-run/versions/1",
        "{\"properties\": {\"modelUri\": \"runs:/whole/outputs/plots\"}}");
    var again =
        azure.put(
            DEV + "/models/from-run/versions/1",
            "{\"properties\": {\"modelUri\": \"azureml://jobs/whole/outputs/artifacts/paths/outputs/plots\"}}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.at("/properties/modelUri").asText())
        .endsWith(
            "/datastores/workspaceartifactstore/paths/ExperimentRun/dcid.whole/outputs/plots");
  }

  @Test
  void aComponentIsDescribedAnewButNotChanged() {
    var path = DEV + "/components/echoing/versions/1";
    var spec =
        "{\"properties\": {\"componentSpec\": {\"name\": \"echoing\", \"version\": \"1\", \"type\": \"command\", \"command\": \"%s\", \"environment\": \"azureml:%s\", \"description\": \"%s\"}}}";
    azure.put(path, spec.formatted("echo 1", DevWorkspace.ENVIRONMENT, "before"));
    var described = azure.put(path, spec.formatted("echo 1", DevWorkspace.ENVIRONMENT, "after"));
    assertThat(described.at("/properties/componentSpec/description").asText()).isEqualTo("after");
    assertThat(azure.put(path, spec.formatted("echo 2", DevWorkspace.ENVIRONMENT, "x")).status())
        .isEqualTo(400);
    assertThat(azure.get(DEV + "/components/echoing/versions/azureml_default").at("/name").asText())
        .isEqualTo("1");
    assertThat(azure.get(DEV + "/components/echoing").at("/properties/nextVersion").asText())
        .matches("\\d{4}(-\\d\\d){5}-\\d{7}");
  }

  @Test
  void aJobReadsAFileOfAWebServerAndFailsWhereThereIsNone() throws IOException {
    var web = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    web.createContext(
        "/rows.csv",
        exchange -> {
          var rows = "a,b\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, rows.length);
          exchange.getResponseBody().write(rows);
          exchange.close();
        });
    web.start();
    try {
      var address = "http://127.0.0.1:%d/".formatted(web.getAddress().getPort());
      azure.put(
          DEV + "/data/of-the-web/versions/1",
          "{\"properties\": {\"dataType\": \"uri_file\", \"dataUri\": \"%srows.csv\"}}"
              .formatted(address));
      reading("reads-web", DEV + "/data/of-the-web/versions/1");
      reading("reads-nothing", address + "none.csv");
      dev.awaitStatus("reads-web", "Completed");
      assertThat(dev.log("reads-web")).isEqualTo("a,b\n");
      dev.awaitStatus("reads-nothing", "Failed");
      assertThat(dev.details("reads-nothing").at("/error/error/message").asText())
          .contains("none.csv", "404");
    } finally {
      web.stop(0);
    }
  }

  private static void reading(String job, String uri) {
    dev.submit(
        job,
        "cat ${{inputs.rows}}",
        body ->
            body.putObject("inputs")
                .putObject("rows")
                .put("jobInputType", "uri_file")
                .put("uri", uri));
  }

  @Test
  void jobsOfOtherKindsAndOfSchedulesAreNotHere() {
    var sweep =
        azure.put(
            DEV + "/jobs/sweeps",
            """
            {"properties": {"jobType": "Sweep", "searchSpace": {}, "samplingAlgorithm": {"samplingAlgorithmType": "Random"},
             "objective": {"goal": "Maximize", "primaryMetric": "auc"},
             "trial": {"command": "true", "environmentId": "%s"}}}"""
                .formatted(DevWorkspace.ENVIRONMENT));
    assertThat(sweep.status()).isEqualTo(400);
    assertThat(sweep.code()).isEqualTo("EmulatorLimit");
    assertThat(azure.get(DEV + "/jobs?scheduled=true").at("/value")).isEmpty();
    assertThat(azure.get(DEV + "/jobs").at("/value")).isNotEmpty();
  }

  @Test
  void environmentsThatAzureKeepsAreThere() {
    var curated = "AzureML-sklearn-1.0-ubuntu20.04-py38-cpu";
    for (var id :
        new String[] {
          "azureml:" + curated + "@latest",
          DEV + "/environments/" + curated + "/versions/33",
          "azureml://registries/azureml/environments/sklearn-1.5/labels/latest"
        }) {
      var job = "kept-" + Integer.toHexString(id.hashCode());
      dev.submit(job, "true", body -> body.put("environmentId", id));
      dev.awaitStatus(job, "Completed");
      assertThat(dev.log(job)).startsWith("emulator: the environment");
    }
    var unknown =
        dev.submit("unknown", "true", body -> body.put("environmentId", "azureml:AzureML-none:1"));
    assertThat(unknown.status()).isEqualTo(400);
  }

  @Test
  void theNewestOfARegistryIsUsedByItsLabel() {
    azure.put(
        RunningEmulator.STAGING_REGISTRY + "/environments/labelled/versions/a",
        "{\"properties\": {\"image\": \"debian:12\"}}");
    dev.submit(
        "by-label",
        "true",
        job ->
            job.put(
                "environmentId",
                "azureml://registries/mlr-staging/environments/labelled/labels/latest"));
    dev.awaitStatus("by-label", "Completed");
  }
}
