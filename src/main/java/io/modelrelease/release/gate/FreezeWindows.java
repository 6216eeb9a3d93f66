package io.modelrelease.release.gate;

import io.modelrelease.release.Sentence;
import io.modelrelease.security.EngineDoor;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.DecisionService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.springframework.stereotype.Component;

/**
 * When nothing may be written to production: the newest table {@code freeze-windows}. A row that
 * cannot be read closes production to its models, since nobody knows what it was to say; no table
 * at all, as in a folder of gate tables from before there was one, closes nothing.
 */
@Component
public class FreezeWindows {
  static final String TABLE = "freeze-windows";

  private final DecisionService decisions;
  private final RepositoryService repository;
  private final EngineDoor door;
  private final Clock clock;

  FreezeWindows(
      DecisionService decisions, RepositoryService repository, EngineDoor door, Clock clock) {
    this.decisions = decisions;
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
    try {
      return rows(table, model).stream()
          .map(FreezeWindows::window)
          .filter(window -> !now.isBefore(window.from().toInstant()))
          .filter(window -> now.isBefore(window.to().toInstant()))
          .max(Comparator.comparing(window -> window.to().toInstant()))
          .map(
              window ->
                  new Closed(
                      "Production is closed until %s: %s"
                          .formatted(written(window.to()), Sentence.closed(window.reason())),
                      Optional.of(window.to())));
    } catch (IllegalArgumentException | ProcessEngineException broken) {
      return Optional.of(
          new Closed(
              "Production is closed, since the table %s (version %d) cannot be read: %s Whoever is admin deploys it corrected."
                  .formatted(TABLE, table.getVersion(), Sentence.closed(broken.getMessage())),
              Optional.empty()));
    }
  }

  private List<Map<String, Object>> rows(DecisionDefinition table, String model) {
    return decisions
        .evaluateDecisionTableById(table.getId())
        .variables(Map.of("model", model))
        .evaluate()
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
