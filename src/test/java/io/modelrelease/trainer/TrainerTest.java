package io.modelrelease.trainer;

import static io.modelrelease.trainer.SampleProject.CONCRETE_STRENGTH;
import static io.modelrelease.trainer.SampleProject.CREDIT_RISK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class TrainerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path trained;
  @TempDir Path temp;

  @BeforeAll
  static void train() {
    for (var project : SampleProject.values()) {
      var run = project.train(model(project));
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
  }

  private static Path model(SampleProject project) {
    return trained.resolve(project.name());
  }

  @Test
  void measuresCreditRiskWithAnIntervalAroundTheAuc() {
    var run = CREDIT_RISK.evaluate(model(CREDIT_RISK), model(CREDIT_RISK), temp);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.metric("auc")).isBetween(0.79, 0.86);
    assertThat(run.metric("auc.lower")).isBetween(0.70, run.metric("auc"));
    assertThat(run.metric("auc.upper")).isBetween(run.metric("auc"), 0.92);
    assertThat(run.metric("log_loss")).isBetween(0.40, 0.48);
    assertThat(run.metric("brier")).isBetween(0.12, 0.16);
    assertThat(run.metric("accuracy")).isBetween(0.75, 0.88);
    assertThat(run.metric("rows")).isEqualTo(300);
  }

  @Test
  void measuresConcreteStrengthInMegapascal() {
    var run = CONCRETE_STRENGTH.evaluate(model(CONCRETE_STRENGTH), model(CONCRETE_STRENGTH), temp);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.metric("rmse")).isBetween(3.0, 5.0);
    assertThat(run.metric("rmse.lower")).isLessThan(run.metric("rmse"));
    assertThat(run.metric("rmse.upper")).isGreaterThan(run.metric("rmse"));
    assertThat(run.metric("mae")).isBetween(2.0, 3.5);
    assertThat(run.metric("r2")).isBetween(0.90, 0.98);
    assertThat(run.metric("rows")).isEqualTo(309);
  }

  @Test
  void measuresTheChampionOnTheSameRows() {
    assertThat(CREDIT_RISK.train(temp.resolve("one"), "1", 7).exitCode()).isZero();

    var run = CREDIT_RISK.evaluate(temp.resolve("one"), model(CREDIT_RISK), temp.resolve("f"));
    var itself = CREDIT_RISK.evaluate(model(CREDIT_RISK), model(CREDIT_RISK), temp.resolve("f"));

    for (var metric : List.of("auc", "log_loss", "brier", "accuracy")) {
      assertThat(run.metric("champion." + metric)).isEqualTo(itself.metric(metric));
    }
  }

  @Test
  void oneRoundIsWorseThanTheFloorsAndThanTheChampionByMoreThanTheTolerance() {
    CREDIT_RISK.train(temp.resolve("one"), "1", 7);

    var run = CREDIT_RISK.evaluate(temp.resolve("one"), model(CREDIT_RISK), temp.resolve("f"));

    // the rows of processes/quality-gate.dmn
    assertThat(run.metric("auc")).isLessThan(0.75);
    assertThat(run.metric("log_loss")).isGreaterThan(0.55);
    assertThat(run.metric("brier")).isGreaterThan(0.18);
    assertThat(run.metric("champion.auc") - run.metric("auc")).isGreaterThan(0.03);
    assertThat(run.metric("log_loss") - run.metric("champion.log_loss")).isGreaterThan(0.05);
    assertThat(run.metric("brier") - run.metric("champion.brier")).isGreaterThan(0.02);
  }

  @ParameterizedTest
  @EnumSource
  void sameDataAndSeedGiveTheSameBytes(SampleProject project) throws IOException {
    project.train(temp);

    assertThat(temp.resolve("model.json"))
        .hasSameBinaryContentAs(model(project).resolve("model.json"));
  }

  @ParameterizedTest
  @EnumSource
  void anotherSeedGivesOtherTrees(SampleProject project) throws IOException {
    project.train(temp, "20", 7);
    var seven = Files.readAllBytes(temp.resolve("model.json"));
    project.train(temp, "20", 8);

    assertThat(Files.readAllBytes(temp.resolve("model.json"))).isNotEqualTo(seven);
  }

  @Test
  void leavesAFolderThatAzureMlDeploysWithoutCode() throws IOException {
    var folder = model(CONCRETE_STRENGTH);
    var mlmodel = yaml(folder.resolve("MLmodel"));
    var flavors = mlmodel.path("flavors");

    assertThat(folder.resolve(flavors.at("/xgboost/data").asText())).exists();
    assertThat(flavors.at("/xgboost/model_class").asText()).isEqualTo("xgboost.core.Booster");
    assertThat(flavors.at("/xgboost/model_format").asText()).isEqualTo("json");
    assertThat(flavors.at("/python_function/loader_module").asText()).isEqualTo("mlflow.xgboost");
    assertThat(mlmodel.path("model_uuid").asText()).matches("[0-9a-f]{32}");
    assertThat(Files.readString(folder.resolve("MLmodel")))
        .as("PyYAML would read it as a time without the quotes")
        .containsPattern("utc_time_created: '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}'");
    var inputs = JSON.readTree(mlmodel.at("/signature/inputs").asText());
    assertThat(inputs.findValuesAsText("name"))
        .containsExactlyElementsOf(featureNames(folder))
        .hasSize(8)
        .contains("age");
    assertThat(inputs.findValuesAsText("type")).containsOnly("double", "long");
    assertThat(inputs.get(7).path("type").asText()).as("age, in whole days").isEqualTo("long");
    assertThat(yaml(folder.resolve("conda.yaml")).toString())
        .contains("python=3.10", "mlflow==2.16.2", "xgboost==2.1.4")
        .contains("azureml-ai-monitoring", "azureml-inference-server-http");
    var example = JSON.readTree(folder.resolve("input_example.json").toFile());
    assertThat(example.path("columns")).hasSize(8);
    assertThat(
            JSON.readTree(folder.resolve("serving_input_example.json").toFile())
                .path("dataframe_split"))
        .isEqualTo(example);
    assertThat(folder.resolve("python_env.yaml")).exists();
    assertThat(folder.resolve("requirements.txt")).exists();
  }

  private static List<String> featureNames(Path folder) throws IOException {
    var names = new ArrayList<String>();
    JSON.readTree(folder.resolve("model.json").toFile())
        .at("/learner/feature_names")
        .forEach(name -> names.add(name.asText()));
    return names;
  }

  private static JsonNode yaml(Path file) throws IOException {
    return JSON.valueToTree(
        new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheAnswersForTheFirstHundredRows(SampleProject project) throws IOException {
    project.evaluate(model(project), model(project), temp);

    var fingerprint = Dataset.read(temp.resolve("fingerprint.csv"));
    assertThat(fingerprint.rows()).isEqualTo(100);
    assertThat(fingerprint.columns()).endsWith("prediction").doesNotContain(project.label);
    var test = Dataset.read(project.test());
    var features = test.columnsWithout(project.label);
    assertThat(fingerprint.select(features).cells())
        .as("the rows stay as they were written")
        .isEqualTo(test.first(100).select(features).cells());
    try (var trees = MlflowFolder.read(model(project))) {
      assertThat(fingerprint.column("prediction"))
          .as("every answer parses back to the very float that the model gives")
          .isEqualTo(trees.answers(fingerprint));
    }
  }

  @Test
  void sampleColumnsSurviveAzureMlsScoringServer() throws IOException {
    for (var project : SampleProject.values()) {
      assertThat(featureNames(model(project)))
          .noneMatch(name -> name.matches("(?i).*_at|.*_time|date.*|modified|timestamp.*"));
    }
  }

  @Test
  void aWrongCommandOrOptionEndsWithTwoAndSaysHow() {
    for (var arguments :
        List.of(
            List.<String>of(),
            List.of("serve"),
            List.of("train", "--data"),
            List.of("train", "--colour", "red"),
            List.of("train", "--seed", "1", "--seed", "2"),
            CREDIT_RISK.training(CREDIT_RISK.train(), temp, "none", 7),
            CREDIT_RISK.training(CREDIT_RISK.train(), temp, "0", 7))) {
      var run = SampleProject.run(Map.of(), arguments);
      assertThat(run.exitCode()).as(arguments.toString()).isEqualTo(2);
      assertThat(run.err()).contains("usage: trainer train");
    }
    assertThat(SampleProject.run(Map.of(), List.of("--help")).exitCode()).isZero();
  }
}
