package io.modelrelease.release.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.impl.bpmn.parser.AbstractBpmnParseListener;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ProcessDefinitionEntity;
import org.camunda.bpm.engine.impl.pvm.process.ActivityImpl;
import org.camunda.bpm.engine.impl.pvm.process.ScopeImpl;
import org.camunda.bpm.engine.impl.pvm.process.TransitionImpl;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;

/** Writes down, in order, where tokens went: activities entered and flows taken. */
final class Coverage extends AbstractBpmnParseListener {
  private record Step(String instance, String definition, String element) {}

  private final List<Step> steps = new ArrayList<>();
  private final Set<String> seen = new LinkedHashSet<>();

  /** Forgets the paths of one test, keeps what was seen. */
  void nextTest() {
    steps.clear();
  }

  /** What one instance entered and took, in order. */
  List<String> pathOf(String instance) {
    return steps.stream()
        .filter(step -> step.instance().equals(instance))
        .map(Step::element)
        .toList();
  }

  /** Every element of a model was seen. */
  void assertWhole(String definition, BpmnModelInstance model) {
    var missing = new TreeSet<String>();
    model.getModelElementsByType(FlowNode.class).forEach(node -> missing.add(node.getId()));
    model.getModelElementsByType(SequenceFlow.class).forEach(flow -> missing.add(flow.getId()));
    missing.removeIf(element -> seen.contains(definition + " " + element));
    assertThat(missing).as("elements of %s that no test passes", definition).isEmpty();
  }

  private void passed(DelegateExecution execution, String element) {
    var definition =
        ((ProcessDefinitionEntity) ((ExecutionEntity) execution).getProcessDefinition()).getKey();
    steps.add(new Step(execution.getProcessInstanceId(), definition, element));
    seen.add(definition + " " + element);
  }

  private void watch(ActivityImpl activity) {
    activity.addListener(
        ExecutionListener.EVENTNAME_START,
        (ExecutionListener) execution -> passed(execution, activity.getId()));
  }

  @Override
  public void parseSequenceFlow(Element flow, ScopeImpl scope, TransitionImpl transition) {
    transition.addListener(
        ExecutionListener.EVENTNAME_TAKE,
        (ExecutionListener) execution -> passed(execution, transition.getId()));
  }

  @Override
  public void parseStartEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseEndEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseServiceTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseBusinessRuleTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseUserTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseReceiveTask(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseCallActivity(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseSubProcess(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseExclusiveGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseParallelGateway(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseIntermediateCatchEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }

  @Override
  public void parseBoundaryEvent(Element element, ScopeImpl scope, ActivityImpl activity) {
    watch(activity);
  }
}
