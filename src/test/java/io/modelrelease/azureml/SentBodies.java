package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the product's client has PUT, held against Microsoft's schema where that is at hand: the
 * fixtures ask at the end of a test. What a test itself sends by raw HTTP, bad bodies too, is told
 * apart by its user agent.
 */
public final class SentBodies {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PRODUCT = "model-release";
  private static final String RESOURCES =
      "(?i)/subscriptions/.*/providers/Microsoft[.]MachineLearningServices/.*";
  private static final Optional<ArmSchema> SCHEMA = ArmSchema.published();

  private SentBodies() {}

  /**
   * Fails for bodies that the schema refuses.
   *
   * @param home of an emulator; it has no journal where nothing was asked of it
   */
  public static void requireValid(Path home) {
    var journal = home.resolve("journal.jsonl");
    try {
      requireValid(Files.exists(journal) ? Files.readAllLines(journal) : List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fails for bodies that the schema refuses.
   *
   * @param journal lines of an emulator's journal
   */
  public static void requireValid(List<String> journal) {
    require(
        journal.stream()
            .map(SentBodies::parse)
            .filter(line -> line.path("agent").asText().startsWith(PRODUCT))
            .flatMap(
                line ->
                    faults(
                        line.path("method").asText(),
                        line.path("path").asText(),
                        line.path("body"))));
  }

  static void requireValid(String method, String path, String body) {
    if (method.equals("PUT") && path.matches(RESOURCES)) {
      require(faults(method, path, parse(body)));
    }
  }

  private static void require(Stream<String> faults) {
    var all = faults.distinct().toList();
    if (!all.isEmpty()) {
      throw new AssertionError(
          "Microsoft's schema refuses what the client sent:\n" + String.join("\n", all));
    }
  }

  private static Stream<String> faults(String method, String path, JsonNode body) {
    if (SCHEMA.isEmpty() || !method.equals("PUT") || !path.matches(RESOURCES)) {
      return Stream.empty();
    }
    if (!body.isObject()) {
      return Stream.of("PUT %s: it has no body that could be judged".formatted(path));
    }
    return SCHEMA.get().faults(path, body).stream()
        .map(fault -> "PUT %s: %s in %s".formatted(path, fault, body));
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
