package io.modelrelease.release.operation;

import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.spin.plugin.variable.SpinValues;
import org.springframework.stereotype.Component;

/** Shows an operator what Azure said. */
@Component
class RepairFormListener implements TaskListener {
  private final Operations operations;

  RepairFormListener(Operations operations) {
    this.operations = operations;
  }

  @Override
  public void notify(DelegateTask task) {
    var call = OperationCall.of(task.getExecution());
    operations
        .find(task.getExecution().getProcessBusinessKey(), call.environment(), call.operation())
        .flatMap(OperationRecord::failure)
        .ifPresent(
            failure -> task.setVariableLocal("failure", SpinValues.jsonValue(failure).create()));
  }
}
