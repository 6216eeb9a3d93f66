package io.modelrelease.release.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.Variables;
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
    var operation = Variables.OPERATION.from(task);
    var environment = Variables.ENVIRONMENT.from(task);
    var known =
        operations.find(task.getExecution().getProcessBusinessKey(), environment, operation);
    ObjectNode failure = json.createObjectNode();
    failure.put("operation", operation).put("environment", environment);
    failure.put("round", known.map(record -> record.round()).orElse(1));
    failure.put("at", known.map(record -> record.begunAt().toString()).orElse(""));
    failure.put(
        "what",
        known
            .filter(record -> record.taken())
            .map(
                record ->
                    "Azure has not finished to %s in %s."
                        .formatted(Failure.inWords(operation), environment))
            .orElse(
                "Waiting for an endpoint in %s that is busy, or that another release has locked."
                    .formatted(environment)));
    failure.put(
        "next",
        "Look at the resource in Azure ML studio. Choose Wait to go on waiting, Repair to try anew,"
            + " Stop to undo the release.");
    task.setVariableLocal("failure", SpinValues.jsonValue(failure.toString()).create());
  }
}
