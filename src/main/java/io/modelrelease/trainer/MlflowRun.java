package io.modelrelease.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The run that a job is, in MLflow tracking: {@code POST /api/2.0/mlflow/runs/log-batch} (MLflow
 * REST API, Log Batch).
 *
 * <p>Where, which and who come from {@code MLFLOW_TRACKING_URI}, {@code MLFLOW_RUN_ID} and {@code
 * MLFLOW_TRACKING_TOKEN}, as Azure ML sets them in a job; its {@code azureml://} stands for {@code
 * https://}. That Azure ML hands a job the token in its environment is unverified: without it the
 * request goes out without one.
 */
final class MlflowRun {
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI address;
  private final String id;
  private final Optional<String> token;
  private final Clock clock;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private MlflowRun(URI address, String id, Optional<String> token, Clock clock) {
    this.address = address;
    this.id = id;
    this.token = token;
    this.clock = clock;
  }

  /** The run that the environment names; empty where the program runs outside a job. */
  static Optional<MlflowRun> of(Map<String, String> environment, Clock clock) {
    var uri = environment.getOrDefault("MLFLOW_TRACKING_URI", "").strip();
    if (uri.isEmpty()) {
      return Optional.empty();
    }
    var base = uri.replaceFirst("^azureml://", "https://").replaceFirst("[?].*$", "");
    if (!base.matches("https?://.+")) {
      throw new TrainerException(
          "MLFLOW_TRACKING_URI is %s; only http, https and azureml addresses are supported."
              .formatted(uri));
    }
    var run = environment.getOrDefault("MLFLOW_RUN_ID", "").strip();
    if (run.isEmpty()) {
      throw new TrainerException(
          "MLFLOW_RUN_ID is not set: there is no run to log to at %s.".formatted(base));
    }
    return Optional.of(
        new MlflowRun(
            URI.create(base.replaceFirst("/+$", "") + "/api/2.0/mlflow/runs/log-batch"),
            run,
            Optional.ofNullable(environment.get("MLFLOW_TRACKING_TOKEN"))
                .filter(text -> !text.isBlank()),
            clock));
  }

  String id() {
    return id;
  }

  /**
   * Logs all at once.
   *
   * @throws TrainerException when the server refuses, or cannot be reached for a while
   */
  void log(Map<String, Double> metrics, Map<String, String> parameters, Map<String, String> tags) {
    var body = json.createObjectNode().put("run_id", id);
    var logged = body.putArray("metrics");
    metrics.forEach(
        (name, value) ->
            entry(logged, name)
                .put("value", value)
                .put("timestamp", clock.millis())
                .put("step", 0));
    var given = body.putArray("params");
    parameters.forEach((name, value) -> entry(given, name).put("value", value));
    var said = body.putArray("tags");
    tags.forEach((name, value) -> entry(said, name).put("value", value));
    post(body.toString());
  }

  private static ObjectNode entry(ArrayNode entries, String key) {
    return entries.addObject().put("key", key);
  }

  private void post(String body) {
    var request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    var pause = FIRST_PAUSE;
    var failure = "";
    for (var attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var wait = pause;
      try {
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          return;
        }
        failure = answer.statusCode() + " " + answer.body().strip();
        if (answer.statusCode() != 429 && answer.statusCode() < 500) {
          break;
        }
        wait = retryAfter(answer).orElse(pause);
      } catch (IOException e) {
        failure = e.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrainerException("Stopped while logging to " + address, e);
      }
      if (attempt < ATTEMPTS) {
        pause(wait);
      }
      pause = pause.multipliedBy(2);
    }
    throw new TrainerException("Metrics cannot be logged to %s: %s".formatted(address, failure));
  }

  private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked);
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainerException("Stopped while waiting to log again", e);
    }
  }
}
