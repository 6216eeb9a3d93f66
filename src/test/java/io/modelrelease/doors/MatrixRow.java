package io.modelrelease.doors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.util.AntPathMatcher;

/**
 * A row of {@code roles.txt}: who gets what at some addresses.
 *
 * @param methods that the row is about
 * @param pattern of addresses, as of Ant
 * @param how people come: by {@code session}, by {@code fresh} session of their own, by {@code
 *     basic}
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

  private static final String ENGINE = "/camunda/api/engine/engine/";
  private static final AntPathMatcher ANT = new AntPathMatcher();

  static List<MatrixRow> read() {
    try (var file = MatrixRow.class.getResourceAsStream("/doors/roles.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(MatrixRow::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MatrixRow of(String line) {
    var parts = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    if (parts.size() != 5) {
      throw new AssertionError("A row has five parts: " + line);
    }
    var cells = List.of(parts.get(4).split("\\s+"));
    if (cells.size() != WHO.size()) {
      throw new AssertionError("A row has %d cells: %s".formatted(WHO.size(), line));
    }
    return new MatrixRow(
        Set.of(parts.get(0).split("\\s+")),
        parts.get(1).replace("~", ENGINE + "*"),
        parts.get(2),
        List.of(parts.get(3).split("\\s+", 3)),
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

  String method() {
    return probe.get(0);
  }

  String path() {
    return probe.get(1).replace("~", ENGINE + "default").substring(1);
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
            shortened(pattern.replace(ENGINE + "*", ENGINE + "default")),
            how,
            shortened(method() + " /" + path()),
            String.join(" | ", found));
  }

  private static String shortened(String text) {
    return text.replace(ENGINE + "default", "…");
  }
}
