package io.modelrelease.release.operation;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Operations;
import io.modelrelease.ledger.TestClock;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.release.DeletedReleases;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.ReleaseStop;
import io.modelrelease.release.TestEngine;
import io.modelrelease.release.door.AdmissionSettings;
import io.modelrelease.release.door.ProductionDoor;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.security.EngineDoor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The process {@code azure-operation} with all that is behind it, engine and ledger too, but for
 * Azure: two operations whose answers the test scripts.
 */
public final class OperationWorld implements AutoCloseable {
  public static final String COMPUTE = "createCompute";
  public static final String UNDO = "cancelJobs";

  /** What is registered in the context. */
  @ComponentScan
  static class Beans {
    @Bean
    ScriptedOperation createComputeOperation() {
      return new ScriptedOperation(false);
    }

    @Bean
    ScriptedOperation cancelJobsOperation() {
      return new ScriptedOperation(true);
    }

    @Bean
    AdmissionSettings admissionSettings() {
      return new AdmissionSettings(AdmissionSettings.Policy.TOGETHER, Duration.ofMinutes(15));
    }

    @Bean
    OperationSettings operationSettings() {
      return new OperationSettings(Duration.ofHours(2), Map.of());
    }
  }

  private final GenericApplicationContext context;
  private int count;

  public OperationWorld(Class<?>... more) {
    var classes = new java.util.ArrayList<Class<?>>(List.of(more));
    classes.addAll(
        List.of(
            TestEngine.class,
            Beans.class,
            ReleaseCases.class,
            ReleaseStop.class,
            DeletedReleases.class,
            ProductionDoor.class,
            FreezeWindows.class,
            EngineDoor.class));
    context = TestLedger.on(TestDatabase.H2, classes.toArray(Class<?>[]::new));
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addClasspathResource("processes/azure-operation.bpmn")
        .addClasspathResource("processes/stage-register-in-staging.bpmn")
        .addModelInstance(
            "undo-release.bpmn",
            Bpmn.createExecutableProcess("undo-release")
                .camundaHistoryTimeToLiveString("P1D")
                .startEvent()
                .userTask("Task_Undoing")
                .endEvent()
                .done())
        .deploy();
  }

  /** Everything as at the start. */
  public void reset() {
    var runtime = context.getBean(RuntimeService.class);
    runtime
        .createProcessInstanceQuery()
        .rootProcessInstances()
        .list()
        .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "next test"));
    ledger()
        .rootInstancesOfOpenReleases()
        .keySet()
        .forEach(release -> ledger().ended(release, "EndEvent_NextTest", "stopped"));
    createCompute().reset();
    cancelJobs().reset();
    clock().passesEverywhere(Duration.ZERO);
  }

  @Override
  public void close() {
    ClockUtil.reset();
    context.close();
  }

  public ScriptedOperation createCompute() {
    return (ScriptedOperation) context.getBean("createComputeOperation");
  }

  public ScriptedOperation cancelJobs() {
    return (ScriptedOperation) context.getBean("cancelJobsOperation");
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public Ledger ledger() {
    return bean(Ledger.class);
  }

  public Operations operations() {
    return bean(Operations.class);
  }

  public TestClock clock() {
    return bean(TestClock.class);
  }

  public List<Evidence.Event> events(String release) {
    return bean(Evidence.class).events(release);
  }

  /** A new release in the ledger, without an instance. */
  public String release() {
    var id = "credit-risk-%d-ab12cd".formatted(++count);
    TestEngine.open(context, id, count);
    return id;
  }

  /** Starts an operation of a release and lets it go as far as it does by itself. */
  public String start(String release, String operation, String environment) {
    var runtime = bean(RuntimeService.class);
    var root = runtime.startProcessInstanceByKey(caller(operation, environment), release).getId();
    bean(Ledger.class).startedAs(release, root);
    var instance =
        runtime.createProcessInstanceQuery().superProcessInstanceId(root).singleResult().getId();
    run();
    return instance;
  }

  /** A process that calls one operation, as the models do. */
  private String caller(String operation, String environment) {
    var id = "call-%s-%s".formatted(operation, environment);
    var repository = bean(RepositoryService.class);
    if (repository.createProcessDefinitionQuery().processDefinitionKey(id).count() == 0) {
      var model =
          Bpmn.createExecutableProcess(id)
              .camundaHistoryTimeToLiveString("P1D")
              .startEvent()
              .callActivity("Call_Operation")
              .calledElement("azure-operation")
              .camundaInBusinessKey("#{execution.processBusinessKey}")
              .endEvent()
              .done();
      CallActivity call = model.getModelElementById("Call_Operation");
      pass(call, "operation", operation);
      pass(call, "environment", environment);
      repository.createDeployment().addModelInstance(id + ".bpmn", model).deploy();
    }
    return id;
  }

  private static void pass(CallActivity call, String name, String value) {
    var in = call.getModelInstance().newInstance(CamundaIn.class);
    in.setCamundaTarget(name);
    in.setCamundaSourceExpression(value);
    call.getExtensionElements().addChildElement(in);
  }

  public void run() {
    TestEngine.run(bean(ManagementService.class));
  }

  /** Time passes, and what is due by then is done. */
  public void passes(Duration time) {
    clock().passesEverywhere(time);
    run();
  }

  /** Where the token of an instance is; nothing when it is over. */
  public List<String> at(String instance) {
    var runtime = bean(RuntimeService.class);
    return runtime.createProcessInstanceQuery().processInstanceId(instance).count() == 0
        ? List.of()
        : runtime.getActiveActivityIds(instance);
  }

  public Task task(String instance) {
    return bean(TaskService.class).createTaskQuery().processInstanceId(instance).singleResult();
  }

  /** A person completes the one open task of an instance. */
  public void completes(String instance, String person, Map<String, Object> values) {
    var identity = bean(org.camunda.bpm.engine.IdentityService.class);
    identity.setAuthenticatedUserId(person);
    try {
      bean(TaskService.class).complete(task(instance).getId(), values);
    } finally {
      identity.clearAuthentication();
    }
    run();
  }
}
