package io.modelrelease.release;

import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.security.EngineDoor;
import java.util.Optional;
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
    var who = ledger.stopAskedBy(releaseId);
    if (who.isPresent()) {
      door.inNameOf(who.get(), () -> tell(releaseId, who));
    } else {
      door.asApplication(() -> tell(releaseId, who));
    }
  }

  private Void tell(String releaseId, Optional<String> who) {
    ledger
        .find(releaseId)
        .filter(release -> release.stoppingAt().isPresent())
        .flatMap(ReleaseRecord::rootInstance)
        .ifPresent(root -> send(root, who));
    return null;
  }

  private void send(String rootInstance, Optional<String> who) {
    var listening =
        runtime
            .createEventSubscriptionQuery()
            .processInstanceId(rootInstance)
            .eventType("message")
            .eventName(STOP_REQUESTED)
            .list();
    if (listening.isEmpty()) {
      return;
    }
    // the engine logs nothing of who sends a message, but who sets a variable
    who.ifPresent(name -> runtime.setVariable(rootInstance, Variables.STOP_ASKED_BY.name(), name));
    listening.forEach(
        waiting -> runtime.messageEventReceived(STOP_REQUESTED, waiting.getExecutionId()));
  }
}
