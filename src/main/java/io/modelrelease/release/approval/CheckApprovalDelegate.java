package io.modelrelease.release.approval;

import io.modelrelease.ledger.Approvals;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Does the ledger say that people approved exactly these bytes of this version? */
@Component
class CheckApprovalDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Approvals approvals;
  private final Ledger ledger;

  CheckApprovalDelegate(ReleaseCases cases, Approvals approvals, Ledger ledger) {
    this.cases = cases;
    this.approvals = approvals;
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var approved =
        release
            .candidate()
            .digest()
            .map(digest -> approvals.approved(release.model(), release.version(), digest))
            .orElse(false);
    if (!approved) {
      ledger.because(
          release.id(),
          "not-approved",
          "%s version %d is not approved for production. Release it as a whole, and have it approved."
              .formatted(release.model(), release.version()));
    }
    Variables.APPROVED_FOR_PRODUCTION.set(execution, approved);
  }
}
