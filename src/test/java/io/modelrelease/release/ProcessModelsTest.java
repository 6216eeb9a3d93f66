package io.modelrelease.release;

import static io.modelrelease.release.Models.camunda;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.SimpleBeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;

/** What all models keep, so that a name says the same in picture, log, code and table. */
class ProcessModelsTest {
  private static final Map<String, Class<?>> BEANS = beans();
  private static final Set<String> VARIABLES = variables();
  private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{([^}]*)}");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\.(\\w+)\\(execution\\)");

  static Stream<Path> models() {
    return Models.bpmn();
  }

  @Test
  void hasTheReleaseItsStepsTheOperationAndUndo() {
    assertThat(Models.bpmn().map(Models::name))
        .containsExactlyInAnyOrder(
            "model-release",
            "dev-model-training",
            "stage-register-in-staging",
            "stage-online-endpoint",
            "stage-batch-endpoint",
            "stage-model-testing",
            "prod-register-in-production",
            "prod-online-endpoint",
            "prod-batch-endpoint",
            "azure-operation",
            "undo-release");
  }

  @ParameterizedTest
  @MethodSource("models")
  void isNamedAsItsFileAndForgetsAfterSomeTime(Path file) {
    var model = Models.read(file);
    assertThat(model.getModelElementsByType(Process.class)).hasSize(1);
    var process = Models.process(model);
    assertThat(process.getId()).isEqualTo(Models.name(file));
    assertThat(process.isExecutable()).isTrue();
    assertThat(process.getName()).isNotBlank();
    assertThat(process.getDocumentations()).isNotEmpty();
    assertThat(process.getCamundaHistoryTimeToLiveString()).matches("P\\d+D");
  }

  @ParameterizedTest
  @MethodSource("models")
  void isDrawn(Path file) {
    var model = Models.read(file);
    var drawn = new ArrayList<BaseElement>(Models.nodes(model));
    drawn.addAll(model.getModelElementsByType(SequenceFlow.class));
    assertThat(drawn)
        .allSatisfy(
            element ->
                assertThat(
                        element instanceof FlowNode node
                            ? node.getDiagramElement()
                            : ((SequenceFlow) element).getDiagramElement())
                    .as(element.getId())
                    .isNotNull());
  }

  @ParameterizedTest
  @MethodSource("models")
  void hasIdsThatSayKindAndMeaning(Path file) {
    var model = Models.read(file);
    Models.nodes(model)
        .forEach(node -> assertThat(node.getId()).matches(kind(node) + "(_[A-Z][A-Za-z0-9]+)+"));
    assertThat(model.getModelElementsByType(SequenceFlow.class))
        .allSatisfy(flow -> assertThat(flow.getId()).matches("Flow_[A-Z][A-Za-z0-9]+"));
    assertThat(model.getModelElementsByType(Message.class))
        .allSatisfy(
            message -> assertThat(message.getId()).isEqualTo("Message_" + message.getName()));
    assertThat(model.getModelElementsByType(Error.class))
        .allSatisfy(
            error -> {
              assertThat(error.getId()).isEqualTo("Error_" + error.getErrorCode());
              assertThat(error.getName()).isEqualTo(error.getErrorCode());
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void tellsPeopleWhatEachElementIs(Path file) {
    Models.nodes(Models.read(file))
        .forEach(
            node -> {
              var joins = node instanceof Gateway && Models.incoming(node).size() > 1;
              if (!joins) {
                assertThat(node.getName()).as(node.getId()).isNotBlank();
              }
              if (node instanceof ExclusiveGateway && !joins) {
                assertThat(node.getName()).as(node.getId()).endsWith("?");
                assertThat(Models.outgoing(node))
                    .allSatisfy(flow -> assertThat(flow.getName()).as(flow.getId()).isNotBlank());
              }
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void givesEachStepOneNameInFourPlaces(Path file) {
    var model = Models.read(file);
    model
        .getModelElementsByType(ServiceTask.class)
        .forEach(
            task -> {
              var name = task.getId().substring("Task_".length());
              assertThat(Models.agree(Models.words(name), Models.words(task.getName())))
                  .as("%s is called '%s'", task.getId(), task.getName())
                  .isTrue();
              var bean = Models.decapitalized(name) + "Delegate";
              assertThat(task.getCamundaDelegateExpression()).isEqualTo("${" + bean + "}");
              assertThat(BEANS.get(bean)).as(bean).isNotNull();
              assertThat(BEANS.get(bean).getSimpleName()).isEqualTo(name + "Delegate");
            });
    model
        .getModelElementsByType(CallActivity.class)
        .forEach(
            call -> {
              var operation = Models.passed(call, "operation");
              var name =
                  Models.pascal(Models.callsAzure(call) ? operation : call.getCalledElement());
              assertThat(call.getId()).matches("Call_" + name + "(_[A-Z][A-Za-z]+)?");
              if (Models.callsAzure(call)) {
                assertThat(Models.agree(Models.words(name), Models.words(call.getName())))
                    .as("%s is called '%s'", call.getId(), call.getName())
                    .isTrue();
                assertThat(BEANS.get(operation + "Operation")).as(operation).isNotNull();
                assertThat(BEANS.get(operation + "Operation").getSimpleName())
                    .isEqualTo(name + "Operation");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void savesWhereAFailureMustNotRepeatWhatWasDone(Path file) {
    var model = Models.read(file);
    for (var node : Models.nodes(model)) {
      assertThat(camunda(node, "asyncBefore"))
          .as("asyncBefore of %s", node.getId())
          .isEqualTo(savedBefore(node) ? "true" : null);
      assertThat(camunda(node, "asyncAfter"))
          .as("asyncAfter of %s", node.getId())
          .isEqualTo(node instanceof UserTask || node instanceof ReceiveTask ? "true" : null);
      assertThat(camunda(node, "exclusive")).as("exclusive of %s", node.getId()).isNull();
    }
  }

  private static boolean savedBefore(FlowNode node) {
    return node instanceof StartEvent && node.getParentElement() instanceof Process
        || node instanceof ServiceTask
        || node instanceof BusinessRuleTask
        || node instanceof ParallelGateway && Models.incoming(node).size() > 1
        || Models.incoming(node).stream().anyMatch(Models::endsInTransactionOfAnother);
  }

  @ParameterizedTest
  @MethodSource("models")
  void namesOnlyWhatExists(Path file) throws Exception {
    var model = Models.read(file);
    var processes = Models.bpmn().map(Models::name).collect(Collectors.toSet());
    model
        .getModelElementsByType(CallActivity.class)
        .forEach(
            call -> {
              assertThat(processes).contains(call.getCalledElement());
              assertThat(call.getCamundaCalledElementBinding()).isEqualTo("deployment");
              assertThat(Models.ins(call))
                  .as("business key to %s", call.getId())
                  .anyMatch(
                      in -> "#{execution.processBusinessKey}".equals(in.getCamundaBusinessKey()));
            });
    model
        .getModelElementsByType(BusinessRuleTask.class)
        .forEach(
            task -> {
              assertThat(decisions()).contains(task.getCamundaDecisionRef());
              assertThat(task.getCamundaDecisionRefBinding()).isEqualTo("latest");
            });
    for (var task : model.getModelElementsByType(UserTask.class)) {
      var form = Models.FORMS.resolve(camunda(task, "formRef") + ".form");
      assertThat(form).exists();
      assertThat(Files.readString(form)).contains("\"id\": \"" + camunda(task, "formRef") + "\"");
      assertThat(camunda(task, "formRefBinding")).isEqualTo("deployment");
    }
    for (var expression : expressions(file)) {
      var call = CALL.matcher(expression);
      if (call.find()) {
        assertThat(BEANS.get(call.group(1))).as(expression).isNotNull();
        assertThat(BEANS.get(call.group(1)).getMethods())
            .as(expression)
            .anyMatch(
                method ->
                    method.getName().equals(call.group(2))
                        && Modifier.isPublic(method.getModifiers()));
        assertThat(Modifier.isPublic(BEANS.get(call.group(1)).getModifiers())).isTrue();
      } else if (!expression.startsWith("execution.")) {
        var name = expression.split("\\W")[0];
        assertThat(BEANS.containsKey(name) || VARIABLES.contains(name)).as(expression).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void leavesAGatewayByADefaultSoThatNoTokenIsStuck(Path file) {
    assertThat(Models.read(file).getModelElementsByType(ExclusiveGateway.class))
        .filteredOn(gateway -> Models.outgoing(gateway).size() > 1)
        .allSatisfy(
            gateway -> {
              assertThat(gateway.getDefault()).as(gateway.getId()).isNotNull();
              assertThat(Models.outgoing(gateway))
                  .filteredOn(flow -> !flow.equals(gateway.getDefault()))
                  .allSatisfy(flow -> assertThat(flow.getConditionExpression()).isNotNull());
            });
  }

  @ParameterizedTest
  @MethodSource("models")
  void writesIntoTheLedgerHowItEnds(Path file) {
    if (Models.name(file).equals("azure-operation")) {
      return; // never a root
    }
    var sidePaths = Set.of("EndEvent_ApprovalEscalated");
    assertThat(Models.read(file).getModelElementsByType(EndEvent.class))
        .filteredOn(ProcessModelsTest::endsTheProcess)
        .filteredOn(event -> !sidePaths.contains(event.getId()))
        .allSatisfy(
            event -> {
              assertThat(
                      event
                          .getExtensionElements()
                          .getElementsQuery()
                          .filterByType(CamundaExecutionListener.class)
                          .list())
                  .as(event.getId())
                  .anyMatch(
                      listener ->
                          "start".equals(listener.getCamundaEvent())
                              && "${releaseEndedListener}"
                                  .equals(listener.getCamundaDelegateExpression()));
              assertThat(descendants(event, CamundaProperty.class))
                  .as(event.getId())
                  .anyMatch(
                      property ->
                          "outcome".equals(property.getCamundaName())
                              && Set.of("completed", "refused", "failed", "stopped")
                                  .contains(property.getCamundaValue()));
            });
  }

  private static boolean endsTheProcess(EndEvent event) {
    return event.getParentElement() instanceof Process
        || event.getParentElement() instanceof SubProcess sub && sub.triggeredByEvent();
  }

  @ParameterizedTest
  @MethodSource("models")
  void canBeStoppedWhereItIsARoot(Path file) {
    if (Set.of("azure-operation", "undo-release").contains(Models.name(file))) {
      return;
    }
    var model = Models.read(file);
    var stop = (SubProcess) model.getModelElementById("SubProcess_Stop");
    assertThat(stop.triggeredByEvent()).isTrue();
    StartEvent start = model.getModelElementById("StartEvent_StopRequested");
    assertThat(start.isInterrupting()).isTrue();
    assertThat(Models.outgoing(start).iterator().next().getTarget().getId())
        .isEqualTo("Call_UndoRelease_Stop");
  }

  @ParameterizedTest
  @MethodSource("models")
  void touchesProductionOnlyBehindAnApproval(Path file) {
    var model = Models.read(file);
    var inProduction =
        model.getModelElementsByType(CallActivity.class).stream()
            .filter(call -> "production".equals(Models.passed(call, "environment")))
            .toList();
    switch (Models.name(file)) {
      case "prod-register-in-production", "prod-online-endpoint", "prod-batch-endpoint" -> {
        var start =
            model.getModelElementsByType(StartEvent.class).stream()
                .filter(event -> event.getParentElement() instanceof Process)
                .toList();
        assertThat(start).hasSize(1);
        assertOnlyBehindApproval(start.get(0));
        assertThat(inProduction).isNotEmpty();
      }
      case "model-release" -> {
        assertThat(inProduction)
            .isNotEmpty()
            .allSatisfy(
                call ->
                    assertThat(((BaseElement) call.getParentElement()).getId())
                        .isEqualTo("SubProcess_Rollout"));
        assertOnlyBehindApproval(model.getModelElementById("StartEvent_RolloutRequested"));
      }
      case "undo-release" -> assertThat(inProduction).isNotEmpty();
      default -> assertThat(inProduction).isEmpty();
    }
  }

  /** Start, check, gateway; on from there only with the ledger's yes, otherwise an error. */
  private static void assertOnlyBehindApproval(StartEvent start) {
    assertThat(Models.outgoing(start)).hasSize(1);
    var check = Models.outgoing(start).iterator().next().getTarget();
    assertThat(check.getId()).isEqualTo("Task_CheckApproval");
    assertThat(Models.incoming(check)).hasSize(1);
    assertThat(((ServiceTask) check).getCamundaDelegateExpression())
        .isEqualTo("${checkApprovalDelegate}");
    assertThat(Models.outgoing(check)).hasSize(1);
    var gateway = (ExclusiveGateway) Models.outgoing(check).iterator().next().getTarget();
    assertThat(Models.outgoing(gateway)).hasSize(2);
    assertThat(Models.outgoing(gateway))
        .filteredOn(flow -> !flow.equals(gateway.getDefault()))
        .singleElement()
        .satisfies(
            flow -> {
              assertThat(flow.getConditionExpression().getTextContent())
                  .isEqualTo("${approvedForProduction}");
              assertThat(Models.incoming(flow.getTarget())).hasSize(1);
            });
    assertThat(gateway.getDefault().getTarget()).isInstanceOf(EndEvent.class);
    assertThat(errorOf(gateway.getDefault().getTarget())).isEqualTo("NotApproved");
  }

  @Test
  void catchesEveryErrorWhereItsProcessIsCalled() {
    var thrown = new HashMap<String, Set<String>>();
    Models.bpmn()
        .forEach(
            file ->
                thrown.put(
                    Models.name(file),
                    Models.read(file).getModelElementsByType(EndEvent.class).stream()
                        .map(ProcessModelsTest::errorOf)
                        .filter(error -> error != null)
                        .collect(Collectors.toSet())));
    var canFailByItsOwnCode =
        Set.of("submitTrainingJob", "submitEvaluationJob", "invokeBatchEndpoint");
    Models.bpmn()
        .map(Models::read)
        .flatMap(model -> model.getModelElementsByType(CallActivity.class).stream())
        .forEach(
            call -> {
              var errors =
                  Models.callsAzure(call)
                      ? canFailByItsOwnCode.contains(Models.passed(call, "operation"))
                          ? Set.of("JobFailed")
                          : Set.<String>of()
                      : thrown.get(call.getCalledElement());
              assertThat(caughtAround(call)).as(call.getId()).containsAll(errors);
            });
  }

  private static Set<String> caughtAround(FlowNode node) {
    var caught = new HashSet<String>();
    for (var scope = (BaseElement) node;
        !(scope instanceof Process);
        scope = (BaseElement) scope.getParentElement()) {
      var attachedTo = scope;
      node.getModelInstance().getModelElementsByType(BoundaryEvent.class).stream()
          .map(BoundaryEvent.class::cast)
          .filter(boundary -> boundary.getAttachedTo().equals(attachedTo))
          .map(ProcessModelsTest::errorOf)
          .filter(error -> error != null)
          .forEach(caught::add);
    }
    return caught;
  }

  private static String errorOf(FlowNode event) {
    return descendants(event, ErrorEventDefinition.class).stream()
        .map(definition -> definition.getError().getErrorCode())
        .findFirst()
        .orElse(null);
  }

  private static <T extends org.camunda.bpm.model.xml.instance.ModelElementInstance>
      List<T> descendants(BaseElement element, Class<T> type) {
    return element.getModelInstance().getModelElementsByType(type).stream()
        .filter(
            found -> {
              for (var parent = found.getParentElement();
                  parent != null;
                  parent = parent.getParentElement()) {
                if (parent.equals(element)) {
                  return true;
                }
              }
              return false;
            })
        .toList();
  }

  private static String kind(FlowNode node) {
    if (node instanceof StartEvent) {
      return "StartEvent";
    }
    if (node instanceof EndEvent) {
      return "EndEvent";
    }
    if (node instanceof BoundaryEvent) {
      return "Boundary";
    }
    if (node instanceof IntermediateCatchEvent) {
      return "Event";
    }
    if (node instanceof CallActivity) {
      return "Call";
    }
    if (node instanceof Task) {
      return "Task";
    }
    if (node instanceof Gateway) {
      return "Gateway";
    }
    if (node instanceof SubProcess) {
      return "SubProcess";
    }
    throw new AssertionError("Of what kind is " + node.getElementType().getTypeName());
  }

  private static Set<String> expressions(Path file) throws Exception {
    var found = new HashSet<String>();
    var matcher = EXPRESSION.matcher(Files.readString(file));
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static Set<String> decisions() {
    return Models.files(Models.PROCESSES, ".dmn")
        .map(file -> Dmn.readModelFromFile(file.toFile()))
        .flatMap(model -> model.getModelElementsByType(Decision.class).stream())
        .map(Decision::getId)
        .collect(Collectors.toSet());
  }

  private static Set<String> variables() {
    return Arrays.stream(Variables.class.getDeclaredFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .map(
            field -> {
              try {
                return ((Variable<?>) field.get(null)).name();
              } catch (IllegalAccessException e) {
                throw new AssertionError(e);
              }
            })
        .collect(Collectors.toSet());
  }

  private static Map<String, Class<?>> beans() {
    var names = new AnnotationBeanNameGenerator();
    var registry = new SimpleBeanDefinitionRegistry();
    var beans = new HashMap<String, Class<?>>();
    for (var candidate :
        new ClassPathScanningCandidateComponentProvider(true)
            .findCandidateComponents("io.modelrelease.release")) {
      try {
        beans.put(
            names.generateBeanName(candidate, registry),
            Class.forName(candidate.getBeanClassName()));
      } catch (ClassNotFoundException e) {
        throw new AssertionError(e);
      }
    }
    return beans;
  }
}
