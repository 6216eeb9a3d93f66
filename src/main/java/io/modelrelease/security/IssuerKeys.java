package io.modelrelease.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;

/**
 * Where an issuer publishes its keys: in its discovery document (OpenID Connect Discovery 1.0), or
 * at a known address. Nothing is fetched before the first token comes.
 */
final class IssuerKeys implements JWKSetSource<SecurityContext> {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int LARGEST_BYTES = 500_000;

  /** One address that leads to the keys. */
  @FunctionalInterface
  private interface Address {
    URI find() throws IOException, ParseException;
  }

  private final ResourceRetriever web =
      new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST_BYTES);
  private final Address address;

  private IssuerKeys(URI known) {
    this.address = () -> known;
  }

  private IssuerKeys(String issuer, URI document) {
    this.address = () -> discovered(issuer, document);
  }

  static IssuerKeys at(URI known) {
    return new IssuerKeys(known);
  }

  /**
   * @param issuer that the document must name
   * @param below the address that has {@code .well-known/openid-configuration} below it
   */
  static IssuerKeys discovered(String issuer, String below) {
    return new IssuerKeys(issuer, URI.create(below + "/.well-known/openid-configuration"));
  }

  private URI discovered(String issuer, URI document) throws IOException, ParseException {
    var found =
        JSONObjectUtils.parse(web.retrieveResource(document.toURL()).getContent(), LARGEST_BYTES);
    if (!issuer.equals(JSONObjectUtils.getString(found, "issuer"))) {
      throw new IOException("%s is not of the issuer %s".formatted(document, issuer));
    }
    var keys = JSONObjectUtils.getURI(found, "jwks_uri");
    // a document on this machine may point to this machine, others not
    if (keys == null
        || !SafeAddress.isSafe(keys)
        || SafeAddress.isSafe(document, false) && !SafeAddress.isSafe(keys, false)) {
      throw new IOException("%s names no https address of keys".formatted(document));
    }
    return keys;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
      throws KeySourceException {
    try {
      return JWKSet.parse(web.retrieveResource(address.find().toURL()).getContent());
    } catch (IOException | ParseException | IllegalArgumentException e) {
      throw new JWKSetUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    // holds nothing open
  }
}
