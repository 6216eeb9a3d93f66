package io.modelrelease.release.approval;

import io.modelrelease.ledger.ApprovalRecord;
import io.modelrelease.ledger.Approvals;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Sentence;
import io.modelrelease.release.operation.TaskDecision;
import io.modelrelease.security.FourEyes;
import java.time.Clock;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.stereotype.Component;

/**
 * Writes a person's decision into the ledger. A rejection needs a reason, and four eyes are asked
 * for once more: the command checker before it is the first net, this is the second.
 */
@Component
class ApprovalListener implements TaskListener {
  private final ReleaseCases cases;
  private final Approvals approvals;
  private final Evidence evidence;
  private final Ledger ledger;
  private final FourEyes fourEyes;
  private final Clock clock;

  ApprovalListener(
      ReleaseCases cases,
      Approvals approvals,
      Evidence evidence,
      Ledger ledger,
      FourEyes fourEyes,
      Clock clock) {
    this.cases = cases;
    this.approvals = approvals;
    this.evidence = evidence;
    this.ledger = ledger;
    this.fourEyes = fourEyes;
    this.clock = clock;
  }

  @Override
  public void notify(DelegateTask task) {
    var decision = TaskDecision.of(task, Set.of(ApprovalRecord.APPROVE, ApprovalRecord.REJECT));
    var release = cases.of(task.getExecution().getProcessBusinessKey());
    fourEyes
        .objection(release.id(), task.getId(), decision.person())
        .ifPresent(
            objection -> {
              throw new ProcessEngineException(objection);
            });
    var rejects = decision.decision().equals(ApprovalRecord.REJECT);
    if (rejects && decision.reason().isEmpty()) {
      throw new ProcessEngineException(
          "A rejection needs a reason: whoever trained the model has to know what to change.");
    }
    approvals.decided(
        new ApprovalRecord(
            release.id(),
            decision.person(),
            release.model(),
            release.version(),
            release
                .candidate()
                .digest()
                .orElseThrow(() -> new IllegalStateException("The candidate has no digest")),
            decision.decision(),
            decision.reason(),
            clock.instant()));
    var reason = decision.reason().map(text -> ": " + text).orElse(".");
    evidence.happened(
        release.id(), decision.person(), (rejects ? "Rejected" : "Approved") + reason);
    if (rejects) {
      ledger.because(
          release.id(),
          "rejected",
          "Rejected by %s%s Production was not touched. Commit what the reason asks for, and release that."
              .formatted(decision.person(), Sentence.closed(reason)));
    }
  }
}
