package io.modelrelease.release.operation;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.Variables;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** An operator decided what becomes of an operation that takes too long. */
@Component
class OverdueListener implements TaskListener {
  private static final String STOP = "stop";

  private final Evidence evidence;
  private final Ledger ledger;

  OverdueListener(Evidence evidence, Ledger ledger) {
    this.evidence = evidence;
    this.ledger = ledger;
  }

  @Override
  public void notify(DelegateTask task) {
    var decision = TaskDecision.of(task, Set.of("wait", "repair", STOP));
    var releaseId = task.getExecution().getProcessBusinessKey();
    var words = Failure.inWords(Variables.OPERATION.from(task));
    if (decision.decision().equals(STOP)) {
      ledger.because(
          releaseId, "stopped", "Stopped by %s, overdue: %s".formatted(decision.person(), words));
    }
    evidence.happened(
        releaseId,
        decision.person(),
        "Overdue: %s. Decided: %s%s"
            .formatted(
                words,
                decision.decision(),
                decision.reason().map(reason -> " (" + reason + ")").orElse("")));
    Variables.OVERDUE_DECISION.set(task.getExecution(), decision.decision());
  }
}
