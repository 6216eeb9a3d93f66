package io.modelrelease.security;

import java.util.List;
import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.springframework.stereotype.Component;

/**
 * The one door by which our own code crosses the engine's authorizations and checkers: for its time
 * nobody is authenticated in the engine. Whoever calls it has checked the person's role before, and
 * writes the person to the ledger.
 */
@Component
public class EngineDoor {
  private final IdentityService identity;
  private final ProcessEngineConfigurationImpl engine;

  EngineDoor(IdentityService identity, ProcessEngine engine) {
    this.identity = identity;
    this.engine = (ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration();
  }

  /** Does work as the application itself; the person is authenticated again after it. */
  public <T> T asApplication(Supplier<T> work) {
    var person = identity.getCurrentAuthentication();
    identity.clearAuthentication();
    try {
      return work.get();
    } finally {
      if (person != null) {
        identity.setAuthentication(person.getUserId(), person.getGroupIds(), person.getTenantIds());
      }
    }
  }

  /**
   * Does work in a person's or pipeline's name, so that the engine's log says who it was, but with
   * the application's own rights. Joins the transaction that it is called in.
   */
  public <T> T inNameOf(String who, Supplier<T> work) {
    var before = identity.getCurrentAuthentication();
    identity.setAuthentication(who, List.of());
    try {
      return engine
          .getCommandExecutorTxRequired()
          .execute(context -> context.runWithoutAuthorization(work::get));
    } finally {
      if (before == null) {
        identity.clearAuthentication();
      } else {
        identity.setAuthentication(before.getUserId(), before.getGroupIds(), before.getTenantIds());
      }
    }
  }
}
