package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Sends scoring requests. What says nothing about the model (429, 5xx, a broken connection; Azure
 * ML documentation, "Troubleshoot online endpoints deployment and scoring", HTTP status codes) is
 * tried again at once a few times: scoring changes nothing.
 */
final class Scoring {
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);
  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
  private static final int TRIES = 4;
  private static final long FIRST_PAUSE_MILLIS = 300;
  private static final long LONGEST_PAUSE_SECONDS = 5;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Duration longestAnswer;

  /** One try: its answer, and after how many seconds the next one may come, if it was told. */
  private record Try(Answer answer, Optional<Long> retryAfter) {}

  Scoring(Duration callTimeout) {
    this.longestAnswer = callTimeout.compareTo(LONGEST_ANSWER) < 0 ? callTimeout : LONGEST_ANSWER;
  }

  /**
   * @param bearer key or token
   * @throws AzureException when nothing is answered, or nothing that says anything of the model
   */
  Answer ask(URI uri, String bearer, Optional<String> deployment, JsonNode body) {
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(longestAnswer)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + bearer)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    deployment.ifPresent(name -> request.header("azureml-model-deployment", name));
    return patiently(request.build());
  }

  /**
   * How long an endpoint takes to say that it lives, with no model at work; empty if it does not.
   */
  Optional<Duration> liveness(URI uri, String bearer) {
    var request =
        HttpRequest.newBuilder(uri.resolve("."))
            .timeout(longestAnswer)
            .header("Authorization", "Bearer " + bearer)
            .GET()
            .build();
    try {
      var answer = send(request).answer();
      return answer.status() == 200 ? Optional.of(answer.took()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Answer patiently(HttpRequest request) {
    var pause = FIRST_PAUSE_MILLIS;
    for (var number = 1; ; number++) {
      var last = number == TRIES;
      try {
        var tried = send(request);
        var answer = tried.answer();
        if (!PASSING.contains(answer.status())) {
          return answer;
        }
        if (last
            || tried.retryAfter().filter(seconds -> seconds > LONGEST_PAUSE_SECONDS).isPresent()) {
          throw Failures.of(what(request), answer.status(), AzureError.read(answer.body()));
        }
        pause = tried.retryAfter().map(TimeUnit.SECONDS::toMillis).orElse(pause);
      } catch (HttpTimeoutException e) {
        throw Failures.unreachable(what(request), e); // patience has been had
      } catch (IOException e) {
        if (last) {
          throw Failures.unreachable(what(request), e);
        }
      }
      rest(request, pause);
      pause *= 2;
    }
  }

  private Try send(HttpRequest request) throws IOException {
    var start = System.nanoTime();
    try {
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      var took = Duration.ofNanos(System.nanoTime() - start);
      return new Try(
          new Answer(answer.statusCode(), parse(answer.body()), took),
          answer.headers().firstValue("Retry-After").flatMap(Scoring::seconds));
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static Optional<Long> seconds(String text) {
    try {
      return Optional.of(Long.valueOf(text.strip()));
    } catch (NumberFormatException date) {
      return Optional.empty();
    }
  }

  private static void rest(HttpRequest request, long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(request, e);
    }
  }

  private static AzureException interrupted(HttpRequest request, InterruptedException e) {
    Thread.currentThread().interrupt();
    return Failures.unreachable(what(request), e);
  }

  private static String what(HttpRequest request) {
    return request.method() + " " + request.uri();
  }

  private static JsonNode parse(String text) {
    try {
      return Rest.JSON.readTree(text);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
