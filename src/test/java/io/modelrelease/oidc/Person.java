package io.modelrelease.oidc;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import no.nav.security.mock.oauth2.OAuth2Exception;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;

/** Somebody whom the provider knows, as it knows them now: each token says what they are then. */
final class Person implements OAuth2TokenCallback {
  private final String subject;
  private final Map<String, Object> claims = new ConcurrentHashMap<>();
  private final AtomicInteger renewals = new AtomicInteger();
  private volatile boolean disabled;
  private volatile Runnable duringRenewal = () -> {};

  private Person(String subject, String name) {
    this.subject = subject;
    claims.put("preferred_username", name);
    claims.put("oid", "object id of " + subject);
  }

  /** With a subject made of the name, e-mail address and full name. */
  static Person named(String name, String... groups) {
    return new Person("subject of " + name, name)
        .with("email", name + "@example.org")
        .with("name", Character.toUpperCase(name.charAt(0)) + name.substring(1) + " Example")
        .in(groups);
  }

  static Person of(String subject, String name, String... groups) {
    return new Person(subject, name).in(groups);
  }

  Person with(String claim, Object value) {
    claims.put(claim, value);
    return this;
  }

  /** From now on: these groups, by the provider's ids of them, and no other. */
  Person in(String... groups) {
    return with("groups", List.of(groups));
  }

  Person without(String claim) {
    claims.remove(claim);
    return this;
  }

  /** The provider renews nothing any more. */
  void disable() {
    disabled = true;
  }

  /** What the provider does before it answers. */
  void whileRenewing(Runnable work) {
    duringRenewal = work;
  }

  /** What tells people apart at the provider. */
  String subject() {
    return subject;
  }

  /** What the provider says of them in each kind of token. */
  Map<String, Object> claims() {
    return Map.copyOf(claims);
  }

  /** How often the provider was asked again. */
  int renewals() {
    return renewals.get();
  }

  @Override
  public String issuerId() {
    return Provider.ISSUER;
  }

  @Override
  public String subject(TokenRequest request) {
    return subject;
  }

  @Override
  public String typeHeader(TokenRequest request) {
    return "JWT";
  }

  /** Of access tokens: asked for once a token request. */
  @Override
  public List<String> audience(TokenRequest request) {
    if (request.getAuthorizationGrant().getType().equals(GrantType.REFRESH_TOKEN)) {
      renew();
    }
    return List.of("whoever takes access tokens");
  }

  private void renew() {
    renewals.incrementAndGet();
    if (disabled) {
      throw new OAuth2Exception(OAuth2Error.INVALID_GRANT, "the account is disabled");
    }
    duringRenewal.run();
  }

  @Override
  public Map<String, Object> addClaims(TokenRequest request) {
    return claims();
  }

  @Override
  public long tokenExpiry() {
    return 3600;
  }
}
