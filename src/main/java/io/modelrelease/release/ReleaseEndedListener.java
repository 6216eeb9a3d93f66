package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Writes down how a release ended: at end events, from their extension property {@code outcome}. In
 * a step that a whole release called, the end of the step is not the end of the release.
 */
@Component
class ReleaseEndedListener implements ExecutionListener {
  private final Ledger ledger;
  private final Evidence evidence;
  private final ApplicationEventPublisher events;

  ReleaseEndedListener(Ledger ledger, Evidence evidence, ApplicationEventPublisher events) {
    this.ledger = ledger;
    this.evidence = evidence;
    this.events = events;
  }

  @Override
  public void notify(DelegateExecution execution) {
    if (execution.getProcessInstance().getSuperExecution() != null) {
      return;
    }
    var event = execution.getBpmnModelElementInstance();
    var outcome =
        event
            .getExtensionElements()
            .getElementsQuery()
            .filterByType(CamundaProperties.class)
            .singleResult()
            .getCamundaProperties()
            .stream()
            .filter(property -> property.getCamundaName().equals("outcome"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException(event.getId() + " does not say its outcome"))
            .getCamundaValue();
    var releaseId = execution.getProcessBusinessKey();
    if (!outcome.equals("completed")) {
      ledger.because(releaseId, outcome, event.getName());
    }
    ledger.ended(releaseId, event.getId(), outcome);
    evidence.happened(releaseId, "model-release", "Ended: " + event.getName());
    events.publishEvent(new ReleaseMoved(releaseId, true));
  }
}
