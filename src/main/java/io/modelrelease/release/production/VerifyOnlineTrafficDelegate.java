package io.modelrelease.release.production;

import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Asks whatever has the live traffic. */
@Component
class VerifyOnlineTrafficDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Verification verification;

  VerifyOnlineTrafficDelegate(ReleaseCases cases, Verification verification) {
    this.cases = cases;
    this.verification = verification;
  }

  @Override
  public void execute(DelegateExecution execution) {
    Variables.TRAFFIC_VERIFIED.set(execution, verification.traffic(cases.of(execution)));
  }
}
