package io.modelrelease.release.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.spin.plugin.variable.SpinValues;
import org.springframework.stereotype.Component;

/** Shows an operator what takes so long. */
@Component
class OverdueFormListener implements TaskListener {
  private final ObjectMapper json;
  private final Operations operations;

  OverdueFormListener(ObjectMapper json, Operations operations) {
    this.json = json;
    this.operations = operations;
  }

  @Override
  public void notify(DelegateTask task) {
    var call = OperationCall.of(task.getExecution());
    var operation = call.operation();
    var environment = call.environment();
    var known =
        operations.find(task.getExecution().getProcessBusinessKey(), environment, operation);
    ObjectNode failure = json.createObjectNode();
    failure.put("operation", operation).put("environment", environment);
    failure.put("round", known.map(record -> record.round()).orElse(1));
    failure.put("at", known.map(record -> record.begunAt().toString()).orElse(""));
    failure.put(
        "what",
        known
            .filter(OperationRecord::waiting)
            .flatMap(OperationRecord::failure)
            .orElse(
                "Azure has not finished to %s in %s."
                    .formatted(Failure.inWords(operation), environment)));
    failure.put(
        "next",
        known.filter(OperationRecord::waiting).isPresent()
            ? "Look at what it waits for. Choose Wait to go on waiting, Stop to undo this release."
            : "Look at the resource in Azure ML studio. Choose Wait to go on waiting, Repair to try"
                + " anew, Stop to undo the release.");
    task.setVariableLocal("failure", SpinValues.jsonValue(failure.toString()).create());
  }
}
