package io.modelrelease.security;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings the engine's people, rights and filters in line at each start, before anybody comes in.
 */
@Component
class EngineSetup implements SmartInitializingSingleton {
  private final EnginePeople people;
  private final EngineRights rights;
  private final TaskFilters filters;
  private final TransactionTemplate transaction;

  EngineSetup(
      EnginePeople people,
      EngineRights rights,
      TaskFilters filters,
      TransactionTemplate transaction) {
    this.people = people;
    this.rights = rights;
    this.filters = filters;
    this.transaction = transaction;
  }

  @Override
  public void afterSingletonsInstantiated() {
    transaction.executeWithoutResult(
        status -> {
          people.keep();
          rights.grant();
          filters.create();
        });
  }
}
