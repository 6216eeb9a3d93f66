package io.modelrelease.security;

import org.springframework.security.core.AuthenticationException;

/** A login, or a session's renewal, that the provider or its token did not make possible. */
final class OidcRefusal extends AuthenticationException {
  private static final long serialVersionUID = 1L;

  private final OidcProblem problem;
  private final String about;

  OidcRefusal(OidcProblem problem, String about) {
    this(problem, about, null);
  }

  OidcRefusal(OidcProblem problem, String about, Throwable cause) {
    super(problem.sentence(about), cause);
    this.problem = problem;
    this.about = about;
  }

  OidcProblem problem() {
    return problem;
  }

  String about() {
    return about;
  }
}
