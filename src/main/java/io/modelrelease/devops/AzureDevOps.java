package io.modelrelease.devops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Speaks to Azure DevOps' REST API 7.1. Redirects are not followed: Azure DevOps answers a token
 * that it does not take with one to its login page, or with that page and 203, and a token must not
 * go elsewhere.
 */
final class AzureDevOps {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<Integer> LATER = Set.of(408, 425, 429);
  private static final int LOGIN_PAGE = 203;
  private static final int SHOWN = 200;

  /**
   * The last version without {@code -preview} that the REST reference has for every resource used
   * here. Unverified for a job's live feed and logs: Microsoft's own tasks ask for 4.1 there.
   */
  private static final String VERSION = "7.1";

  private final HttpClient http;
  private final Duration timeout;
  private final Clock clock;

  AzureDevOps(Duration timeout, Clock clock) {
    this.timeout = timeout;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  /**
   * An answer, as far as there is one.
   *
   * @param attempt SENT for a success
   * @param body of a success; missing where it has none
   */
  record Answer(Attempt attempt, JsonNode body) {}

  Answer get(URI address, String token) {
    return call("GET", address, token, "application/json", "");
  }

  Answer send(String method, URI address, String token, Object body) {
    try {
      return call(method, address, token, "application/json", JSON.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer sendText(URI address, String token, String text) {
    return call("POST", address, token, "application/octet-stream", text);
  }

  private Answer call(String method, URI address, String token, String type, String body) {
    var answer = call(method, address, token, type, body, VERSION);
    return answer.attempt().what().contains("VssInvalidPreviewVersionException")
        ? call(method, address, token, type, body, VERSION + "-preview")
        : answer;
  }

  private Answer call(
      String method, URI address, String token, String type, String body, String version) {
    var request =
        HttpRequest.newBuilder(URI.create(address + "?api-version=" + version))
            .timeout(timeout)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .header("Content-Type", type)
            .header("X-TFS-FedAuthRedirect", "Suppress")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    var going = http.sendAsync(request, BodyHandlers.ofString());
    try {
      return read(going.get(timeout.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return lost(e.getCause().getClass().getSimpleName());
    } catch (TimeoutException e) {
      going.cancel(true);
      return lost("no answer within " + timeout.toSeconds() + " s");
    } catch (InterruptedException e) {
      going.cancel(true);
      Thread.currentThread().interrupt();
      return lost("the application stops");
    }
  }

  private static Answer lost(String why) {
    return new Answer(Attempt.lost(why), MissingNode.getInstance());
  }

  private Answer read(HttpResponse<String> response) {
    var status = response.statusCode();
    if (status >= 200 && status < 300 && status != LOGIN_PAGE) {
      return new Answer(Attempt.sent(Integer.toString(status)), json(response.body()));
    }
    var words = words(response);
    var attempt =
        status >= 500 || LATER.contains(status)
            ? Attempt.lost(words, pause(response))
            : Attempt.refused(words);
    return new Answer(attempt, MissingNode.getInstance());
  }

  private static JsonNode json(String text) {
    try {
      var read = JSON.readTree(text);
      return read == null ? MissingNode.getInstance() : read;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Status, and Azure DevOps' own words where it has some; of a page nothing. */
  private static String words(HttpResponse<String> response) {
    var status = response.statusCode();
    if (status == LOGIN_PAGE || (status >= 300 && status < 400)) {
      return status + ", its login page: the token is not taken";
    }
    var problem = json(response.body());
    var words =
        "%d %s %s"
            .formatted(
                status, problem.path("typeKey").asText(""), problem.path("message").asText(""))
            .strip();
    return words.length() > SHOWN ? words.substring(0, SHOWN) + "..." : words;
  }

  /** Seconds, or a date (RFC 9110, 10.2.3). */
  private Optional<Duration> pause(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(
            text -> {
              try {
                return Optional.of(
                    text.matches("\\d{1,6}")
                        ? Duration.ofSeconds(Long.parseLong(text))
                        : Duration.between(
                            clock.instant(),
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant()));
              } catch (DateTimeParseException e) {
                return Optional.empty();
              }
            });
  }
}
