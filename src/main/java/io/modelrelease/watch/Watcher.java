package io.modelrelease.watch;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.DeletedReleases;
import io.modelrelease.release.ReleaseStop;
import io.modelrelease.release.operation.AzureOperations;
import io.modelrelease.security.EngineDoor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.engine.RuntimeService;
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

  private final RuntimeService runtime;
  private final AzureOperations operations;
  private final Ledger ledger;
  private final ReleaseStop stop;
  private final DeletedReleases deleted;
  private final EngineDoor door;
  private final Waits waits;
  private final QueuedReleases queued;
  private final SparedReads spared;
  private final WatchSettings settings;
  private final Clock clock;
  private final ReadBudget budget;
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
      Waits waits,
      QueuedReleases queued,
      SparedReads spared,
      WatchSettings settings,
      Clock clock) {
    this.runtime = runtime;
    this.operations = operations;
    this.ledger = ledger;
    this.stop = stop;
    this.deleted = deleted;
    this.door = door;
    this.waits = waits;
    this.queued = queued;
    this.spared = spared;
    this.settings = settings;
    this.clock = clock;
    this.budget = new ReadBudget(settings.readsPerMinute());
  }

  /** One pass; called by one thread at a time. */
  synchronized void pass() {
    door.asApplication(
        () -> {
          var now = clock.instant();
          waits.refresh(now);
          waits.environments().forEach(environment -> lookAtWhatIsDue(environment, now));
          ledger.releasesToStop().forEach(this::tellToStop);
          queued.whoseTurnCame().forEach(this::tellOn);
          lookForDeleted(now);
          return null;
        });
  }

  /** None starves: what has been due for longest comes first, and what is put off stays so. */
  private void lookAtWhatIsDue(String environment, Instant now) {
    for (var wait = waits.firstDue(environment, now);
        wait.isPresent() && look(wait.get(), now);
        wait = waits.firstDue(environment, now)) {
      // each look moves one
    }
  }

  /** Something was heard of these: they are looked at now, if the budget allows. */
  synchronized void look(Hint hint) {
    door.asApplication(
        () -> {
          var now = clock.instant();
          waits.refresh(now);
          hint.among(waits).forEach(wait -> look(wait, now));
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

  /** Returns false when the environment's budget is used up; the wait then stays due. */
  private boolean look(Wait wait, Instant now) {
    try {
      if (runtime.createEventSubscriptionQuery().eventSubscriptionId(wait.id()).count() == 0) {
        waits.forget(wait.id());
        return true;
      }
      if (!spared.in(wait.environment()) || !budget.take(wait.environment(), now)) {
        return false;
      }
      waits.lookAt(wait, now.plus(settings.pause(Duration.between(wait.since(), now))));
      if (operations.worthWaking(wait.release(), wait.environment(), wait.operation())) {
        runtime.messageEventReceived(OPERATION_FINISHED, wait.execution());
        waits.forget(wait.id());
      }
    } catch (RuntimeException e) {
      waits.lookAt(wait, now.plus(settings.pause(Duration.between(wait.since(), now))));
      log.info(
          "The wait {} of process instance {} could not be looked at, next time again: {}",
          wait.activity(),
          wait.instance(),
          e.toString());
    }
    return true;
  }

  private void tellOn(String execution) {
    try {
      runtime.messageEventReceived(QueuedReleases.TURN_CAME, execution);
    } catch (RuntimeException e) { // suspended, or another node was first
      log.debug("{} could not be told that its turn came: {}", execution, e.toString());
    }
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
