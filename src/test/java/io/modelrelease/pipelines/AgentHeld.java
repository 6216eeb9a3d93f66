package io.modelrelease.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How long runs held their agents, checkout and all: numbers for people, by line and pipeline. */
public final class AgentHeld {
  private static final Path NUMBERS = Path.of("target/numbers-pipelines.txt");

  private AgentHeld() {}

  /** In place of what was written before. */
  static void write(Map<String, Duration> held) {
    save(
        held.entrySet().stream()
            .map(entry -> line(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining()),
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** One line more. */
  public static void add(String what, Duration held) {
    save(line(what, held), StandardOpenOption.APPEND);
  }

  private static String line(String what, Duration held) {
    return String.format(Locale.ROOT, "%s: agent held %.1f s%n", what, held.toMillis() / 1000.0);
  }

  private static void save(String lines, StandardOpenOption how) {
    try {
      Files.createDirectories(NUMBERS.getParent());
      Files.writeString(NUMBERS, lines, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    System.out.print(lines);
  }
}
