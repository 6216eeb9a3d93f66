package io.modelrelease.release;

import io.modelrelease.ledger.ApprovalRecord;
import io.modelrelease.ledger.Approvals;
import io.modelrelease.ledger.Turns;
import io.modelrelease.release.production.ProductionSettings;
import io.modelrelease.release.testing.FingerprintRows;
import io.modelrelease.release.testing.StagingTests;
import java.time.Clock;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** What gateways and timers of the models ask: {@code ${release.isApproved(execution)}}. */
@Component("release")
public class ReleaseQuestions {
  private final ReleaseCases cases;
  private final Approvals approvals;
  private final Turns turns;
  private final StagingTests stagingTests;
  private final FingerprintRows fingerprints;
  private final ProductionSettings production;
  private final Clock clock;

  ReleaseQuestions(
      ReleaseCases cases,
      Approvals approvals,
      Turns turns,
      StagingTests stagingTests,
      FingerprintRows fingerprints,
      ProductionSettings production,
      Clock clock) {
    this.cases = cases;
    this.approvals = approvals;
    this.turns = turns;
    this.stagingTests = stagingTests;
    this.fingerprints = fingerprints;
    this.production = production;
    this.clock = clock;
  }

  public String model(DelegateExecution execution) {
    return cases.of(execution).model();
  }

  /** Nothing older that it has to wait for is under way. */
  public boolean hasTurn(DelegateExecution execution) {
    return turns.before(execution.getProcessBusinessKey()).isEmpty();
  }

  public boolean hasOnline(DelegateExecution execution) {
    return cases.of(execution).project().online().isPresent();
  }

  public boolean hasBatch(DelegateExecution execution) {
    return cases.of(execution).project().batch().isPresent();
  }

  /** A batch proves nothing where neither an evaluation nor the online endpoint has answered. */
  public boolean canCompareBatch(DelegateExecution execution) {
    var release = cases.of(execution);
    return release.project().batch().isPresent() && fingerprints.find(release).isPresent();
  }

  public boolean hasEvaluation(DelegateExecution execution) {
    return cases.of(execution).project().evaluation().isPresent();
  }

  public boolean partOfWhole(DelegateExecution execution) {
    return cases.of(execution).partOfWhole();
  }

  /** first, compared or impossible. */
  public String comparison(DelegateExecution execution) {
    return cases.of(execution).candidate().comparison().orElse("impossible");
  }

  public boolean testsPassed(DelegateExecution execution) {
    return stagingTests.passed(cases.of(execution));
  }

  /** Somebody said no: nobody else needs to be asked. */
  public boolean isRejected(DelegateExecution execution) {
    return approvals.of(execution.getProcessBusinessKey()).stream()
        .anyMatch(approval -> approval.decision().equals(ApprovalRecord.REJECT));
  }

  public boolean isApproved(DelegateExecution execution) {
    var release = cases.of(execution);
    return release
        .candidate()
        .digest()
        .map(digest -> approvals.approved(release.model(), release.version(), digest))
        .orElse(false);
  }

  /** How long the new version serves before it is verified once more, ISO 8601. */
  public String bake(DelegateExecution execution) {
    return production.bake().toString();
  }

  public boolean isBaked(DelegateExecution execution) {
    return cases
        .of(execution)
        .release()
        .liveAt()
        .map(live -> !clock.instant().isBefore(live.plus(production.bake())))
        .orElse(false);
  }

  /** Pause before undo looks again, ISO 8601. */
  public String undoPause(DelegateExecution execution) {
    return production.undoPause().toString();
  }

  /** Why it is undone. */
  public String outcome(DelegateExecution execution) {
    return cases.of(execution).release().cause().orElse("rollout-failed");
  }
}
