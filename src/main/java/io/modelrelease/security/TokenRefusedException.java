package io.modelrelease.security;

import org.springframework.security.core.AuthenticationException;

/** A token that lets nobody in; the message is for whoever sent it, and says what to set. */
public final class TokenRefusedException extends AuthenticationException {
  private static final long serialVersionUID = 1;

  TokenRefusedException(String message) {
    super(message);
  }
}
