package io.modelrelease.watch;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.DeletedReleases;
import io.modelrelease.release.ReleaseStop;
import io.modelrelease.release.Variables;
import io.modelrelease.release.operation.AzureOperations;
import io.modelrelease.security.EngineDoor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.EventSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One pass looks at every wait that is due, and wakes those that are worth it. A wait that cannot
 * be looked at (suspended, broken, deleted under us) is left for the next time and stops nothing.
 */
@Component
class Watcher {
  private static final Logger log = LoggerFactory.getLogger(Watcher.class);
  private static final String OPERATION_FINISHED = "OperationFinished";

  /** So that the first look, which goes further back than the last one, has a date. */
  private static final Duration SINCE_EVER = Duration.ofDays(365);

  private static final String AWAIT_AVAILABILITY = "Task_AwaitAvailability";

  private final RuntimeService runtime;
  private final AzureOperations operations;
  private final Ledger ledger;
  private final ReleaseStop stop;
  private final DeletedReleases deleted;
  private final EngineDoor door;
  private final WatchSettings settings;
  private final Clock clock;
  private final ReadBudget budget;
  private final Map<String, Instant> nextLook = new HashMap<>();
  private final Set<String> notTold = new HashSet<>();
  private Instant lookedForDeleted = Instant.EPOCH.plus(SINCE_EVER);
  private Instant nextLookForDeleted = Instant.EPOCH;

  Watcher(
      RuntimeService runtime,
      AzureOperations operations,
      Ledger ledger,
      ReleaseStop stop,
      DeletedReleases deleted,
      EngineDoor door,
      WatchSettings settings,
      Clock clock) {
    this.runtime = runtime;
    this.operations = operations;
    this.ledger = ledger;
    this.stop = stop;
    this.deleted = deleted;
    this.door = door;
    this.settings = settings;
    this.clock = clock;
    this.budget = new ReadBudget(settings.readsPerMinute());
  }

  /** One pass; called by one thread at a time. */
  synchronized void pass() {
    door.asApplication(
        () -> {
          var waits = waits();
          nextLook
              .keySet()
              .retainAll(waits.stream().map(EventSubscription::getId).collect(Collectors.toSet()));
          var now = clock.instant();
          waits.stream()
              .filter(wait -> due(wait, now))
              .sorted(Comparator.comparing(wait -> nextLook.get(wait.getId()))) // none starves
              .forEach(wait -> look(wait, now));
          ledger.releasesToStop().forEach(this::tellToStop);
          lookForDeleted(now);
          return null;
        });
  }

  /** Not at each pass: it compares all that is open with all that runs. */
  private void lookForDeleted(Instant now) {
    if (now.isBefore(nextLookForDeleted)) {
      return;
    }
    try {
      deleted.undo(lookedForDeleted.minus(settings.longest()));
      lookedForDeleted = now;
    } catch (RuntimeException e) {
      log.info("Deleted instances could not be looked for, next time again: {}", e.toString());
    }
    nextLookForDeleted = now.plus(settings.longest());
  }

  private List<EventSubscription> waits() {
    return runtime
        .createEventSubscriptionQuery()
        .eventType("message")
        .eventName(OPERATION_FINISHED)
        .list();
  }

  private boolean due(EventSubscription wait, Instant now) {
    var due =
        nextLook.computeIfAbsent(
            wait.getId(), id -> wait.getCreated().toInstant().plus(settings.shortest()));
    return !due.isAfter(now);
  }

  private void look(EventSubscription wait, Instant now) {
    try {
      var environment =
          (String) runtime.getVariable(wait.getExecutionId(), Variables.ENVIRONMENT.name());
      if (!budget.take(environment, now)) {
        return; // stays due
      }
      nextLook.put(
          wait.getId(),
          now.plus(settings.pause(Duration.between(wait.getCreated().toInstant(), now))));
      var operation =
          (String) runtime.getVariable(wait.getExecutionId(), Variables.OPERATION.name());
      var begun = !wait.getActivityId().equals(AWAIT_AVAILABILITY);
      if (operations.worthWaking(releaseOf(wait), environment, operation, begun)) {
        runtime.messageEventReceived(OPERATION_FINISHED, wait.getExecutionId());
      }
    } catch (RuntimeException e) {
      log.info(
          "The wait {} of process instance {} could not be looked at, next time again: {}",
          wait.getActivityId(),
          wait.getProcessInstanceId(),
          e.toString());
    }
  }

  private String releaseOf(EventSubscription wait) {
    var instance =
        runtime
            .createProcessInstanceQuery()
            .processInstanceId(wait.getProcessInstanceId())
            .singleResult();
    if (instance == null) {
      throw new IllegalStateException("The instance is gone.");
    }
    return instance.getBusinessKey();
  }

  private void tellToStop(String releaseId) {
    try {
      stop.deliver(releaseId);
      notTold.remove(releaseId);
    } catch (RuntimeException e) {
      if (notTold.add(releaseId)) { // a suspended one stays so for long
        log.info(
            "Release {} could not be told to stop, next time again: {}", releaseId, e.toString());
      }
    }
  }
}
