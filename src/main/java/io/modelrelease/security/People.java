package io.modelrelease.security;

import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.identity.User;
import org.springframework.stereotype.Component;

/** The people that the engine knows. */
@Component
public class People {
  private final IdentityService identity;
  private final EngineDoor door;

  People(IdentityService identity, EngineDoor door) {
    this.identity = identity;
    this.door = door;
  }

  /** E-mail address of a person, empty when there is none or no such person. */
  public Optional<String> emailOf(String userId) {
    return door.asApplication(
        () ->
            Optional.ofNullable(identity.createUserQuery().userId(userId).singleResult())
                .map(User::getEmail)
                .filter(email -> !email.isBlank()));
  }
}
