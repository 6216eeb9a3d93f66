package io.modelrelease.security;

import java.util.function.Supplier;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.stereotype.Component;

/**
 * The one door by which our own code crosses the engine's authorizations and checkers: for its time
 * nobody is authenticated in the engine. Whoever calls it has checked the person's role before, and
 * writes the person to the ledger.
 */
@Component
public class EngineDoor {
  private final IdentityService identity;

  EngineDoor(IdentityService identity) {
    this.identity = identity;
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
}
