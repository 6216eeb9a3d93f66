package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Looks which deployment the batch endpoint uses. */
@Component
class VerifyBatchDefaultDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Verification verification;

  VerifyBatchDefaultDelegate(ReleaseCases cases, Verification verification) {
    this.cases = cases;
    this.verification = verification;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Variables.DEFAULT_VERIFIED.set(execution, verification.batchDefault(cases.of(execution)));
  }
}
