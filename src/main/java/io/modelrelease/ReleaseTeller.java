package io.modelrelease;

import io.modelrelease.release.ReleaseView;
import io.modelrelease.release.ReleaseView.OpenTask;
import io.modelrelease.release.Releases;
import io.modelrelease.release.StartRequest;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.HistoricActivityInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log how one release goes: each step once, who is waited for, how it ended. */
final class ReleaseTeller {
  private static final Logger log = LoggerFactory.getLogger(ReleaseTeller.class);
  private static final Set<String> STEPS = Set.of("callActivity", "serviceTask");
  private static final String APPROVAL = "Approve production";

  private final Releases releases;
  private final HistoryService history;
  private final String releaseId;
  private final URI address;
  private final Set<String> told = new HashSet<>();

  ReleaseTeller(Releases releases, HistoryService history, String releaseId, URI address) {
    this.releases = releases;
    this.history = history;
    this.releaseId = releaseId;
    this.address = address;
  }

  /**
   * Tells what is new.
   *
   * @return false when there will be nothing more to tell
   */
  boolean tell() {
    var release = releases.find(releaseId).orElseThrow();
    steps();
    release.tasks().stream().filter(task -> told.add(task.id())).forEach(this::waiting);
    release.incidents().stream()
        .filter(incident -> told.add(incident.activity() + incident.occurredAt()))
        .forEach(
            incident ->
                log.warn(
                    "  {} failed and is not tried again: {}. Look at it in Cockpit, {} as operator (password operator), and retry.",
                    incident.activity(),
                    incident.message(),
                    address.resolve("/camunda/app/cockpit/default/")));
    if (release.endedAt() == null) {
      return true;
    }
    ended(release);
    return false;
  }

  private void steps() {
    history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(releaseId)
        .processDefinitionKey(StartRequest.WHOLE_RELEASE)
        .list()
        .forEach(
            root ->
                history
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(root.getId())
                    .orderByHistoricActivityInstanceStartTime()
                    .asc()
                    .list()
                    .stream()
                    .filter(activity -> STEPS.contains(activity.getActivityType()))
                    .filter(activity -> told.add(activity.getActivityId()))
                    .map(HistoricActivityInstance::getActivityName)
                    .forEach(step -> log.info("  {}", step)));
  }

  private void waiting(OpenTask task) {
    if (task.name().equals(APPROVAL)) {
      log.info("  It waits for approval. Log in as approver (password approver):");
    } else {
      log.info(
          "  It waits for an operator: {}. Log in as operator (password operator):", task.name());
    }
    log.info("  {}", address.resolve(task.url()));
  }

  private void ended(ReleaseView release) {
    var page = address.resolve("/releases/" + release.id());
    if (release.state().equals("completed")) {
      log.info(
          "Release {} is over: production serves version {} of {}. All about it: {}",
          release.id(),
          release.modelVersion(),
          release.model(),
          page);
    } else {
      log.warn(
          "Release {} was {}: {}. All about it: {}",
          release.id(),
          release.state().equals("failed") ? "not finished, it failed" : release.state(),
          release.reason(),
          page);
    }
  }
}
