package io.modelrelease.release;

import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.release.ReleaseView.Incident;
import io.modelrelease.release.ReleaseView.OpenTask;
import java.util.Comparator;
import java.util.List;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.springframework.stereotype.Component;

/** Shows a release: how it ended from the ledger, where it stands from the engine. */
@Component
class ReleaseViews {
  private final TaskService tasks;
  private final RuntimeService runtime;
  private final HistoryService history;
  private final WaitReasons reasons;

  ReleaseViews(
      TaskService tasks, RuntimeService runtime, HistoryService history, WaitReasons reasons) {
    this.tasks = tasks;
    this.runtime = runtime;
    this.history = history;
    this.reasons = reasons;
  }

  ReleaseView of(ReleaseRecord release) {
    var over = release.endedAt().isPresent();
    var open =
        over
            ? List.<OpenTask>of()
            : tasks.createTaskQuery().processInstanceBusinessKey(release.id()).list().stream()
                .map(task -> new OpenTask(task.getId(), task.getName(), url(task.getId())))
                .toList();
    return new ReleaseView(
        release.id(),
        release.model(),
        release.commit().orElse(null),
        release.process(),
        release.requestedBy(),
        state(release, open),
        release.endEvent().orElseGet(() -> step(release)),
        over ? release.reason().orElse("") : reasons.of(release),
        release.modelVersion(),
        open,
        over ? List.of() : incidents(release),
        "/api/releases/" + release.id() + "/dossier",
        release.startedAt(),
        release.endedAt().orElse(null));
  }

  private String state(ReleaseRecord release, List<OpenTask> open) {
    if (release.outcome().isPresent()) {
      return release.outcome().get();
    }
    if (release.stoppingAt().isPresent() || reasons.deleted(release).isPresent()) {
      return "stopping";
    }
    return open.isEmpty() ? "running" : "waiting-for-people";
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
