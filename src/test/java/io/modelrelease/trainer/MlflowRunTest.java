package io.modelrelease.trainer;

import static io.modelrelease.trainer.SampleProject.CREDIT_RISK;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics arrive where MLflow's tracking API is, written down from its documentation. */
class MlflowRunTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;
  private final List<String> requests = new ArrayList<>();
  private final List<JsonNode> bodies = new ArrayList<>();
  private final Deque<Integer> answers = new ArrayDeque<>();
  private HttpServer server;
  private Map<String, String> environment;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(JSON.readTree(exchange.getRequestBody()));
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          var status = answers.isEmpty() ? 200 : answers.remove();
          if (status != 200) {
            exchange.getResponseHeaders().add("Retry-After", "0");
          }
          var body = (status == 200 ? "{}" : "{\"message\": \"not now\"}").getBytes();
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    environment =
        new HashMap<>(
            Map.of(
                "MLFLOW_TRACKING_URI",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/mlflow/v1.0/ws",
                "MLFLOW_RUN_ID",
                "job-1",
                "MLFLOW_TRACKING_TOKEN",
                "secret"));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private SampleProject.Run train() {
    return SampleProject.run(
        environment, CREDIT_RISK.training(CREDIT_RISK.train(), temp.resolve("m"), "5", 7));
  }

  private static JsonNode entry(JsonNode entries, String key) {
    return StreamSupport.stream(entries.spliterator(), false)
        .filter(entry -> entry.path("key").asText().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(key + " is not among " + entries));
  }

  @Test
  void logsWhatTrainingMeasuredAndHow() throws IOException {
    var run = train();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(requests)
        .containsExactly("POST /mlflow/v1.0/ws/api/2.0/mlflow/runs/log-batch Bearer secret");
    var body = bodies.get(0);
    assertThat(body.path("run_id").asText()).isEqualTo("job-1");
    var auc = entry(body.path("metrics"), "training.auc");
    assertThat(auc.path("value").doubleValue()).isEqualTo(run.metric("training.auc"));
    assertThat(auc.path("timestamp").longValue()).isGreaterThan(1_700_000_000_000L);
    assertThat(auc.path("step").isIntegralNumber()).isTrue();
    assertThat(entry(body.path("params"), "rounds").path("value").asText()).isEqualTo("5");
    assertThat(Files.readString(temp.resolve("m/MLmodel"))).contains("run_id: 'job-1'");
    assertThat(Files.readString(temp.resolve("m/model.json"))).doesNotContain("job-1");
  }

  @Test
  void logsTheEvaluationAndWhyAChampionCannotScore() {
    train();
    bodies.clear();

    var run =
        SampleProject.run(
            environment,
            CREDIT_RISK.evaluation(
                CREDIT_RISK.test(), temp.resolve("m"), temp.resolve("none"), temp.resolve("f")));

    assertThat(run.exitCode()).as(run.err()).isZero();
    var metrics = bodies.get(0).path("metrics");
    assertThat(entry(metrics, "rows").path("value").doubleValue()).isEqualTo(300);
    assertThat(entry(metrics, "auc.lower").path("value").doubleValue())
        .isLessThan(entry(metrics, "auc").path("value").doubleValue());
    assertThat(entry(metrics, "champion.error").path("value").doubleValue()).isEqualTo(1);
    assertThat(entry(bodies.get(0).path("tags"), "champion.error").path("value").asText())
        .contains("no MLflow model folder");
  }

  @Test
  void triesAgainWhenTheServerIsBusyOrFails() {
    answers.addAll(List.of(429, 503, 500));

    var run = train();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(requests).hasSize(4);
  }

  @Test
  void saysWhatTheServerRefused() {
    answers.add(403);

    var run = train();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("Metrics cannot be logged to")
        .contains("403")
        .contains("not now");
    assertThat(requests).hasSize(1);
  }

  @Test
  void sendsNoTokenWhereThereIsNone() {
    environment.remove("MLFLOW_TRACKING_TOKEN");

    assertThat(train().exitCode()).isZero();
    assertThat(requests.get(0)).endsWith("log-batch null");
  }

  @Test
  void onlyPrintsOutsideAJob() {
    environment.clear();

    var run = train();

    assertThat(run.metric("training.auc")).isGreaterThan(0.7);
    assertThat(requests).isEmpty();
  }

  @Test
  void saysWhatIsMissingInTheEnvironment() {
    environment.remove("MLFLOW_RUN_ID");
    assertThat(train().err()).contains("MLFLOW_RUN_ID is not set");

    environment.put("MLFLOW_TRACKING_URI", "file:///tmp/runs");
    assertThat(train().err()).contains("only http, https and azureml addresses");
  }
}
