package io.modelrelease.release;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.security.EngineDoor;
import org.camunda.bpm.engine.RuntimeService;
import org.springframework.stereotype.Component;

/**
 * Tells the root instance of a release that is marked as stopping: its interrupting event
 * sub-process takes everything away and undoes. The mark in the ledger is what counts; the message
 * may be sent late or twice.
 */
@Component
public class ReleaseStop {
  private static final String STOP_REQUESTED = "StopRequested";

  private final Ledger ledger;
  private final RuntimeService runtime;
  private final EngineDoor door;

  ReleaseStop(Ledger ledger, RuntimeService runtime, EngineDoor door) {
    this.ledger = ledger;
    this.runtime = runtime;
    this.door = door;
  }

  /**
   * Sends the message if the release still listens for it.
   *
   * @throws org.camunda.bpm.engine.ProcessEngineException when it cannot hear just now: a step is
   *     at work, or the instance is suspended. It is told again later.
   */
  public void deliver(String releaseId) {
    door.asApplication(
        () -> {
          ledger
              .find(releaseId)
              .filter(release -> release.stoppingAt().isPresent())
              .flatMap(ReleaseRecord::rootInstance)
              .ifPresent(this::send);
          return null;
        });
  }

  private void send(String rootInstance) {
    runtime
        .createEventSubscriptionQuery()
        .processInstanceId(rootInstance)
        .eventType("message")
        .eventName(STOP_REQUESTED)
        .list()
        .forEach(waiting -> runtime.messageEventReceived(STOP_REQUESTED, waiting.getExecutionId()));
  }
}
