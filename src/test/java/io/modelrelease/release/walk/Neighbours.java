package io.modelrelease.release.walk;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;

/**
 * Stands in for a process that is called: it ends at once, fails with an error, or stays, as the
 * test says. A call of {@code azure-operation} is known by its operation, others by their process.
 */
final class Neighbours implements JavaDelegate {
  static final String BEAN = "neighbourDelegate";
  static final String STAYS = "stays";

  private final Map<String, String> failing = new HashMap<>();
  private final Set<String> staying = new HashSet<>();

  void fails(String called, String error) {
    failing.put(called, error);
  }

  void stays(String called) {
    staying.add(called);
  }

  @Override
  public void execute(DelegateExecution execution) {
    var called = execution.getBpmnModelElementInstance().getParentElement();
    var process = called.getAttributeValue("id");
    var operation = (String) execution.getVariable("operation");
    var name = process.equals("azure-operation") ? operation : process;
    execution.setVariableLocal(STAYS, staying.contains(name));
    if (failing.containsKey(name)) {
      throw new BpmnError(failing.get(name));
    }
  }

  /** A process of that id which asks the test what to do. */
  static BpmnModelInstance stub(String process) {
    return Bpmn.createExecutableProcess(process)
        .camundaHistoryTimeToLiveString("P1D")
        .startEvent()
        .camundaAsyncBefore()
        .serviceTask("Task_Neighbour")
        .camundaDelegateExpression("${" + BEAN + "}")
        .exclusiveGateway("Gateway_Stays")
        .condition("yes", "${" + STAYS + "}")
        .userTask("Task_Stays")
        .endEvent()
        .moveToNode("Gateway_Stays")
        .condition("no", "${!" + STAYS + "}")
        .endEvent()
        .done();
  }
}
