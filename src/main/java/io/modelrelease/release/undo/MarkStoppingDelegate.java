package io.modelrelease.release.undo;

import io.modelrelease.ledger.Ledger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** From here on nothing is sent to Azure for this release but what undoes it. */
@Component
class MarkStoppingDelegate implements JavaDelegate {
  private final Ledger ledger;

  MarkStoppingDelegate(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    ledger.stopping(execution.getProcessBusinessKey());
  }
}
