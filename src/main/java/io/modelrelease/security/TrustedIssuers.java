package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The issuers of one kind of token, by what {@code iss} has. */
final class TrustedIssuers {
  private final Map<String, TrustedIssuer> issuers;

  TrustedIssuers(Stream<TrustedIssuer> issuers) {
    this.issuers =
        issuers.collect(Collectors.toUnmodifiableMap(TrustedIssuer::name, Function.identity()));
  }

  boolean know(String issuer) {
    return issuers.containsKey(issuer);
  }

  /**
   * As {@link TrustedIssuer#verify}, by the one that the token names.
   *
   * @throws TokenRefusedException also where it names none of them
   */
  JWTClaimsSet verify(String token) {
    return Claims.unproven(token, "iss")
        .map(issuers::get)
        .orElseThrow(() -> new TokenRefusedException("Its issuer is not known here."))
        .verify(token);
  }
}
