package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Releases whose process instance, or a part of it, was deleted in Cockpit. Deleting tells the
 * instance nothing, so it is noticed afterwards, and the release is undone: by its root instance
 * where that still is, else by an undo of its own.
 */
@Component
public class DeletedReleases {
  private static final String UNDO = "undo-release";

  private final Ledger ledger;
  private final Evidence evidence;
  private final RuntimeService runtime;
  private final HistoryService history;
  private final TransactionTemplate transaction;

  DeletedReleases(
      Ledger ledger,
      Evidence evidence,
      RuntimeService runtime,
      HistoryService history,
      TransactionTemplate transaction) {
    this.ledger = ledger;
    this.evidence = evidence;
    this.runtime = runtime;
    this.history = history;
    this.transaction = transaction;
  }

  /**
   * Undoes what was deleted.
   *
   * @param since when parts of instances were looked for before
   */
  public void undo(Instant since) {
    var open = ledger.rootInstancesOfOpenReleases();
    if (open.isEmpty()) {
      return;
    }
    var running =
        runtime.createProcessInstanceQuery().rootProcessInstances().list().stream()
            .map(ProcessInstance::getId)
            .collect(Collectors.toSet());
    open.forEach(
        (release, root) -> {
          if (!running.contains(root)) {
            takeOver(release, root);
          }
        });
    deletedSince(since).stream()
        .filter(part -> part.getRootProcessInstanceId().equals(open.get(part.getBusinessKey())))
        .filter(part -> running.contains(part.getRootProcessInstanceId()))
        .forEach(this::stop);
  }

  private List<HistoricProcessInstance> deletedSince(Instant since) {
    return history
        .createHistoricProcessInstanceQuery()
        .externallyTerminated()
        .finishedAfter(Date.from(since))
        .list();
  }

  /** A part is gone, the rest may wait for it for ever. */
  private void stop(HistoricProcessInstance part) {
    var release = ledger.release(part.getBusinessKey());
    if (release.stoppingAt().isPresent()) {
      return;
    }
    tell(release, part.getId(), part.getProcessDefinitionName());
    whoDeleted(part.getId())
        .ifPresentOrElse(
            who -> ledger.askToStop(release.id(), who), () -> ledger.askToStop(release.id()));
  }

  private void takeOver(String releaseId, String root) {
    transaction.executeWithoutResult(
        status -> {
          var release = ledger.release(releaseId);
          if (release.endedAt().isPresent()) {
            return; // it came to its end just now
          }
          tell(release, root, release.process());
          ledger.stopping(releaseId);
          var undo =
              runtime
                  .createProcessInstanceByKey(UNDO)
                  .businessKey(releaseId)
                  .setVariables(
                      Map.of(
                          Variables.MODEL.name(),
                          release.model(),
                          Variables.MODEL_VERSION.name(),
                          release.modelVersion()))
                  .execute();
          if (!ledger.goesOnAs(releaseId, root, undo.getProcessInstanceId())) {
            status.setRollbackOnly(); // another node was first
          }
        });
  }

  private void tell(ReleaseRecord release, String instance, String what) {
    var who = whoDeleted(instance);
    var sentence =
        "Stopped, since %s deleted its process instance (%s) in Cockpit. What it had begun on Azure is undone. To release the same commit after all, start it with a higher attempt."
            .formatted(who.orElse("somebody"), what);
    ledger.because(release.id(), "stopped", sentence);
    evidence.happened(release.id(), who.orElse("model-release"), sentence);
  }

  private Optional<String> whoDeleted(String instance) {
    return history
        .createUserOperationLogQuery()
        .processInstanceId(instance)
        .operationType(UserOperationLogEntry.OPERATION_TYPE_DELETE)
        .list()
        .stream()
        .map(UserOperationLogEntry::getUserId)
        .findFirst();
  }
}
