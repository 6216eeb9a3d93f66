package io.modelrelease.security;

import org.springframework.security.authentication.AuthenticationServiceException;

/** A token cannot be checked now: the keys of its issuer cannot be had. Nobody is let in by it. */
public final class IssuerUnreachableException extends AuthenticationServiceException {
  private static final long serialVersionUID = 1;

  IssuerUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
