package io.modelrelease.doors;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.springframework.context.ApplicationContext;

/**
 * What requests are about: a release that the pipeline began, and for each request a new instance
 * of a process that does nothing but offer a task to approvers and operators.
 */
final class ProbedThings {
  private static final String PROCESS = "role-matrix";

  private final RepositoryService repository;
  private final RuntimeService runtime;
  private final String deployment;
  private final String release;
  private final Map<String, Supplier<String>> made;

  ProbedThings(ApplicationContext application, Visitor pipeline) {
    repository = application.getBean(RepositoryService.class);
    runtime = application.getBean(RuntimeService.class);
    var tasks = application.getBean(TaskService.class);
    var jobs = application.getBean(ManagementService.class);
    var history = application.getBean(HistoryService.class);
    deployment =
        repository
            .createDeployment()
            .addModelInstance(
                PROCESS + ".bpmn",
                Bpmn.createExecutableProcess(PROCESS)
                    .camundaHistoryTimeToLive(1)
                    .startEvent()
                    .userTask("Task_Probe")
                    .camundaCandidateGroups("approvers,operators")
                    .boundaryEvent("Boundary_Later")
                    .timerWithDuration("P1Y")
                    .endEvent()
                    .moveToActivity("Task_Probe")
                    .endEvent()
                    .done())
            .deploy()
            .getId();
    var started =
        pipeline.post(
            "api/releases",
            "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted(newCommit()));
    release = Visitor.json(started).get("id").asText();
    made =
        Map.of(
            "{release}", () -> release,
            "{deployment}", () -> deployment,
            "{definition}",
                () ->
                    repository
                        .createProcessDefinitionQuery()
                        .processDefinitionKey(PROCESS)
                        .singleResult()
                        .getId(),
            "{commit}", ProbedThings::newCommit,
            "{instance}", this::newInstance,
            "{execution}",
                () ->
                    runtime
                        .createExecutionQuery()
                        .processInstanceId(newInstance())
                        .activityId("Task_Probe")
                        .singleResult()
                        .getId(),
            "{task}",
                () ->
                    tasks.createTaskQuery().processInstanceId(newInstance()).singleResult().getId(),
            "{job}",
                () -> jobs.createJobQuery().processInstanceId(newInstance()).singleResult().getId(),
            "{ended}",
                () -> {
                  var instance = newInstance();
                  runtime.deleteProcessInstance(instance, "over");
                  return history
                      .createHistoricProcessInstanceQuery()
                      .processInstanceId(instance)
                      .singleResult()
                      .getId();
                });
  }

  private String newInstance() {
    return runtime.startProcessInstanceByKey(PROCESS).getId();
  }

  private static String newCommit() {
    var bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** With a thing of its own for each name in braces. */
  String filled(String text) {
    var filled = text;
    for (var thing : made.entrySet()) {
      if (filled.contains(thing.getKey())) {
        filled = filled.replace(thing.getKey(), thing.getValue().get());
      }
    }
    return filled;
  }

  void remove(Visitor operator) {
    repository.deleteDeployment(deployment, true);
    operator.delete("api/releases/" + release);
  }
}
