package io.modelrelease.release.operation;

import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;

/**
 * Which operation is called, and where: read from the call activity of the deployed model that
 * called this instance. The variables of the same names are for people who look: whoever completes
 * the repair task could overwrite them.
 *
 * @param operation lower camel case
 * @param environment dev, staging or production
 */
record OperationCall(String operation, String environment) {

  static OperationCall of(DelegateExecution execution) {
    var caller = execution.getProcessInstance().getSuperExecution();
    if (caller == null) {
      throw new ProcessEngineException(
          "azure-operation was started by itself. It belongs to the models that call it.");
    }
    var element = caller.getBpmnModelElementInstance();
    return new OperationCall(constant(element, "operation"), constant(element, "environment"));
  }

  private static String constant(BaseElement caller, String name) {
    return caller
        .getExtensionElements()
        .getElementsQuery()
        .filterByType(CamundaIn.class)
        .list()
        .stream()
        .filter(in -> name.equals(in.getCamundaTarget()))
        .map(CamundaIn::getCamundaSourceExpression)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("%s names no %s".formatted(caller.getId(), name)));
  }
}
