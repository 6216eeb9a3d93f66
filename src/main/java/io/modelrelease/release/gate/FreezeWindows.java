package io.modelrelease.release.gate;

import io.modelrelease.release.Sentence;
import io.modelrelease.security.EngineDoor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.variable.Variables;
import org.springframework.stereotype.Component;

/**
 * When nothing may be written to production: the newest table {@code freeze-windows}. A row that
 * cannot be read closes production to its models, since nobody knows what it was to say; no table
 * at all, as in a folder of gate tables from before there was one, closes nothing.
 */
@Component
public class FreezeWindows {
  public static final String TABLE = "freeze-windows";

  private final RepositoryService repository;
  private final EngineDoor door;
  private final Clock clock;

  /** One of its own: what goes wrong in a table must not take the caller's transaction with it. */
  private final DmnEngine dmn =
      DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

  FreezeWindows(RepositoryService repository, EngineDoor door, Clock clock) {
    this.repository = repository;
    this.door = door;
    this.clock = clock;
  }

  /**
   * Production is closed.
   *
   * @param sentence until when and why, as people read it
   * @param until when it opens; empty when the table has to be corrected first
   */
  public record Closed(String sentence, Optional<ZonedDateTime> until) {}

  private record Window(ZonedDateTime from, ZonedDateTime to, String reason) {}

  /** Whether production is closed to a model just now; of several windows the last one counts. */
  public Optional<Closed> closedTo(String model) {
    return door.asApplication(() -> latest().flatMap(table -> closed(table, model)));
  }

  private Optional<DecisionDefinition> latest() {
    return Optional.ofNullable(
        repository
            .createDecisionDefinitionQuery()
            .decisionDefinitionKey(TABLE)
            .latestVersion()
            .singleResult());
  }

  private Optional<Closed> closed(DecisionDefinition table, String model) {
    var now = clock.instant();
    var bytes = bytes(table);
    List<Window> windows;
    try {
      windows = rows(bytes, model).stream().map(FreezeWindows::window).toList();
    } catch (RuntimeException broken) { // whatever an expression can come up with
      return Optional.of(
          new Closed(
              "Production is closed, since the table %s (version %d) cannot be read: %s Whoever is admin deploys it corrected."
                  .formatted(
                      TABLE,
                      table.getVersion(),
                      Sentence.closed(String.valueOf(broken.getMessage()))),
              Optional.empty()));
    }
    return windows.stream()
        .filter(window -> !now.isBefore(window.from().toInstant()))
        .filter(window -> now.isBefore(window.to().toInstant()))
        .max(Comparator.comparing(window -> window.to().toInstant()))
        .map(
            window ->
                new Closed(
                    "Production is closed until %s: %s"
                        .formatted(written(window.to()), Sentence.closed(window.reason())),
                    Optional.of(window.to())));
  }

  private byte[] bytes(DecisionDefinition table) {
    try (var model = repository.getDecisionModel(table.getId())) {
      return model.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Map<String, Object>> rows(byte[] table, String model) {
    return dmn.evaluateDecisionTable(
            dmn.parseDecision(TABLE, new ByteArrayInputStream(table)),
            Variables.putValue("model", model))
        .getResultList();
  }

  private static Window window(Map<String, Object> row) {
    var from = time(row, "from");
    var to = time(row, "to");
    if (!from.toInstant().isBefore(to.toInstant())) {
      throw new IllegalArgumentException(
          "a window ends at %s, which is not after its begin at %s.".formatted(to, from));
    }
    return new Window(
        from, to, row.get("reason") instanceof String why && !why.isBlank() ? why.strip() : "?");
  }

  private static ZonedDateTime time(Map<String, Object> row, String column) {
    var value = row.get(column);
    try {
      if (value instanceof String text) {
        return ZonedDateTime.parse(text.strip(), DateTimeFormatter.ISO_ZONED_DATE_TIME);
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "the column %s says %s; expected date, time and zone as text, \"2026-12-21T00:00:00+01:00\"."
            .formatted(column, value == null ? "nothing" : "\"" + value + "\""));
  }

  private static String written(ZonedDateTime time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
  }
}
