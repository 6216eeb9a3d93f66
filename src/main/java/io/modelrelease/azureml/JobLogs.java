package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last lines of a job's logs. Run history names them with signed addresses ({@code logFiles} of
 * {@code runs/{id}/details}): {@code user_logs/std_log.txt} is what the program wrote (a number
 * before {@code .txt} where it runs on several nodes), {@code azureml-logs/20_image_build_log.txt}
 * the build of its image, {@code system_logs/…} the machinery's.
 */
final class JobLogs {
  private static final int LAST_LINES = 30;
  private static final long MOST_BYTES = 4L << 20;
  private static final Map<FailureRow.Log, List<String>> PLACES =
      Map.of(
          FailureRow.Log.BUILD,
          List.of("azureml-logs/20_image_build_log", "image_build", "user_logs/std_log"),
          FailureRow.Log.USER,
          List.of(
              "user_logs/std_log.txt",
              "user_logs/std_log_0.txt",
              "user_logs/",
              "logs/user/error",
              "azureml-logs/70_driver_log",
              "system_logs/lifecycler/"));

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  /**
   * @param logFiles name to address
   */
  List<String> lastLines(JsonNode logFiles, FailureRow.Log which) {
    return PLACES.getOrDefault(which, PLACES.get(FailureRow.Log.USER)).stream()
        .flatMap(place -> address(logFiles, place).stream())
        .findFirst()
        .map(this::read)
        .orElse(List.of());
  }

  private static Optional<String> address(JsonNode logFiles, String place) {
    return logFiles.properties().stream()
        .filter(file -> file.getKey().contains(place))
        .map(file -> file.getValue().asText(""))
        .filter(address -> !address.isEmpty())
        .findFirst();
  }

  private List<String> read(String address) {
    try {
      LoopbackBearerPolicy.requireSafe(URI.create(address));
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        return answer.statusCode() == 200 ? tail(body) : List.of();
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of("The log could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Of a log that may be huge; what is beyond the limit is left. */
  private static List<String> tail(InputStream body) throws IOException {
    var text = new String(body.readNBytes((int) MOST_BYTES), StandardCharsets.UTF_8);
    return lastOf(text.lines());
  }

  static List<String> lastOf(Stream<String> lines) {
    var all = lines.toList();
    return all.subList(Math.max(0, all.size() - LAST_LINES), all.size());
  }
}
