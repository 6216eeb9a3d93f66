package io.modelrelease.release.operation;

import io.modelrelease.ledger.Ledger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Marks the release as stopping. The watcher then sends {@code StopRequested} to the root instance,
 * whose interrupting event sub-process takes this instance away: an instance cannot be deleted by
 * its own step.
 */
@Component
class RequestStopDelegate implements JavaDelegate {
  private final Ledger ledger;

  RequestStopDelegate(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    ledger.askToStop(execution.getProcessBusinessKey());
  }
}
