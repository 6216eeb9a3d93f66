package io.modelrelease.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.Turns;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.springframework.stereotype.Component;

/** Says in sentences why a release that has not ended does not go on, or why it will end. */
@Component
class WaitReasons {
  private final Operations operations;
  private final Turns turns;
  private final Holds holds;
  private final RuntimeService runtime;
  private final HistoryService history;
  private final ObjectMapper json;

  WaitReasons(
      Operations operations,
      Turns turns,
      Holds holds,
      RuntimeService runtime,
      HistoryService history,
      ObjectMapper json) {
    this.operations = operations;
    this.turns = turns;
    this.holds = holds;
    this.runtime = runtime;
    this.history = history;
    this.json = json;
  }

  String of(ReleaseRecord release) {
    return Stream.of(
            release.reason(),
            deleted(release),
            suspended(release),
            older(release),
            closed(release),
            operation(release))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  /** Why a release does not begin. */
  static String waitsFor(List<String> older) {
    return older.size() == 1
        ? "Waits for release %s, which was started earlier and is not over. It begins by itself then."
            .formatted(older.get(0))
        : "Waits for releases %s, which were started earlier and are not over. It begins by itself then."
            .formatted(String.join(", ", older));
  }

  private Optional<String> older(ReleaseRecord release) {
    return Optional.of(turns.before(release.id()))
        .filter(older -> release.stoppingAt().isEmpty() && !older.isEmpty())
        .map(WaitReasons::waitsFor);
  }

  private Optional<String> closed(ReleaseRecord release) {
    return release.stoppingAt().isPresent()
        ? Optional.empty()
        : holds.why(release.id()).map(why -> Sentence.closed(why) + " It goes on by itself then.");
  }

  /** The root instance was deleted, and the undo that follows has not begun yet. */
  Optional<String> deleted(ReleaseRecord release) {
    return release
        .rootInstance()
        .map(
            root ->
                history
                    .createHistoricProcessInstanceQuery()
                    .processInstanceId(root)
                    .finished()
                    .singleResult())
        .map(HistoricProcessInstance::getDeleteReason)
        .map(
            reason ->
                "The process instance was deleted (%s); what it had begun will be undone."
                    .formatted(reason));
  }

  private Optional<String> suspended(ReleaseRecord release) {
    var count =
        runtime
            .createProcessInstanceQuery()
            .processInstanceBusinessKey(release.id())
            .suspended()
            .count();
    return count == 0
        ? Optional.empty()
        : Optional.of(
            "Its process instance is suspended: an operator activates it in Cockpit, then it goes"
                + " on.");
  }

  /** What the latest operation waits for, or why it was refused. */
  private Optional<String> operation(ReleaseRecord release) {
    return operations.of(release.id()).stream()
        .filter(
            operation ->
                release.stoppingAt().isEmpty()
                    || operation.begunAt().isAfter(release.stoppingAt().get()))
        .filter(
            operation -> operation.waiting() || operation.state().equals(OperationRecord.REJECTED))
        .map(
            operation ->
                operation
                    .failure()
                    .map(failure -> operation.waiting() ? failure : sentences(failure)))
        .flatMap(Optional::stream)
        .reduce((first, second) -> second);
  }

  private static String likely(String cause) {
    return cause.isEmpty() ? "" : " Likely cause: " + cause;
  }

  private String sentences(String failure) {
    try {
      JsonNode node = json.readTree(failure);
      return "%s Azure says %s: %s%s %s"
          .formatted(
              node.path("what").asText(),
              node.path("code").asText(),
              Sentence.closed(node.path("words").asText()),
              likely(node.path("cause").asText("")),
              node.path("next").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's record of a failure", e);
    }
  }
}
