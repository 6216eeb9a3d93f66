package io.modelrelease.release.operation;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.Variables;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** An operator decided what becomes of an operation that takes too long. */
@Component
class OverdueListener implements TaskListener {
  private static final String WAIT = "wait";
  private static final String REPAIR = "repair";
  private static final String STOP = "stop";

  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Evidence evidence;
  private final Ledger ledger;

  OverdueListener(
      AzureOperations azureOperations, Operations operations, Evidence evidence, Ledger ledger) {
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.evidence = evidence;
    this.ledger = ledger;
  }

  @Override
  public void notify(DelegateTask task) {
    var decision = TaskDecision.of(task, Set.of(WAIT, REPAIR, STOP));
    var releaseId = task.getExecution().getProcessBusinessKey();
    var call = OperationCall.of(task.getExecution());
    var operation = call.operation();
    var words = Failure.inWords(operation);
    switch (decision.decision()) {
      case STOP -> {
        azureOperations.refuseToStop(operation);
        ledger.because(
            releaseId,
            "stopped",
            "Stopped by %s: it took too long to %s in %s. What it had begun on Azure is undone."
                .formatted(decision.person(), words, call.environment()));
      }
      case REPAIR -> overdue(releaseId, call.environment(), operation);
      default -> {
        // it goes on waiting
      }
    }
    evidence.happened(
        releaseId,
        decision.person(),
        "Overdue: %s. Decided: %s%s"
            .formatted(
                words,
                decision.decision(),
                decision.reason().map(reason -> " (" + reason + ")").orElse("")));
    Variables.OPERATOR_DECISION.set(task.getExecution(), decision.decision());
  }

  /** The repair task shows it as it shows what Azure rejected. */
  private void overdue(String releaseId, String environment, String operation) {
    var context = azureOperations.context(releaseId, environment, operation);
    var waitedFor =
        operations
            .find(releaseId, environment, operation)
            .filter(OperationRecord::waiting)
            .flatMap(OperationRecord::failure);
    operations.notSucceeded(
        releaseId,
        environment,
        operation,
        context.round(),
        OperationRecord.REJECTED,
        Failure.overdue(operation, context, waitedFor).json());
  }
}
