package io.modelrelease.api;

import io.modelrelease.release.StartRequest;
import io.modelrelease.security.Roles;
import io.modelrelease.security.StartRights;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Who stands at the door, and what they may there. */
record Caller(String name, Set<String> roles) {

  static Caller of(Authentication authentication) {
    return new Caller(
        authentication.getName(),
        authentication.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Somebody who wants to start something, before anything is read: what the body says is of no
   * interest from somebody who may not.
   *
   * @throws DeniedException for all others
   */
  static Caller starting(Authentication authentication) {
    var caller = of(authentication);
    if (!caller.mayStartAnything()) {
      throw new DeniedException(
          "%s may not start releases: data scientists, pipelines and admin may."
              .formatted(caller.name()));
    }
    return caller;
  }

  /**
   * Who may ask for a check: whoever may start, and runs for pull requests, which are told what
   * their pipeline would be told.
   */
  static Caller checking(Authentication authentication) {
    var caller = of(authentication);
    return caller.has(Roles.CHECKS)
        ? new Caller(caller.name(), Set.of(Roles.PIPELINES))
        : starting(authentication);
  }

  boolean mayStart(String process) {
    return StartRights.mayStart(roles, process);
  }

  boolean mayStartAnything() {
    return mayStart(StartRequest.WHOLE_RELEASE) || has(Roles.OPERATORS);
  }

  /** For an emergency: the ledger says who it was. */
  boolean mayPassFreeze() {
    return has(Roles.ADMIN);
  }

  boolean mayNameAnother() {
    return has(Roles.PIPELINES) || has(Roles.ADMIN);
  }

  /** The jobs of one run may come with different tokens, and mean the same start. */
  String keyOwner() {
    return has(Roles.PIPELINES) ? Roles.PIPELINES : name;
  }

  boolean mayStopAnything() {
    return has(Roles.OPERATORS) || has(Roles.ADMIN);
  }

  private boolean has(String role) {
    return roles.contains(role);
  }
}
