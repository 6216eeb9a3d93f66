package io.modelrelease.release;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import java.util.Map;
import org.camunda.bpm.engine.EntityTypes;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.camunda.bpm.engine.impl.history.event.UserOperationLogEntryEventEntity;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Writes into the ledger what people do to a release in Tasklist and Cockpit, in the transaction in
 * which the engine logs it. What they decide in a form is written where that is read.
 */
@Component
class PeoplesActions {
  private static final Map<String, String> WORDS =
      Map.of(
          UserOperationLogEntry.OPERATION_TYPE_CLAIM,
          "Took on a task of it.",
          UserOperationLogEntry.OPERATION_TYPE_ASSIGN,
          "Gave a task of it back, or to somebody else.",
          UserOperationLogEntry.OPERATION_TYPE_SUSPEND,
          "Suspended its process instance.",
          UserOperationLogEntry.OPERATION_TYPE_ACTIVATE,
          "Activated its process instance.",
          UserOperationLogEntry.OPERATION_TYPE_SUSPEND_JOB,
          "Suspended a job of it.",
          UserOperationLogEntry.OPERATION_TYPE_ACTIVATE_JOB,
          "Activated a job of it.",
          UserOperationLogEntry.OPERATION_TYPE_SET_JOB_RETRIES,
          "Had a failed step of it tried again.",
          UserOperationLogEntry.OPERATION_TYPE_DELETE,
          "Deleted its process instance.");

  private final Ledger ledger;
  private final Evidence evidence;

  PeoplesActions(Ledger ledger, Evidence evidence) {
    this.ledger = ledger;
    this.evidence = evidence;
  }

  /** The engine logs an action once for each of its values. */
  @EventListener
  void logged(UserOperationLogEntryEventEntity entry) {
    var words = WORDS.get(entry.getOperationType());
    if (words == null
        || entry.getUserId() == null
        || entry.getRootProcessInstanceId() == null
        || isOfAPart(entry)) {
      return;
    }
    ledger
        .idOfRoot(entry.getRootProcessInstanceId())
        .ifPresent(release -> evidence.happened(release, entry.getUserId(), words));
  }

  /** Variables and comments are deleted, too. */
  private static boolean isOfAPart(UserOperationLogEntryEventEntity entry) {
    return entry.getOperationType().equals(UserOperationLogEntry.OPERATION_TYPE_DELETE)
        && !EntityTypes.PROCESS_INSTANCE.equals(entry.getEntityType());
  }
}
