package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Verifies both halves of production that the model has. */
@Component
class VerifyProductionDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Verification verification;

  VerifyProductionDelegate(ReleaseCases cases, Verification verification) {
    this.cases = cases;
    this.verification = verification;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var online = release.project().online().isEmpty() || verification.traffic(release);
    var batch = release.project().batch().isEmpty() || verification.batchDefault(release);
    Variables.PRODUCTION_VERIFIED.set(execution, online && batch);
  }
}
