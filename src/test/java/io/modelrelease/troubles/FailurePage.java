package io.modelrelease.troubles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people read on bad days, as the runs of these tests showed it: {@code target/failures.md},
 * for the operator's part of the README.
 */
final class FailurePage {
  private static final Path PAGE = Path.of("target", "failures.md");
  private static final Map<String, String> ROWS = new TreeMap<>();

  private FailurePage() {}

  /**
   * @param failure what went wrong
   * @param where people see it
   * @param sentence as they read it
   */
  static synchronized void shows(String failure, String where, String sentence) {
    if (sentence.isBlank()) {
      throw new AssertionError("Nobody is told of: " + failure);
    }
    ROWS.put(
        failure,
        "| %s | %s | %s |"
            .formatted(
                failure, where, sentence.strip().replace("|", "\\|").replaceAll("\\s+", " ")));
    var page = new StringBuilder("| failure | seen in | what it says |\n|---|---|---|\n");
    ROWS.values().forEach(row -> page.append(row).append('\n'));
    try {
      Files.writeString(PAGE, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
