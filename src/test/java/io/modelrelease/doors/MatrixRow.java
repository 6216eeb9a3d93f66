package io.modelrelease.doors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.AntPathMatcher;

/**
 * A row of {@code roles.txt}: who gets what at some addresses.
 *
 * @param methods that the row is about
 * @param pattern of addresses, as of Ant
 * @param how people come: by {@code session}, by {@code fresh} session of their own, or with what
 *     they bring {@code along}
 * @param probe a request to one of them: method, path, body
 * @param cells what each of {@link #WHO} is told
 */
record MatrixRow(
    Set<String> methods, String pattern, String how, List<String> probe, List<String> cells) {
  static final List<String> WHO =
      List.of(
          "anonymous",
          "scientist",
          "approver",
          "operator",
          "admin",
          "pipeline",
          "expired token",
          "wrong audience",
          "foreign issuer");

  /** A place of Camunda's REST API: in patterns, and of the engine that is asked. */
  private record Engine(String pattern, String address) {}

  private static final String WEBAPPS = "/camunda/api/engine/engine/";
  private static final Engine OF_WEBAPPS = new Engine(WEBAPPS + "*", WEBAPPS + "default");
  private static final List<Engine> OF_ENGINE_REST =
      List.of(
          new Engine("/engine-rest", "/engine-rest"),
          new Engine("/engine-rest/engine/*", "/engine-rest/engine/default"));
  private static final AntPathMatcher ANT = new AntPathMatcher();

  static List<MatrixRow> read(String... files) {
    return lines(files).map(parts -> of(parts, OF_WEBAPPS)).toList();
  }

  /**
   * The rows about the REST API of the webapps, about that at {@code /engine-rest}: it takes no
   * session, and lets in those who have no business in the webapps, too.
   */
  static List<MatrixRow> readOfEngineRest(String... files) {
    return lines(files)
        .filter(parts -> parts.get(1).startsWith("~"))
        .flatMap(parts -> OF_ENGINE_REST.stream().map(engine -> ofEngineRest(parts, engine)))
        .toList();
  }

  private static MatrixRow ofEngineRest(List<String> parts, Engine engine) {
    if (parts.size() != 6) {
      throw new AssertionError("What scientist and pipeline get at /engine-rest: " + parts);
    }
    var others = parts.get(5).split("\\s+");
    var row = of(parts, engine);
    var cells = new ArrayList<>(row.cells());
    cells.set(WHO.indexOf("scientist"), others[0]);
    cells.set(WHO.indexOf("pipeline"), others[1]);
    return new MatrixRow(row.methods(), row.pattern(), "along", row.probe(), cells);
  }

  private static Stream<List<String>> lines(String... files) {
    return Arrays.stream(files)
        .flatMap(MatrixRow::linesOf)
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList());
  }

  private static Stream<String> linesOf(String name) {
    try (var file = MatrixRow.class.getResourceAsStream("/doors/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MatrixRow of(List<String> parts, Engine engine) {
    if (parts.size() < 5 || parts.size() > 6) {
      throw new AssertionError("A row has five parts, or six: " + parts);
    }
    var cells = List.of(parts.get(4).split("\\s+"));
    if (cells.size() != WHO.size()) {
      throw new AssertionError("A row has %d cells: %s".formatted(WHO.size(), parts));
    }
    return new MatrixRow(
        Set.of(parts.get(0).split("\\s+")),
        parts.get(1).replace("~", engine.pattern()),
        parts.get(2),
        List.of(parts.get(3).replace("~", engine.address()).split("\\s+", 3)),
        cells);
  }

  /**
   * Filters and servlets are known by their address alone, and may be so wide that only a row about
   * nothing in particular is about them; files are there to be read.
   */
  boolean isAbout(Addresses.Address address) {
    var verb =
        switch (address.method()) {
          case "FILTER", "SERVLET", "LOCATOR", Addresses.ANY -> "";
          case "FILE" -> "GET";
          default -> address.method();
        };
    return (verb.isEmpty() || methods.contains(verb)) && ANT.match(pattern, address.path());
  }

  /** Camunda's own, whose methods are in rows. */
  boolean isOfTheEngine() {
    return pattern.startsWith("/camunda") || pattern.startsWith("/engine-rest");
  }

  String method() {
    return probe.get(0);
  }

  String path() {
    return probe.get(1).substring(1);
  }

  String body() {
    return probe.size() == 3 ? probe.get(2) : "";
  }

  /** What differs from the row, in words. */
  String differences(List<String> found) {
    return IntStream.range(0, WHO.size())
        .filter(i -> !cells.get(i).equals(found.get(i)))
        .mapToObj(i -> "%s: %s, expected %s".formatted(WHO.get(i), found.get(i), cells.get(i)))
        .collect(Collectors.joining("; "));
  }

  /** A line of the table for readers. */
  String readable(List<String> found) {
    return "| %s | `%s` | %s | `%s` | %s |"
        .formatted(
            methods.stream().sorted().collect(Collectors.joining(", ")),
            shortened(pattern.replace(OF_WEBAPPS.pattern(), OF_WEBAPPS.address())),
            how,
            shortened(method() + " /" + path()),
            String.join(" | ", found));
  }

  private static String shortened(String text) {
    return text.replace(OF_WEBAPPS.address(), "…");
  }
}
