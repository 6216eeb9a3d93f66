package io.modelrelease.security;

import org.springframework.security.core.Authentication;

/** Knows the tokens of some issuers, and whom they stand for. */
interface TokenAuthenticator {
  /** The token says that it comes from one of them; nothing is proven by that. */
  boolean knows(String issuer);

  /**
   * @throws TokenRefusedException for a token that lets nobody in
   * @throws IssuerUnreachableException if it cannot be checked now
   */
  Authentication authenticate(String token);
}
