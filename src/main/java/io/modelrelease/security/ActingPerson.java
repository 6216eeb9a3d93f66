package io.modelrelease.security;

import java.util.Optional;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** For whom the engine works just now, where that person's rights count. */
final class ActingPerson {
  private ActingPerson() {}

  /** Empty for the job executor, and for our own code behind {@link EngineDoor} or a delegate. */
  static Optional<Authentication> current() {
    var context = Context.getCommandContext();
    if (context == null || !context.isAuthorizationCheckEnabled()) {
      return Optional.empty();
    }
    return authenticated();
  }

  /** Empty where nobody is authenticated; a person even where the engine has stopped asking. */
  static Optional<Authentication> authenticated() {
    var context = Context.getCommandContext();
    return context == null
        ? Optional.empty()
        : Optional.ofNullable(context.getAuthentication())
            .filter(authentication -> authentication.getUserId() != null);
  }
}
