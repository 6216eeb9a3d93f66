package io.modelrelease.release.operation;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.Sentence;
import io.modelrelease.release.Variables;
import java.util.Set;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/** An operator repaired something and wants another round, or gives the release up. */
@Component
class RepairListener implements TaskListener {
  private static final String RETRY = "retry";
  private static final String STOP = "stop";

  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Evidence evidence;
  private final Ledger ledger;

  RepairListener(
      AzureOperations azureOperations, Operations operations, Evidence evidence, Ledger ledger) {
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.evidence = evidence;
    this.ledger = ledger;
  }

  @Override
  public void notify(DelegateTask task) {
    var decision = TaskDecision.of(task, Set.of(RETRY, STOP));
    var releaseId = task.getExecution().getProcessBusinessKey();
    var call = OperationCall.of(task.getExecution());
    var operation = call.operation();
    var words = Failure.inWords(operation);
    var because = decision.reason().map(reason -> ": " + reason).orElse("");
    if (decision.decision().equals(RETRY)) {
      operations.retry(releaseId, call.environment(), operation);
      evidence.happened(releaseId, decision.person(), "Retry of: " + words + because);
    } else {
      azureOperations.refuseToStop(operation);
      ledger.because(
          releaseId,
          "stopped",
          "Stopped by %s instead of trying again to %s%s What it had begun on Azure is undone."
              .formatted(
                  decision.person(), words, because.isEmpty() ? "." : Sentence.closed(because)));
      evidence.happened(releaseId, decision.person(), "Stop instead of: " + words + because);
    }
    Variables.OPERATOR_DECISION.set(task.getExecution(), decision.decision());
  }
}
