package io.modelrelease.release;

import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.release.ReleaseView.Incident;
import io.modelrelease.release.ReleaseView.OpenTask;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.springframework.stereotype.Component;

/** Shows a release: how it ended from the ledger, where it stands from the engine. */
@Component
class ReleaseViews {
  private final TaskService tasks;
  private final RuntimeService runtime;
  private final HistoryService history;

  ReleaseViews(TaskService tasks, RuntimeService runtime, HistoryService history) {
    this.tasks = tasks;
    this.runtime = runtime;
    this.history = history;
  }

  ReleaseView of(ReleaseRecord release) {
    var open =
        release.endedAt().isPresent()
            ? List.<OpenTask>of()
            : tasks.createTaskQuery().processInstanceBusinessKey(release.id()).list().stream()
                .map(task -> new OpenTask(task.getId(), task.getName(), url(task.getId())))
                .toList();
    var gone =
        release.outcome().isEmpty() ? gone(release) : Optional.<HistoricProcessInstance>empty();
    return new ReleaseView(
        release.id(),
        release.model(),
        release.commit().orElse(null),
        release.process(),
        gone.isPresent() ? "stopped" : state(release, open),
        release.endEvent().orElseGet(() -> step(release)),
        release.reason().orElseGet(() -> gone.map(ReleaseViews::deleted).orElse("")),
        release.modelVersion(),
        open,
        release.endedAt().isPresent() ? List.of() : incidents(release),
        "/api/releases/" + release.id() + "/dossier",
        release.startedAt(),
        release
            .endedAt()
            .or(() -> gone.map(instance -> instance.getEndTime().toInstant()))
            .orElse(null));
  }

  private static String state(ReleaseRecord release, List<OpenTask> open) {
    if (release.outcome().isPresent()) {
      return release.outcome().get();
    }
    if (release.stoppingAt().isPresent()) {
      return "stopping";
    }
    return open.isEmpty() ? "running" : "waiting-for-people";
  }

  /**
   * A root instance that somebody deleted without stopping the release. One that has come to its
   * end just after the release was read is none: the next look sees its outcome.
   */
  private Optional<HistoricProcessInstance> gone(ReleaseRecord release) {
    return release
        .rootInstance()
        .map(
            root ->
                history
                    .createHistoricProcessInstanceQuery()
                    .processInstanceId(root)
                    .externallyTerminated()
                    .singleResult());
  }

  private static String deleted(HistoricProcessInstance instance) {
    return "The process instance was deleted: "
        + Optional.ofNullable(instance.getDeleteReason()).orElse("no reason given");
  }

  private String step(ReleaseRecord release) {
    return release
        .rootInstance()
        .map(
            root ->
                history
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(root)
                    .unfinished()
                    .list())
        .orElse(List.of())
        .stream()
        .filter(activity -> !activity.getActivityType().contains("ubProcess"))
        .filter(activity -> !activity.getActivityType().equals("multiInstanceBody"))
        .max(Comparator.comparing(HistoricActivityInstance::getStartTime))
        .map(HistoricActivityInstance::getActivityId)
        .orElse("");
  }

  private List<Incident> incidents(ReleaseRecord release) {
    return release
        .rootInstance()
        .map(root -> runtime.createIncidentQuery().processInstanceId(root).list())
        .orElse(List.of())
        .stream()
        .map(
            incident ->
                runtime
                    .createIncidentQuery()
                    .incidentId(incident.getRootCauseIncidentId())
                    .singleResult())
        .map(
            cause ->
                new Incident(
                    cause.getActivityId(),
                    cause.getIncidentMessage(),
                    cause.getIncidentTimestamp().toInstant()))
        .toList();
  }

  private static String url(String taskId) {
    return "/camunda/app/tasklist/default/#/?task=" + taskId;
  }
}
