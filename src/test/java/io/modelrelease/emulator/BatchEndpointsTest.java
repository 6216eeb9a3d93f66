package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.batch;
import static io.modelrelease.emulator.EndpointWorld.batchDeployment;
import static io.modelrelease.emulator.EndpointWorld.batchEndpoint;
import static io.modelrelease.emulator.EndpointWorld.fresh;
import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.EndpointWorld.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.control.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch endpoints, and their jobs that really score. */
class BatchEndpointsTest {
  private static final TinyModel MODEL = TinyModel.trained(1);
  private static final String WORKSPACE = "mlw-dev";
  private static final String ROWS = "age,amount\n33,120.5\n40,10\n";

  @TempDir static Path home;
  private static RunningEmulator emulator;
  private static EndpointWorld world;
  private static String model;
  private static String endpoint;

  @BeforeAll
  static void start() {
    emulator = RunningEmulator.start(home);
    world = new EndpointWorld(emulator);
    world.createCompute();
    model = world.register(MODEL);
    endpoint = deployed(emulator, batchDeployment(model));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  /** An endpoint whose default is its one deployment, dep1. */
  private static String deployed(RunningEmulator emulator, ObjectNode deployment) {
    var name = fresh("batch-");
    require(emulator.put(batch(name), batchEndpoint().toString()), 201);
    require(emulator.put(batch(name) + "/deployments/dep1", deployment.toString()), 201);
    var body = batchEndpoint();
    ((ObjectNode) body.path("properties")).set("defaults", json("{'deploymentName': 'dep1'}"));
    require(emulator.put(batch(name), body.toString()), 200);
    return name;
  }

  private static String body(String type, String path, String output) {
    return json("""
    {'properties': {
      'InputData': {'any': {'JobInputType': '%s', 'Uri': '%s'}},
      'OutputData': {'score': {'JobOutputType': 'UriFile',
         'Uri': '%s/datastores/workspaceblobstore/paths/%s'}},
      'properties': {'experimentName': 'exp-1'}}}\
    """
            .formatted(type, RunningEmulator.datastoreUri(path), RunningEmulator.DEV, output))
        .toString();
  }

  private static Reply invoke(
      RunningEmulator emulator, String endpoint, String body, Map<String, String> headers) {
    var all = new HashMap<>(headers);
    all.putIfAbsent("Authorization", "Bearer " + emulator.token(Tokens.ML));
    var uri = new EndpointWorld(emulator).scoringUri(batch(endpoint));
    assertThat(uri).endsWith("/jobs");
    return emulator.send("POST", uri, body, all);
  }

  private static String status(RunningEmulator emulator, String job) {
    return emulator.get(RunningEmulator.DEV + "/jobs/" + job).at("/properties/status").asText();
  }

  private static String ended(Reply invocation) {
    var job = require(invocation, 201).at("/name").asText();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> List.of("Completed", "Failed", "Canceled").contains(status(emulator, job)));
    return job;
  }

  private static Reply history(String job, String what) {
    return emulator.get("/history/v1.0" + RunningEmulator.DEV + "/runs/" + job + "/" + what);
  }

  private static String reason(String job) {
    assertThat(status(emulator, job)).isEqualTo("Failed");
    return history(job, "details").at("/error/error/message").asText();
  }

  @Test
  void scoresTheFilesOfAFolderIntoOneFileWithoutHeader() {
    emulator.upload(WORKSPACE, "in1/a.csv", ROWS);
    emulator.upload(WORKSPACE, "in1/b.csv", "note,amount,age\nx,7,50\n");
    var invocation = invoke(emulator, endpoint, body("UriFolder", "in1/", "out1/my.csv"), Map.of());
    assertThat(invocation.at("/properties/jobType").asText()).isEqualTo("Pipeline");
    assertThat(invocation.at("/properties/experimentName").asText()).isEqualTo("exp-1");
    assertThat(invocation.at("/properties/tags/azureml.batchrun").asText()).isEqualTo("true");
    assertThat(invocation.at("/properties/services/Studio/endpoint").asText()).isNotEmpty();
    var job = ended(invocation);
    assertThat(status(emulator, job)).isEqualTo("Completed");
    var lines = require(emulator.download(WORKSPACE, "out1/my.csv"), 200).text().split("\n");
    assertThat(lines).hasSize(3);
    assertRow(lines[0], "0", MODEL.answer(33, 120.5), "a.csv");
    assertRow(lines[1], "1", MODEL.answer(40, 10), "a.csv");
    assertRow(lines[2], "0", MODEL.answer(50, 7), "b.csv");
  }

  private static void assertRow(String line, String row, double prediction, String file) {
    var cells = line.split(",");
    assertThat(cells).hasSize(3);
    assertThat(cells[0]).isEqualTo(row);
    assertThat(Double.parseDouble(cells[1])).isCloseTo(prediction, within(1e-6));
    assertThat(cells[2]).isEqualTo(file);
  }

  @Test
  void readsTheBodyWhateverItsCaseAndChoosesTheOutputItself() {
    emulator.upload(WORKSPACE, "in2/one.csv", ROWS);
    var body =
        json(
            "{'properties': {'inputData': {'x': {'jobInputType': 'uri_file', 'uri': '%s'}}}}"
                .formatted(RunningEmulator.datastoreUri("in2/one.csv")));
    var job = ended(invoke(emulator, endpoint, body.toString(), Map.of()));
    assertThat(status(emulator, job)).isEqualTo("Completed");
    var children = history(job, "children");
    var child = children.at("/value/0");
    assertThat(child.path("properties").path("azureml.moduleName").asText())
        .isEqualTo("batchscoring");
    var score = child.at("/outputs/score/assetId").asText();
    var output =
        emulator
            .post(
                "/data/v1.0" + RunningEmulator.DEV + "/dataversion/batchGetResolvedUris",
                json("{'values': ['%s']}".formatted(score)).toString())
            .json()
            .path("values")
            .path(score)
            .path("uri")
            .asText();
    assertThat(output).startsWith("azureml://subscriptions/").endsWith("/predictions.csv");
    var path = output.substring(output.indexOf("/paths/") + "/paths/".length());
    assertThat(emulator.download(WORKSPACE, path).text().lines()).hasSize(2);
  }

  @Test
  void isFoundAmongTheJobsAndAtTheEndpoint() {
    emulator.upload(WORKSPACE, "in3/a.csv", ROWS);
    var job = ended(invoke(emulator, endpoint, body("UriFolder", "in3", "out3/p.csv"), Map.of()));
    var listed = emulator.get(RunningEmulator.DEV + "/jobs?jobType=Pipeline&tag=azureml.batchrun");
    assertThat(listed.json().findValuesAsText("name"))
        .contains(job)
        .noneMatch(name -> name.endsWith("batchscoring"));
    var polled =
        emulator.send(
            "GET",
            world.scoringUri(batch(endpoint)) + "/" + job,
            "",
            Map.of("Authorization", "Bearer " + emulator.token(Tokens.ML)));
    assertThat(polled.at("/properties/status").asText()).isEqualTo("Completed");
  }

  @ParameterizedTest
  @CsvSource({
    "in-nested/deep/a.csv, deep",
    "in-type/a.parquet, a.parquet",
    "in-column/a.csv, amount",
  })
  void failsAndSaysWhatItCannotRead(String file, String why) {
    emulator.upload(WORKSPACE, file, "age,other\n1,2\n");
    var strict = batchDeployment(model);
    ((ObjectNode) strict.path("properties")).put("errorThreshold", 0);
    var target = deployed(emulator, strict);
    var folder = file.substring(0, file.indexOf('/'));
    var job =
        ended(invoke(emulator, target, body("UriFolder", folder, folder + "-out.csv"), Map.of()));
    assertThat(reason(job)).contains(why);
    assertThat(emulator.download(WORKSPACE, folder + "-out.csv").status()).isEqualTo(404);
  }

  @Test
  void toleratesAsManyFailedFilesAsTheThresholdAllows() {
    emulator.upload(WORKSPACE, "in4/a.csv", ROWS);
    emulator.upload(WORKSPACE, "in4/b.csv", "age\n1\n");
    emulator.upload(WORKSPACE, "in4/c.csv", "age,amount\n1,much\n");
    for (var threshold : List.of(1, 2)) {
      var deployment = batchDeployment(model);
      ((ObjectNode) deployment.path("properties")).put("errorThreshold", threshold);
      var target = deployed(emulator, deployment);
      var output = "out4/" + threshold + ".csv";
      var job = ended(invoke(emulator, target, body("UriFolder", "in4", output), Map.of()));
      if (threshold == 1) {
        assertThat(reason(job)).contains("2 of 3 files");
      } else {
        assertThat(status(emulator, job)).isEqualTo("Completed");
        assertThat(emulator.download(WORKSPACE, output).text().lines()).hasSize(2);
      }
    }
  }

  @Test
  void failsWhenTheInputHoldsNothingOrTheOutputExists() {
    assertThat(
            reason(ended(invoke(emulator, endpoint, body("UriFolder", "no", "o.csv"), Map.of()))))
        .contains("no file");
    emulator.upload(WORKSPACE, "in5/a.csv", ROWS);
    emulator.upload(WORKSPACE, "out5.csv", "taken");
    assertThat(
            reason(
                ended(invoke(emulator, endpoint, body("UriFolder", "in5", "out5.csv"), Map.of()))))
        .contains("exists already");
    assertThat(emulator.download(WORKSPACE, "out5.csv").text()).isEqualTo("taken");
  }

  @Test
  void failsWhenTheModelCannotBeLoaded() {
    var folder = MODEL.folder();
    folder.put("model.json", "nothing".getBytes(StandardCharsets.UTF_8));
    var target = deployed(emulator, batchDeployment(world.register(folder, "mlflow_model")));
    emulator.upload(WORKSPACE, "in6/a.csv", ROWS);
    assertThat(
            reason(ended(invoke(emulator, target, body("UriFolder", "in6", "o6.csv"), Map.of()))))
        .contains("model.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'properties': {}}",
        "{'properties': {'InputData': {'x': {'JobInputType': 'MLTable', 'Uri':"
            + " 'azureml://datastores/workspaceblobstore/paths/in'}}}}",
        "{'properties': {'InputData': {'x': {'JobInputType': 'UriFolder'}}}}",
        "{'properties': {'InputData': {'x': {'JobInputType': 'UriFolder', 'Uri':"
            + " 'ftp://somewhere'}}}}"
      })
  void refusesAnInvocationThatCannotBe(String body) {
    var refused = invoke(emulator, endpoint, body.replace('\'', '"'), Map.of());
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void takesTokensOfTheDataPlaneOnlyAndDeploymentsThatAreThere() {
    var body = body("UriFolder", "in1/", "never.csv");
    var management = Map.of("Authorization", "Bearer " + emulator.token(Tokens.MANAGEMENT));
    assertThat(invoke(emulator, endpoint, body, management).status()).isEqualTo(401);
    var unknown = Map.of("azureml-model-deployment", "dep9");
    assertThat(invoke(emulator, endpoint, body, unknown).status()).isEqualTo(404);
    var empty = fresh("batch-");
    require(emulator.put(batch(empty), batchEndpoint().toString()), 201);
    assertThat(invoke(emulator, empty, body, Map.of()).status()).isEqualTo(404);
  }

  @Test
  void keepsItsDefaultAndShowsObjects() {
    var own = deployed(emulator, batchDeployment(model));
    assertThat(emulator.delete(batch(own) + "/deployments/dep1").status()).isEqualTo(400);
    var shown = emulator.get(batch(own) + "/deployments/dep1");
    assertThat(shown.at("/properties/outputFileName").asText()).isEqualTo("predictions.csv");
    assertThat(shown.at("/properties/miniBatchSize").asInt()).isEqualTo(10);
    var body = batchEndpoint();
    ((ObjectNode) body.path("properties")).set("defaults", json("{'deploymentName': 'none'}"));
    assertThat(emulator.put(batch(own), body.toString()).status()).isEqualTo(400);
    require(emulator.put(batch(own), batchEndpoint().toString()), 200);
    assertThat(emulator.get(batch(own)).at("/properties/defaults").isObject()).isTrue();
    require(emulator.delete(batch(own) + "/deployments/dep1"), 202);
    assertThat(emulator.get(batch(own) + "/deployments/dep1").status()).isEqualTo(404);
  }

  @Test
  void endsAJobAsAFaultOrdersIt() {
    emulator.fault(
        """
        {"method": "POST", "path": "/batch/", "fault": "fail",
         "error": {"code": "QuotaExceeded", "message": "no cores"}}\
        """);
    var job = ended(invoke(emulator, endpoint, body("UriFolder", "in1/", "never.csv"), Map.of()));
    assertThat(reason(job)).isEqualTo("no cores");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compute | \"none\" | none",
        "compute | null | compute",
        "model | {\"assetId\": \"x\"} | referenceType",
        "model | {\"referenceType\": \"Id\", \"assetId\":"
            + " \"azureml://registries/mlr-staging/models/none/versions/1\"} | none",
        "errorThreshold | -2 | errorThreshold",
        "miniBatchSize | 0 | miniBatchSize",
        "outputFileName | \"../x.csv\" | outputFileName",
        "outputAction | \"Print\" | outputAction"
      })
  void refusesADeploymentBodyAndSaysWhy(String field, String value, String why) throws Exception {
    var body = batchDeployment(model);
    ((ObjectNode) body.path("properties")).set(field, EndpointWorld.JSON.readTree(value));
    var refused = emulator.put(batch(endpoint) + "/deployments/dep2", body.toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).containsIgnoringCase(why);
  }

  @Test
  void refusesKeysForBatch() {
    var body = batchEndpoint();
    ((ObjectNode) body.path("properties")).put("authMode", "Key");
    assertThat(emulator.put(batch(fresh("batch-")), body.toString()).status()).isEqualTo(400);
    ((ObjectNode) body.path("properties")).put("authMode", "aadToken");
    require(emulator.put(batch(fresh("batch-")), body.toString()), 201);
  }

  @Test
  void runsJobsThatWereNotOverWhenTheEmulatorEnded(@TempDir Path other) {
    var pace = Map.of("default", Duration.ZERO, "job", Duration.ofHours(1));
    try (var again = RunningEmulator.start(other, Commands.ANY, pace, List.of("echo"))) {
      var there = new EndpointWorld(again);
      there.createCompute();
      var target = deployed(again, batchDeployment(there.register(MODEL)));
      again.upload(WORKSPACE, "in/a.csv", ROWS);
      var started = invoke(again, target, body("UriFolder", "in", "out.csv"), Map.of());
      var job = require(started, 201).at("/name").asText();
      var stopped = invoke(again, target, body("UriFolder", "in", "out2.csv"), Map.of());
      var canceled = require(stopped, 201).at("/name").asText();
      require(again.post(RunningEmulator.DEV + "/jobs/" + canceled + "/cancel", ""), 202);
      again.restart();
      assertThat(status(again, job)).isEqualTo("NotStarted");
      again.advanceClock("PT2H");
      await().until(() -> status(again, job).equals("Completed"));
      await().until(() -> status(again, canceled).equals("Canceled"));
      assertThat(again.download(WORKSPACE, "out.csv").text().lines()).hasSize(2);
      assertThat(again.download(WORKSPACE, "out2.csv").status()).isEqualTo(404);
    }
  }

  @Test
  void runsAJobAgainThatWasKilledBetweenItsOutputAndItsEnd(@TempDir Path other) throws Exception {
    String job;
    try (var first = RunningEmulator.start(other)) {
      var there = new EndpointWorld(first);
      there.createCompute();
      var target = deployed(first, batchDeployment(there.register(MODEL)));
      first.upload(WORKSPACE, "in/a.csv", ROWS);
      var started = invoke(first, target, body("UriFolder", "in", "out.csv"), Map.of());
      job = require(started, 201).at("/name").asText();
      await().until(() -> status(first, job).equals("Completed"));
    }
    var state = other.resolve("state/ws/mlw-dev/jobs/" + job + "/document.json");
    Files.writeString(
        state,
        Files.readString(state).replace("\"status\":\"Completed\"", "\"status\":\"Running\""));
    try (var second = RunningEmulator.start(other)) {
      await().until(() -> status(second, job).equals("Completed"));
      assertThat(second.download(WORKSPACE, "out.csv").text().lines()).hasSize(2);
    }
  }
}
