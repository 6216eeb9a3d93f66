package io.modelrelease.release.walk;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Walks through one model: the engine is driven by hand, the clock is the test's, whatever is
 * called is stubbed in the same deployment. At the end of a class every element of the model was
 * passed.
 */
public final class ProcessWalk
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private static final Path PROCESSES = Path.of("processes");
  private static final Coverage COVERAGE = new Coverage();
  private static final StubBeans BEANS = new StubBeans();
  private static final Map<String, Map<String, Object>> GREEN =
      Map.ofEntries(
          Map.entry("checkPreFlight", Map.of("preFlightPassed", true)),
          Map.entry("assessQuality", Map.of("qualityGatePassed", true)),
          Map.entry("assessStaging", Map.of("stagingGatePassed", true)),
          Map.entry(
              "prepareApproval",
              Map.of(
                  "approvals",
                  1,
                  "approverGroup",
                  "approvers",
                  "approvalDue",
                  "2026-03-03T09:00:00Z")),
          Map.entry("checkFreeze", Map.of("productionOpen", true)),
          Map.entry("checkApproval", Map.of("approvedForProduction", true)),
          Map.entry("compareBytes", Map.of("sameBytes", true)),
          Map.entry("verifyOnlineDeployment", Map.of("deploymentVerified", true)),
          Map.entry("verifyBatchDeployment", Map.of("deploymentVerified", true)),
          Map.entry("verifyOnlineTraffic", Map.of("trafficVerified", true)),
          Map.entry("verifyBatchDefault", Map.of("defaultVerified", true)),
          Map.entry("verifyProduction", Map.of("productionVerified", true)),
          Map.entry("checkUndone", Map.of("undone", true)));

  private static ProcessEngine engine;

  private final String process;
  private final BpmnModelInstance model;
  private String definition;
  private Questions questions;
  private Neighbours neighbours;
  private Instant now;
  private int walks;

  private ProcessWalk(String process) {
    this.process = process;
    this.model = Bpmn.readModelFromFile(PROCESSES.resolve(process + ".bpmn").toFile());
  }

  /** Through the model of this process. */
  public static ProcessWalk through(String process) {
    return new ProcessWalk(process);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    var deployment =
        engine()
            .getRepositoryService()
            .createDeployment()
            .addModelInstance(process + ".bpmn", model);
    var called = new TreeSet<String>();
    model
        .getModelElementsByType(CallActivity.class)
        .forEach(call -> called.add(call.getCalledElement()));
    called.forEach(other -> deployment.addModelInstance(other + ".bpmn", Neighbours.stub(other)));
    for (var gate : List.of("quality-gate", "staging-gate", "approval-route")) {
      deployment.addInputStream(
          gate + ".dmn", ProcessWalk.class.getResourceAsStream("/processes/" + gate + ".dmn"));
    }
    definition =
        deployment.deployWithResult().getDeployedProcessDefinitions().stream()
            .filter(deployed -> deployed.getKey().equals(process))
            .findFirst()
            .orElseThrow()
            .getId();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    walks++;
    COVERAGE.nextTest();
    BEANS.clear();
    questions = new Questions();
    neighbours = new Neighbours();
    BEANS.put("release", questions);
    BEANS.put(Neighbours.BEAN, neighbours);
    GREEN.forEach(this::says);
    setTime(START);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var runtime = engine.getRuntimeService();
    runtime
        .createProcessInstanceQuery()
        .rootProcessInstances()
        .list()
        .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "the test is over"));
    ClockUtil.reset();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var tests =
        Arrays.stream(context.getRequiredTestClass().getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .count();
    if (walks == tests) { // not where somebody runs a single one
      COVERAGE.assertWhole(process, model);
    }
  }

  /** What gateways and timers ask. */
  public Questions questions() {
    return questions;
  }

  /** What a step finds: {@code walk.says("assessQuality", Map.of("qualityGatePassed", false))}. */
  public ProcessWalk says(String step, Map<String, Object> variables) {
    return does(step, execution -> execution.setVariables(variables));
  }

  public ProcessWalk does(String step, JavaDelegate delegate) {
    return bean(step + "Delegate", delegate);
  }

  public ProcessWalk bean(String name, Object bean) {
    BEANS.put(name, bean);
    return this;
  }

  /** What is called fails: an operation of {@code azure-operation}, or a process. */
  public ProcessWalk fails(String called, String error) {
    neighbours.fails(called, error);
    return this;
  }

  /** What is called does not come back. */
  public ProcessWalk stays(String called) {
    neighbours.stays(called);
    return this;
  }

  /** Starts an instance and walks as far as it goes by itself. */
  public Walked start() {
    return start(Map.of());
  }

  public Walked start(Map<String, Object> variables) {
    var all = new HashMap<String, Object>(Map.of("model", "credit-risk", "modelVersion", 7));
    all.putAll(variables);
    var instance =
        engine
            .getRuntimeService()
            .startProcessInstanceById(definition, "credit-risk-7-ab12cd", all)
            .getId();
    run();
    return new Walked(this, instance);
  }

  void pass(Duration time) {
    setTime(now.plus(time));
    run();
  }

  private void setTime(Instant instant) {
    now = instant;
    ClockUtil.setCurrentTime(Date.from(instant));
  }

  /** Does all jobs that are due, until none is. */
  void run() {
    var management = engine.getManagementService();
    for (var jobs = management.createJobQuery().executable().list();
        !jobs.isEmpty();
        jobs = management.createJobQuery().executable().list()) {
      management.executeJob(jobs.get(0).getId());
    }
  }

  List<String> pathOf(String instance) {
    return COVERAGE.pathOf(instance);
  }

  static ProcessEngine engine() {
    if (engine == null) {
      var configuration = new StandaloneInMemProcessEngineConfiguration();
      configuration.setJdbcUrl("jdbc:h2:mem:walk;DB_CLOSE_DELAY=-1");
      configuration.setJobExecutorActivate(false);
      configuration.setHistory("full");
      configuration.setBeans(BEANS);
      configuration.setCustomPostBPMNParseListeners(new ArrayList<>(List.of(COVERAGE)));
      configuration.setProcessEngineName("walk");
      engine = configuration.buildProcessEngine();
    }
    return engine;
  }
}
