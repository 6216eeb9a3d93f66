package io.modelrelease.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who was killed when, and what came of it; one table of all tests in {@code target/crash.md}. */
final class Deaths {
  private static final Map<String, List<String>> TABLES = new LinkedHashMap<>();

  private final String title;
  private final List<Death> deaths = new ArrayList<>();
  private Instant changed = Instant.now();
  private String outcome = "The releases did not come to their end.";

  Deaths(String title) {
    this.title = title;
  }

  /** One death. */
  static final class Death {
    private final Moment moment;
    private final Instant at = Instant.now();
    private Optional<Duration> back = Optional.empty();

    private Death(Moment moment) {
      this.moment = moment;
    }

    Moment moment() {
      return moment;
    }
  }

  synchronized Death add(Moment moment) {
    changed = Instant.now();
    var death = new Death(moment);
    deaths.add(death);
    return death;
  }

  /** What was interrupted by a death is done again. */
  synchronized void back(Death death) {
    if (death.back.isEmpty()) {
      changed = Instant.now();
      death.back = Optional.of(Duration.between(death.at, changed));
    }
  }

  /** When somebody died or came back last. */
  synchronized Instant changed() {
    return changed;
  }

  synchronized int count() {
    return deaths.size();
  }

  /** Those after which nothing went on. */
  synchronized List<Moment> forever() {
    return deaths.stream().filter(death -> death.back.isEmpty()).map(Death::moment).toList();
  }

  /** What came of the releases, in a sentence. */
  synchronized void cameTo(String sentence) {
    outcome = sentence;
  }

  /** Writes the table of all tests so far. */
  synchronized void write() {
    var lines = new ArrayList<String>();
    lines.addAll(List.of("## " + title, "", outcome, ""));
    lines.addAll(
        List.of("", "| # | killed | at | moment | went on after |", "|---|---|---|---|---|"));
    for (var death : deaths) {
      lines.add(
          "| %d | %s | %s | %s | %s |"
              .formatted(
                  deaths.indexOf(death) + 1,
                  death.moment.process(),
                  death.moment.place(),
                  death.moment.when(),
                  death.back.map(Deaths::seconds).orElse("never")));
    }
    lines.add("");
    synchronized (TABLES) {
      TABLES.put(title, lines);
      try {
        Files.write(
            Path.of("target", "crash.md"), TABLES.values().stream().flatMap(List::stream).toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String seconds(Duration duration) {
    return "%.1f s".formatted(duration.toMillis() / 1e3);
  }
}
