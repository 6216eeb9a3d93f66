package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.control.Tokens;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLflow's tracking REST API of a workspace. */
class MlflowTest {
  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
    dev.submit(
        "logged",
        "mkdir outputs; echo a > outputs/a.txt",
        job -> job.put("experimentName", "credit"));
    dev.awaitStatus("logged", "Completed");
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static Map<String, String> pairs(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .collect(
            Collectors.toMap(
                pair -> pair.path("key").asText(), pair -> pair.path("value").asText()));
  }

  @Test
  void asksForAManagementToken() {
    var path = "/mlflow/v1.0" + DEV + "/api/2.0/mlflow/runs/get?run_id=logged";
    assertThat(azure.send("GET", path, "", Map.of()).status()).isEqualTo(401);
    assertThat(
            azure
                .send("GET", path, "", Map.of("Authorization", "Bearer " + azure.token(Tokens.ML)))
                .status())
        .isEqualTo(401);
  }

  @Test
  void hasARunForEachJob() {
    var run = dev.mlflow("GET", "runs/get?run_id=logged", "");
    assertThat(run.at("/run/info/status").asText()).isEqualTo("FINISHED");
    assertThat(run.at("/run/info/end_time").asLong()).isPositive();
    var experiment = dev.mlflow("GET", "experiments/get-by-name?experiment_name=credit", "");
    assertThat(run.at("/run/info/experiment_id"))
        .isEqualTo(experiment.at("/experiment/experiment_id"));
    dev.mlflow("POST", "runs/update", "{\"run_id\": \"logged\", \"status\": \"FAILED\"}");
    assertThat(dev.mlflow("GET", "runs/get?run_id=logged", "").at("/run/info/status").asText())
        .isEqualTo("FINISHED");
  }

  @Test
  void lastValueOfAMetricIsThatOfTheHighestStep() {
    var run = dev.newRun("by hand");
    for (var value : new String[] {"0.5, \"step\": 2", "0.9, \"step\": 1", "0.7, \"step\": 2"}) {
      dev.mlflow(
          "POST",
          "runs/log-metric",
          "{\"run_id\": \"%s\", \"key\": \"auc of test\", \"timestamp\": 5, \"value\": %s}"
              .formatted(run, value));
    }
    var metrics = dev.mlflow("GET", "runs/get?run_id=" + run, "").at("/run/data/metrics");
    assertThat(metrics).hasSize(1);
    assertThat(metrics.at("/0/value").doubleValue()).isEqualTo(0.7);
    var history =
        dev.mlflow("GET", "metrics/get-history?metric_key=auc%20of%20test&run_id=" + run, "");
    assertThat(history.at("/metrics")).hasSize(3);
  }

  @Test
  void writesWhatIsNoNumberAsMlflowDoes() {
    var run = dev.newRun("by hand");
    dev.mlflow(
        "POST",
        "runs/log-batch",
        "{\"run_id\": \"%s\", \"metrics\": [{\"key\": \"a\", \"value\": NaN}, {\"key\": \"b\", \"value\": \"Infinity\"}, {\"key\": \"c\", \"value\": -Infinity}]}"
            .formatted(run));
    var metrics = dev.mlflow("GET", "runs/get?run_id=" + run, "").at("/run/data/metrics");
    assertThat(pairs(metrics)).isEqualTo(Map.of("a", "NaN", "b", "Infinity", "c", "-Infinity"));
    assertThat(metrics.at("/0/value").isTextual()).isTrue();
  }

  @Test
  void keepsParamsAndTags() {
    var run = dev.newRun("by hand");
    var batch =
        "{\"run_id\": \"%s\", \"params\": [{\"key\": \"depth\", \"value\": \"4\"}], \"tags\": [{\"key\": \"kind\", \"value\": \"tree\"}]}"
            .formatted(run);
    assertThat(dev.mlflow("POST", "runs/log-batch", batch).status()).isEqualTo(200);
    dev.mlflow(
        "POST",
        "runs/set-tag",
        "{\"run_id\": \"%s\", \"key\": \"t\", \"value\": \"1\"}".formatted(run));
    var changed =
        dev.mlflow(
            "POST",
            "runs/log-parameter",
            "{\"run_id\": \"%s\", \"key\": \"depth\", \"value\": \"5\"}".formatted(run));
    assertThat(changed.status()).isEqualTo(400);
    assertThat(changed.at("/error_code").asText()).isEqualTo("INVALID_PARAMETER_VALUE");
    var data = dev.mlflow("GET", "runs/get?run_id=" + run, "");
    assertThat(pairs(data.at("/run/data/params"))).isEqualTo(Map.of("depth", "4"));
    assertThat(pairs(data.at("/run/data/tags")))
        .containsEntry("kind", "tree")
        .containsEntry("t", "1");
  }

  @Test
  void endsARunThatIsNoJob() {
    var run = dev.newRun("by hand");
    var ended =
        dev.mlflow(
            "POST",
            "runs/update",
            "{\"run_id\": \"%s\", \"status\": \"FINISHED\", \"end_time\": 99}".formatted(run));
    assertThat(ended.at("/run_info/status").asText()).isEqualTo("FINISHED");
    assertThat(ended.at("/run_info/end_time").asLong()).isEqualTo(99);
  }

  @Test
  void findsRunsByWhatTheyLogged() {
    var good = dev.newRun("by hand");
    var bad = dev.newRun("by hand");
    log(good, "searched", 0.9);
    log(bad, "searched", 0.4);
    var all =
        dev.mlflow(
            "POST",
            "runs/search",
            "{\"order_by\": [\"metrics.searched DESC\"], \"max_results\": 2}");
    assertThat(all.at("/runs/0/info/run_id").asText()).isEqualTo(good);
    assertThat(all.at("/runs/1/info/run_id").asText()).isEqualTo(bad);
    assertThat(all.at("/next_page_token").asText()).isNotEmpty();
    var filtered =
        dev.mlflow(
            "POST",
            "runs/search",
            "{\"filter\": \"metrics.searched > 0.5 and attributes.status = 'RUNNING'\"}");
    assertThat(filtered.at("/runs")).hasSize(1);
    assertThat(dev.mlflow("POST", "runs/search", "{\"filter\": \"metrics.a LIKE 'x'\"}").status())
        .isEqualTo(400);
  }

  private static void log(String run, String key, double value) {
    dev.mlflow(
        "POST",
        "runs/log-metric",
        "{\"run_id\": \"%s\", \"key\": \"%s\", \"value\": %s}".formatted(run, key, value));
  }

  @Test
  void listsArtifacts() {
    var top = dev.mlflow("GET", "artifacts/list?run_id=logged", "");
    assertThat(top.at("/files").findValuesAsText("path")).contains("outputs", "user_logs");
    var folder = dev.mlflow("GET", "artifacts/list?run_id=logged&path=outputs", "");
    assertThat(folder.at("/files/0/path").asText()).isEqualTo("outputs/a.txt");
    assertThat(folder.at("/files/0/file_size").asInt()).isEqualTo(2);
  }

  @Test
  void refusesInMlflowsOwnBody() {
    var missing = dev.mlflow("GET", "runs/get?run_id=none", "");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.at("/error_code").asText()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
    assertThat(dev.mlflow("GET", "runs/get", "").at("/error_code").asText())
        .isEqualTo("INVALID_PARAMETER_VALUE");
    assertThat(
            dev.mlflow("POST", "experiments/create", "{\"name\": \"credit\"}")
                .at("/error_code")
                .asText())
        .isEqualTo("RESOURCE_ALREADY_EXISTS");
    assertThat(dev.mlflow("POST", "runs/dance", "{}").at("/error_code").asText())
        .isEqualTo("ENDPOINT_NOT_FOUND");
    var newer = dev.mlflow("POST", "logged-models", "{}");
    assertThat(newer.status()).isEqualTo(404);
    assertThat(newer.text()).isEmpty();
    assertThat(dev.mlflow("POST", "traces", "{}").status()).isEqualTo(403);
    var tooMany =
        IntStream.range(0, 101)
            .mapToObj(number -> "{\"key\": \"k%d\", \"value\": \"v\"}".formatted(number))
            .collect(Collectors.joining(","));
    assertThat(
            dev.mlflow(
                    "POST",
                    "runs/log-batch",
                    "{\"run_id\": \"logged\", \"params\": [%s]}".formatted(tooMany))
                .status())
        .isEqualTo(400);
  }

  @Test
  void takesMetricsFromARunningJob() {
    dev.submit(
        "talkative",
        "curl -s -H \"Authorization: Bearer $MLFLOW_TRACKING_TOKEN\" -d '{\"run_id\": \"talkative\", \"key\": \"auc\", \"value\": 0.8}' $MLFLOW_TRACKING_URI/api/2.0/mlflow/runs/log-metric");
    dev.awaitStatus("talkative", "Completed");
    assertThat(
            dev.mlflow("GET", "runs/get?run_id=talkative", "")
                .at("/run/data/metrics/0/value")
                .doubleValue())
        .as(dev.log("talkative"))
        .isEqualTo(0.8);
  }

  @Test
  void deletedRunsComeBack() {
    var run = dev.newRun("by hand");
    var order = "{\"run_id\": \"%s\"}".formatted(run);
    var search = "{\"filter\": \"attributes.run_id = '%s'\"}".formatted(run);
    dev.mlflow("POST", "runs/delete", order);
    assertThat(dev.mlflow("GET", "runs/get?run_id=" + run, "").at("/run/info/lifecycle_stage"))
        .hasToString("\"deleted\"");
    assertThat(dev.mlflow("POST", "runs/search", search).at("/runs")).isEmpty();
    dev.mlflow("POST", "runs/restore", order);
    assertThat(dev.mlflow("POST", "runs/search", search).at("/runs")).hasSize(1);
  }

  @Test
  void tagsAreTakenAway() {
    var run = dev.newRun("by hand");
    dev.mlflow(
        "POST",
        "runs/set-tag",
        "{\"run_id\": \"%s\", \"key\": \"t\", \"value\": \"1\"}".formatted(run));
    var order = "{\"run_id\": \"%s\", \"key\": \"t\"}".formatted(run);
    assertThat(dev.mlflow("POST", "runs/delete-tag", order).status()).isEqualTo(200);
    assertThat(dev.mlflow("POST", "runs/delete-tag", order).at("/error_code").asText())
        .isEqualTo("RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void historyOfAMetricComesInPages() {
    var run = dev.newRun("by hand");
    log(run, "paged", 1);
    log(run, "paged", 2);
    var path = "metrics/get-history?metric_key=paged&max_results=1&run_id=" + run;
    var first = dev.mlflow("GET", path, "");
    assertThat(first.at("/metrics/0/value").asInt()).isEqualTo(1);
    var token = first.at("/next_page_token").asText();
    var second = dev.mlflow("GET", path + "&page_token=" + token, "");
    assertThat(second.at("/metrics/0/value").asInt()).isEqualTo(2);
    assertThat(second.at("/next_page_token").isMissingNode()).isTrue();
  }

  @Test
  void experimentsHaveTagsAndAreDeleted() {
    var id =
        dev.mlflow(
                "POST",
                "experiments/create",
                "{\"name\": \"short-lived\", \"tags\": [{\"key\": \"team\", \"value\": \"a\"}]}")
            .at("/experiment_id")
            .asText();
    dev.mlflow(
        "POST",
        "experiments/set-experiment-tag",
        "{\"experiment_id\": \"%s\", \"key\": \"use\", \"value\": \"b\"}".formatted(id));
    var search = "{\"filter\": \"name ILIKE 'SHORT-%' and tags.use = 'b'\"}";
    assertThat(dev.mlflow("POST", "experiments/search", search).at("/experiments")).hasSize(1);
    dev.mlflow("POST", "experiments/delete", "{\"experiment_id\": \"%s\"}".formatted(id));
    assertThat(dev.mlflow("POST", "experiments/search", search).at("/experiments")).isEmpty();
    var seen = dev.mlflow("GET", "experiments/get?experiment_id=" + id, "");
    assertThat(pairs(seen.at("/experiment/tags"))).isEqualTo(Map.of("team", "a", "use", "b"));
    assertThat(seen.at("/experiment/lifecycle_stage").asText()).isEqualTo("deleted");
  }
}
