package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.batch;
import static io.modelrelease.emulator.EndpointWorld.batchDeployment;
import static io.modelrelease.emulator.EndpointWorld.batchEndpoint;
import static io.modelrelease.emulator.EndpointWorld.fresh;
import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.EndpointWorld.online;
import static io.modelrelease.emulator.EndpointWorld.onlineDeployment;
import static io.modelrelease.emulator.EndpointWorld.onlineEndpoint;
import static io.modelrelease.emulator.EndpointWorld.require;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.control.Tokens;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python made is served by Python: scikit-learn models and scoring scripts. */
class PythonScoringTest {
  private static final String TRAIN =
      """
      import mlflow, mlflow.sklearn, mlflow.xgboost, pandas as pd, xgboost
      from mlflow.models import infer_signature
      from sklearn.linear_model import LinearRegression
      rows = pd.DataFrame({"age": [20, 30, 40, 50], "amount": [1.5, 2.5, 9.0, 4.0]})
      labels = [1.0, 2.0, 3.5, 4.0]
      model = LinearRegression().fit(rows, labels)
      signature = infer_signature(rows, model.predict(rows))
      mlflow.sklearn.log_model(model, "linear", signature=signature, registered_model_name="linear")
      booster = xgboost.train({"max_depth": 2, "nthread": 1}, xgboost.DMatrix(rows, labels), 5)
      mlflow.xgboost.log_model(booster, "trees", signature=signature, registered_model_name="trees")
      print(repr(float(model.predict(rows)[1])), repr(float(booster.predict(xgboost.DMatrix(rows))[1])))
      """;
  private static final String ONE_ROW =
      "{'input_data': {'columns': ['age', 'amount'], 'index': [0], 'data': [[30, 2.5]]}}";
  private static final String PICKED = "azureml-model-deployment";

  @TempDir static Path home;
  private static RunningEmulator emulator;
  private static EndpointWorld world;
  private static double linear;
  private static double trees;

  @BeforeAll
  static void start() {
    emulator = RunningEmulator.start(home);
    world = new EndpointWorld(emulator);
    world.createCompute();
    var dev = new DevWorkspace(emulator);
    code("train", "train.py", TRAIN);
    dev.submit(
        "train", "python train.py", job -> job.put("codeId", DEV + "/codes/train/versions/1"));
    dev.awaitStatus("train", "Completed");
    var numbers = dev.log("train").strip().replaceAll("(?s).*\\n", "").split(" ");
    linear = Double.parseDouble(numbers[0]);
    trees = Double.parseDouble(numbers[1]);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static String code(String name, String file, String text) {
    emulator.upload("mlw-dev", "codes/" + name + "/" + file, text);
    var id = DEV + "/codes/" + name + "/versions/1";
    require(
        emulator.put(
            id,
            "{\"properties\": {\"codeUri\": \"%s\"}}"
                .formatted(
                    emulator.address().resolve("/stmlwdev/azureml-blobstore/codes/" + name))),
        201);
    return id;
  }

  private static String model(String name) {
    return DEV + "/models/" + name + "/versions/1";
  }

  private static ObjectNode scripted(String text) {
    var name = fresh("code");
    var body = onlineDeployment(model("linear"));
    var properties = (ObjectNode) body.path("properties");
    properties.put("environmentId", DevWorkspace.ENVIRONMENT);
    properties
        .putObject("codeConfiguration")
        .put("codeId", code(name, "score.py", text))
        .put("scoringScript", "score.py");
    return body;
  }

  /** An endpoint with one deployment; the address of that. */
  private static String deploy(ObjectNode deployment, String state) {
    var endpoint = fresh("py-");
    require(emulator.put(online(endpoint), onlineEndpoint().toString()), 201);
    var id = online(endpoint) + "/deployments/dep1";
    var put = require(emulator.put(id, deployment.toString()), 201);
    assertThat(put.at("/properties/provisioningState").asText()).isEqualTo("Creating");
    await().atMost(Duration.ofSeconds(30)).until(() -> !world.state(id).equals("Creating"));
    assertThat(world.state(id)).as(() -> logs(id)).isEqualTo(state);
    return id;
  }

  private static String logs(String deployment) {
    return emulator.post(deployment + "/getLogs", "{\"tail\": 200}").at("/content").asText();
  }

  private static Reply ask(String deployment, String body) {
    var endpoint = deployment.split("/")[10];
    return world.ask(endpoint, body, Map.of(PICKED, "dep1"));
  }

  @Test
  void servesAScikitLearnModelWithoutCode() {
    var deployment = deploy(onlineDeployment(model("linear")), "Succeeded");
    var reply = require(ask(deployment, ONE_ROW), 200);
    assertThat(reply.at("/0").asDouble()).isCloseTo(linear, within(1e-9));
    assertThat(ask(deployment, "{'input_data': [{'age': 30}]}").text()).contains("amount");
    assertThat(ask(deployment, "{'input_data': [{'age': 30}]}").status()).isEqualTo(424);
    assertThat(ask(deployment, "{'input_data': ").status()).isEqualTo(400);
  }

  @Test
  void servesTheTreesThatPythonTrained() {
    var deployment = online(fresh("py-"));
    require(emulator.put(deployment, onlineEndpoint().toString()), 201);
    require(
        emulator.put(deployment + "/deployments/dep1", onlineDeployment(model("trees")).toString()),
        201);
    var reply = require(ask(deployment + "/deployments/dep1", ONE_ROW), 200);
    assertThat(reply.at("/0").asDouble()).isCloseTo(trees, within(1e-6));
  }

  @Test
  void servesAScoringScript() {
    var deployment =
        deploy(
            scripted(
                """
                import json, os, mlflow.sklearn
                def init():
                    global model
                    print("files", os.listdir(os.environ["AZUREML_MODEL_DIR"]))
                    model = mlflow.sklearn.load_model(os.path.join(os.environ["AZUREML_MODEL_DIR"], "linear"))
                def run(raw_data):
                    rows = json.loads(raw_data)["rows"]
                    print("asked for", len(rows))
                    return {"answers": model.predict(rows).tolist()}
                """),
            "Succeeded");
    var reply = require(ask(deployment, "{'rows': [[30, 2.5]]}"), 200);
    assertThat(reply.at("/answers/0").asDouble()).isCloseTo(linear, within(1e-9));
    assertThat(logs(deployment)).contains("files ['linear']", "asked for 1");
    var broken = ask(deployment, "{'lines': []}");
    assertThat(broken.status()).isEqualTo(424);
    assertThat(broken.header("ms-azureml-model-error-statuscode")).contains("500");
    await().until(() -> logs(deployment).contains("KeyError: 'rows'"));
  }

  @Test
  void aMissingImportFailsTheDeploymentAndIsNamed() {
    var failed =
        deploy(
            scripted("import no_such_library\ndef init(): pass\ndef run(data): return 1\n"),
            "Failed");
    var error =
        emulator.get(
            emulator.get(failed).at("/properties/properties/AzureAsyncOperationUri").asText());
    assertThat(error.at("/error/code").asText()).isEqualTo("ResourceNotReady");
    assertThat(error.at("/error/message").asText())
        .contains(
            "User container has crashed or terminated",
            "No module named 'no_such_library'",
            "environments are not built here");
    await().until(() -> logs(failed).contains("Traceback"));
    assertThat(ask(failed, "{}").status()).isEqualTo(404);
  }

  @Test
  void anInitThatDoesNotFindItsModelFailsTheDeploymentAndIsToldWhereItIs() {
    var failed =
        deploy(
            scripted(
                "import os\ndef init(): open(os.environ['AZUREML_MODEL_DIR'] + '/other/MLmodel')\ndef run(data): return 1\n"),
            "Failed");
    await().until(() -> logs(failed).contains("FileNotFoundError"));
    var error =
        emulator.get(
            emulator.get(failed).at("/properties/properties/AzureAsyncOperationUri").asText());
    assertThat(error.at("/error/message").asText())
        .contains("other/MLmodel", "AZUREML_MODEL_DIR is", "and holds linear)");
  }

  @Test
  void answersNoLongerThanItMayAndComesBack() {
    var body =
        scripted(
            "import time\ndef init(): pass\ndef run(data):\n    time.sleep(60 if 'slow' in data else 0)\n    return 'done'\n");
    body.withObject("/properties/requestSettings").put("requestTimeout", "PT1S");
    var deployment = deploy(body, "Succeeded");
    assertThat(ask(deployment, "{'slow': 1}").status()).isEqualTo(408);
    assertThat(require(ask(deployment, "{}"), 200).json().asText()).isEqualTo("done");
  }

  @Test
  void startsAgainWithTheEmulatorAndEndsWithTheDeployment(@TempDir Path other) {
    try (var again = RunningEmulator.start(other)) {
      var there = new EndpointWorld(again);
      again.upload("mlw-dev", "m/model.pkl", "nothing");
      require(
          again.put(
              DEV + "/models/plain/versions/1",
              "{\"properties\": {\"modelType\": \"custom_model\", \"modelUri\": \"%s\"}}"
                  .formatted(datastoreUri("m/model.pkl"))),
          201);
      again.upload(
          "mlw-dev",
          "s/score.py",
          "import os\ndef init(): print('pid', os.getpid())\ndef run(data): return [os.getpid(), os.listdir(os.environ['AZUREML_MODEL_DIR'])]\n");
      again.put(DevWorkspace.ENVIRONMENT, "{\"properties\": {\"image\": \"sample:1\"}}");
      again.put(
          DEV + "/codes/s/versions/1",
          "{\"properties\": {\"codeUri\": \"%s\"}}"
              .formatted(again.address().resolve("/stmlwdev/azureml-blobstore/s")));
      var body = onlineDeployment(DEV + "/models/plain/versions/1");
      var properties = (ObjectNode) body.path("properties");
      properties.put("environmentId", DevWorkspace.ENVIRONMENT);
      properties
          .putObject("codeConfiguration")
          .put("codeId", DEV + "/codes/s/versions/1")
          .put("scoringScript", "score.py");
      require(again.put(online("py-kept"), onlineEndpoint().toString()), 201);
      var deployment = online("py-kept") + "/deployments/dep1";
      require(again.put(deployment, body.toString()), 201);
      await().until(() -> there.state(deployment).equals("Succeeded"));
      var picked = Map.of(PICKED, "dep1");
      var first = require(there.ask("py-kept", "{}", picked), 200);
      assertThat(first.at("/1/0").asText()).isEqualTo("model.pkl");
      again.restart();
      var second = require(there.ask("py-kept", "{}", picked), 200).at("/0").asLong();
      assertThat(second).isNotEqualTo(first.at("/0").asLong());
      require(again.delete(deployment), 202);
      await().until(() -> ProcessHandle.of(second).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void runsNobodysCodeWhereOnlyTheSampleMayRun(@TempDir Path other) {
    try (var strict = RunningEmulator.start(other, Commands.TRAINER, Duration.ZERO)) {
      strict.upload(
          "mlw-dev",
          "m/MLmodel",
          "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n");
      var id = DEV + "/models/m/versions/1";
      require(
          strict.put(
              id,
              "{\"properties\": {\"modelType\": \"mlflow_model\", \"modelUri\": \"%s\"}}"
                  .formatted(datastoreUri("m/"))),
          201);
      require(strict.put(online("ep-strict"), onlineEndpoint().toString()), 201);
      var put =
          require(
              strict.put(
                  online("ep-strict") + "/deployments/dep1", onlineDeployment(id).toString()),
              201);
      var there = new EndpointWorld(strict);
      await().until(() -> there.state(online("ep-strict") + "/deployments/dep1").equals("Failed"));
      assertThat(there.outcome(put).at("/error/message").asText())
          .contains("modelrelease.emulator.commands=any");
    }
  }

  private static String invoke(ObjectNode deployment, String input) {
    var endpoint = fresh("pb-");
    require(emulator.put(batch(endpoint), batchEndpoint().toString()), 201);
    require(emulator.put(batch(endpoint) + "/deployments/dep1", deployment.toString()), 201);
    var headers = Map.of("Authorization", "Bearer " + emulator.token(Tokens.ML), PICKED, "dep1");
    var job =
        require(
                emulator.send(
                    "POST",
                    world.scoringUri(batch(endpoint)),
                    json("{'properties': {'InputData': {'rows': {'JobInputType': 'UriFolder', 'Uri': '%s'}}}}"
                            .formatted(datastoreUri(input)))
                        .toString(),
                    headers),
                201)
            .at("/name")
            .asText();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                java.util.Set.of("Completed", "Failed")
                    .contains(
                        emulator.get(DEV + "/jobs/" + job).at("/properties/status").asText()));
    return job;
  }

  private static String predictions(String job) {
    return emulator
        .download("mlw-dev", "azureml/" + job + "-batchscoring/score/predictions.csv")
        .text();
  }

  @Test
  void scoresFilesWithAModelWithoutCode() {
    emulator.upload("mlw-dev", "batch-in/one.csv", "age,amount\n30,2.5\n20,1.5\n");
    var job = invoke(batchDeployment(model("linear")), "batch-in");
    var lines = predictions(job).lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("0,").endsWith(",one.csv");
    assertThat(Double.parseDouble(lines.get(0).split(",")[1])).isCloseTo(linear, within(1e-9));
  }

  private static ObjectNode driver(String text) {
    var body = batchDeployment(model("linear"));
    var properties = (ObjectNode) body.path("properties");
    properties.put("environmentId", DevWorkspace.ENVIRONMENT).put("miniBatchSize", 1);
    properties.putObject("retrySettings").put("maxRetries", 0);
    properties
        .putObject("codeConfiguration")
        .put("codeId", code(fresh("code"), "batch_driver.py", text))
        .put("scoringScript", "batch_driver.py");
    return body;
  }

  @Test
  void scoresMiniBatchesWithADriverOfOnesOwn() {
    emulator.upload("mlw-dev", "driver-in/a.csv", "age,amount\n30,2.5\n");
    emulator.upload("mlw-dev", "driver-in/deep/b.csv", "age,amount\n20,1.5\n40,9\n");
    var job =
        invoke(
            driver(
                """
                import os, mlflow.pyfunc, pandas as pd
                def init():
                    global direct, named
                    direct = mlflow.pyfunc.load_model(os.environ["AZUREML_MODEL_DIR"])
                    named = mlflow.pyfunc.load_model(os.environ["AZUREML_MODEL_DIR"] + "/linear")
                def run(mini_batch):
                    rows = pd.concat([pd.read_csv(f) for f in mini_batch])
                    return pd.DataFrame([[p] for p in direct.predict(rows)])
                """),
            "driver-in");
    var lines = predictions(job).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(Double.parseDouble(lines.get(0))).isCloseTo(linear, within(1e-9));
  }

  @Test
  void failsAsTheErrorThresholdSays() {
    emulator.upload("mlw-dev", "bad-in/a.csv", "x\n");
    emulator.upload("mlw-dev", "bad-in/b.csv", "y\n");
    var text =
        "def init(): pass\ndef run(batch):\n    if 'a.csv' in batch[0]: raise ValueError('bad file')\n    return ['fine']\n";
    var tolerant = driver(text);
    ((ObjectNode) tolerant.path("properties")).put("errorThreshold", -1);
    assertThat(predictions(invoke(tolerant, "bad-in"))).isEqualTo("fine\n");
    var strict = driver(text);
    ((ObjectNode) strict.path("properties")).put("errorThreshold", 0);
    var job = invoke(strict, "bad-in");
    assertThat(
            emulator
                .get("/history/v1.0" + DEV + "/runs/" + job + "/details")
                .at("/error/error/message")
                .asText())
        .contains("bad file", "error_threshold 0");
  }
}
