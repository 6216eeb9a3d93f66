package io.modelrelease.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeMap;

/** What the tests measured on their way, one line a number: {@code target/numbers.txt}. */
final class Numbers {
  private static final Path FILE = Path.of("target", "numbers.txt");
  private static final String BETWEEN = ": ";

  private Numbers() {}

  static void measured(String what, Duration took) {
    measured(what, String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3));
  }

  static synchronized void measured(String what, String value) {
    try {
      var numbers = new TreeMap<String, String>();
      if (Files.exists(FILE)) {
        Files.readAllLines(FILE)
            .forEach(line -> numbers.put(line.split(BETWEEN)[0], line.split(BETWEEN, 2)[1]));
      }
      numbers.put(what, value);
      Files.write(
          FILE,
          numbers.entrySet().stream()
              .map(number -> number.getKey() + BETWEEN + number.getValue())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
