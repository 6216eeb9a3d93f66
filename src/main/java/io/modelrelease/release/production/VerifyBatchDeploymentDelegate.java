package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Compares what the new batch deployment answered, before it is the default. */
@Component
class VerifyBatchDeploymentDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Verification verification;

  VerifyBatchDeploymentDelegate(ReleaseCases cases, Verification verification) {
    this.cases = cases;
    this.verification = verification;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Variables.DEPLOYMENT_VERIFIED.set(execution, verification.batchDeployment(cases.of(execution)));
  }
}
