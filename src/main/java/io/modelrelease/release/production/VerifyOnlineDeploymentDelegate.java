package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Asks the new online deployment, by header, before any traffic goes there. */
@Component
class VerifyOnlineDeploymentDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Verification verification;

  VerifyOnlineDeploymentDelegate(ReleaseCases cases, Verification verification) {
    this.cases = cases;
    this.verification = verification;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Variables.DEPLOYMENT_VERIFIED.set(execution, verification.deployment(cases.of(execution)));
  }
}
