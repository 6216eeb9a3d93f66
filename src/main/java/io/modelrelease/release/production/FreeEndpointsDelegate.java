package io.modelrelease.release.production;

import io.modelrelease.ledger.Endpoints;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Lets the next release in. */
@Component
class FreeEndpointsDelegate implements JavaDelegate {
  private final Endpoints endpoints;

  FreeEndpointsDelegate(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public void execute(DelegateExecution execution) {
    endpoints.free(execution.getProcessBusinessKey());
  }
}
