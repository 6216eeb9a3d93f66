package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A team's project in Python, of the shape of the well-known template: a pipeline of four scripts,
 * of which the last registers the model under the very name that is released; scikit-learn served
 * by Python. Its YAML and scripts know nothing of us, but for a {@code model.yml} beside them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PythonProjectIT {
  private static final String MODEL = "bike-rentals";
  private static final Path PROJECT = Path.of("src/test/resources/projects", MODEL);
  @TempDir static Path folder;
  private static RunningApplication application;
  private static Team team;
  private static Emulated azure;

  @BeforeAll
  static void start() throws IOException {
    application =
        RunningApplication.start(
            folder.resolve("home"),
            "--modelrelease.emulator.pace=0s",
            "--modelrelease.emulator.commands=any",
            "--modelrelease.gates=" + gates(),
            "--modelrelease.production.bake=PT1S",
            "--modelrelease.demo=false");
    team = new Team(application);
    azure = application.azure();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  /** The tables of this installation: requirements in the words that the team's metrics have. */
  private static Path gates() throws IOException {
    var gates = Files.createDirectories(folder.resolve("gates"));
    for (var table : new String[] {"quality-gate.dmn", "staging-gate.dmn", "approval-route.dmn"}) {
      var text = Files.readString(Path.of("processes", table));
      var ours = text.lastIndexOf("<rule id=\"Rule_ConcreteStrengthR");
      ours =
          Math.max(
              0,
              table.startsWith("quality")
                  ? text.indexOf("<rule id=\"Rule_ConcreteStrengthRmse\"")
                  : ours);
      var rules =
          text.substring(ours)
              .replace("\"concrete-strength\"", "\"" + MODEL + "\"")
              .replace("<text>\"r2\"</text>", "<text>\"test r2\"</text>")
              .replace("<text>\"rows\"</text>", "<text>\"deploy flag\"</text>")
              .replace("<text>100</text>", "<text>1</text>")
              .replace("<text>0.75</text>", "<text>0.7</text>")
              .replace("<text>0.5</text>", "<text></text>")
              .replace("<text>0.03</text>", "<text></text>")
              .replace("<text>8</text>", "<text>60</text>");
      rules =
          table.startsWith("quality")
              ? rules.replace("<text>\"rmse\"</text>", "<text>\"test rmse\"</text>")
              : rules;
      Files.writeString(gates.resolve(table), text.substring(0, ours) + rules);
    }
    return gates;
  }

  private static String release(int commit) {
    return release(commit, PROJECT);
  }

  /** The project with one text of one file replaced. */
  private static String release(int commit, String file, String text, String by)
      throws IOException {
    var copy = copy("copy-" + commit);
    replace(copy.resolve(file), text, by);
    return release(commit, copy);
  }

  private static Path copy(String name) throws IOException {
    var copy = folder.resolve(name);
    try (var files = Files.walk(PROJECT)) {
      for (var original : files.filter(Files::isRegularFile).toList()) {
        var target = copy.resolve(PROJECT.relativize(original).toString());
        Files.createDirectories(target.getParent());
        Files.copy(original, target);
      }
    }
    return copy;
  }

  private static void replace(Path file, String text, String by) throws IOException {
    var content = Files.readString(file);
    assertThat(content).contains(text);
    Files.writeString(file, content.replace(text, by));
  }

  private static String release(int commit, Path project) {
    return RunningApplication.json(
            team.upload(
                """
                {"model": "%s", "commit": "%s", "author": "author@example.org"}"""
                    .formatted(MODEL, Team.commit(commit)),
                Team.archive(project, job -> job)))
        .path("id")
        .asText();
  }

  /** Nobody compared it with the champion, as the project has no evaluation of ours: two people. */
  private static void approved(String release) {
    team.approve(release, "approver");
    team.approve(release, "approver2");
  }

  private static JsonNode online() {
    return azure.onlineEndpoint("mlw-production", MODEL);
  }

  @Test
  @Order(1)
  void goesFromACommitToProduction() throws Exception {
    var release = release(1);
    team.approve(release, "approver"); // one person is enough where nothing serves yet
    var view = team.completed(release);

    assertThat(view.path("modelVersion").asInt()).as("version 1 is register.py's").isEqualTo(2);
    assertThat(online().path("properties").path("traffic").toString()).isEqualTo("{\"v002\":100}");
    assertThat(
            azure
                .batchEndpoint("mlw-production", MODEL)
                .at("/properties/defaults/deploymentName")
                .asText())
        .isEqualTo("v002");
    assertThat(azure.puts())
        .extracting(put -> put.path("path").asText().replaceFirst(".*/workspaces/", ""))
        .filteredOn(path -> path.contains("/computes/"))
        .as("the training's cluster is in dev only")
        .containsExactlyInAnyOrder(
            "mlw-dev/computes/cpu-cluster",
            "mlw-dev/computes/batch-cluster",
            "mlw-staging/computes/batch-cluster",
            "mlw-production/computes/batch-cluster");
    var answers = azure.score(online(), Files.readString(PROJECT.resolve("data/request.json")));
    assertThat(answers).hasSize(2);
    assertThat(answers.path(0).asDouble()).isBetween(50.0, 400.0);
    var dossier = team.dossier(release);
    assertThat(dossier.at("/candidate/comparison").asText()).isEqualTo("first");
    assertThat(dossier.toString())
        .contains("test r2", "was registered by somebody else meanwhile")
        .contains("The model's conda.yaml: it lists no azureml-ai-monitoring");
  }

  /** The team now serves with a script and an environment of its own, online as in batches. */
  @Test
  @Order(2)
  void isReleasedAgainBesideItsPredecessorWithCodeOfItsOwn() throws Exception {
    var project = copy("scored");
    var online = project.resolve("mlops/azureml/deploy/online");
    Files.createDirectories(online.resolve("code"));
    Files.writeString(
        online.resolve("code/score.py"),
        """
        import glob
        import json
        import os

        import mlflow.pyfunc
        import pandas as pd


        def init():
            global model
            folder = os.environ["AZUREML_MODEL_DIR"]
            found = sorted(glob.glob(os.path.join(folder, "**", "MLmodel"), recursive=True))
            model = mlflow.pyfunc.load_model(os.path.dirname(found[0]))


        def run(raw_data):
            asked = json.loads(raw_data)
            if "who" in asked:
                return {"who": "score.py of " + os.environ["TEAM"]}
            rows = asked["input_data"]
            return model.predict(pd.DataFrame(rows["data"], columns=rows["columns"])).tolist()
        """);
    Files.writeString(
        online.resolve("online-environment.yml"),
        """
        name: bike-online-env
        image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04
        conda_file: ../../../../data-science/environment/train-conda.yml
        """);
    replace(
        online.resolve("online-deployment.yml"),
        "instance_count: 1",
        """
        instance_count: 1
        environment: online-environment.yml
        code_configuration: {code: code, scoring_script: score.py}
        environment_variables: {TEAM: bikes}
        """);
    var release = release(2, project);
    approved(release);
    var view = team.completed(release);

    assertThat(view.path("modelVersion").asInt()).isEqualTo(4);
    assertThat(online().path("properties").path("traffic").toString()).contains("\"v004\":100");
    assertThat(azure.score(online(), "{\"who\": true}").path("who").asText())
        .as("production serves with it")
        .isEqualTo("score.py of bikes");
    assertThat(azure.score(online(), Files.readString(PROJECT.resolve("data/request.json"))))
        .hasSize(2);
    for (var kind : new String[] {"onlineEndpoints", "batchEndpoints"}) {
      assertThat(azure.puts())
          .filteredOn(
              line -> line.path("path").asText().matches(".*/" + kind + "/.*/deployments/v004"))
          .as("staging and production")
          .hasSize(2)
          .allSatisfy(
              line -> {
                var sent = line.path("body").path("properties");
                assertThat(sent.at("/codeConfiguration/codeId").asText()).contains("/codes/");
                assertThat(sent.path("environmentId").asText()).contains("/environments/");
              });
    }
  }

  @Test
  @Order(3)
  void endsWhenTheTrainingLeavesNoModelThatCanBeServed() throws Exception {
    var release = release(3, "model.yml", "output: trained_model", "output: evaluation_output");
    var view = team.ended(release);

    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("failed");
    assertThat(view.path("reason").asText())
        .contains("its output evaluation_output is no MLflow model", "deploy_flag", "save_model");
    assertThat(view.path("step").asText()).isEqualTo("EndEvent_TrainingFailed");
  }

  @Test
  @Order(4)
  void endsWhenTheEndpointAnswersNoneOfTheRowsAsNobodyHasAnswersToCompare() throws Exception {
    var features = Files.readAllLines(PROJECT.resolve("data/test.csv")).get(0).split(",");
    var first = java.util.Arrays.stream(features).filter(name -> !name.equals("rentals")).toList();
    var release =
        release(
            4,
            "model.yml",
            "label: rentals",
            "label: rentals, features: [%s]".formatted(first.get(first.size() - 1)));
    var view = team.ended(release);

    assertThat(view.path("state").asText()).as("%s", view).isEqualTo("failed");
    assertThat(view.path("reason").asText())
        .contains("Tests in staging failed", "refused", "test.features in model.yml");
    assertThat(online().path("properties").path("traffic").toString()).contains("\"v004\":100");
  }
}
