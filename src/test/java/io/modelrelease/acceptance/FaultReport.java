package io.modelrelease.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table of faults that tests injected and of what became of them, {@code target/faults.md}. It
 * is written anew with each row, so that it is there whatever happens next.
 */
final class FaultReport {
  private static final Path FILE = Path.of("target", "faults.md");
  private static final String HEAD =
      """
      # Faults and what became of them

      Written by the tests. Outcomes: by itself; a repair or overdue task; an incident after retries; a named end.

      | fault | where | outcome | how it was seen | what a person reads |
      |---|---|---|---|---|
      """;
  private static final Map<String, String> ROWS = new TreeMap<>();

  private FaultReport() {}

  static synchronized void add(
      String fault, String where, String outcome, String seen, String sentence) {
    ROWS.put(
        fault + where + seen,
        "| %s | %s | %s | %s | %s |%n"
            .formatted(cell(fault), cell(where), cell(outcome), cell(seen), cell(sentence)));
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, HEAD + String.join("", ROWS.values()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
  }
}
