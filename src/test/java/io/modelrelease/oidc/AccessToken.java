package io.modelrelease.oidc;

import com.nimbusds.oauth2.sdk.TokenRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;

/**
 * An access token of Entra ID, version 2, for an API (Microsoft identity platform, "Access token
 * claims reference"): a person's has {@code scp} and says of them what the registration of the API
 * asks for; an application's has none. {@code sub} differs from that in the ID token wherever
 * another application asked for it, {@code oid} does not.
 *
 * @param issuerId path of the issuer below the authority
 * @param client id of the application that asked for it
 */
record AccessToken(String issuerId, String client, Map<String, Object> claims)
    implements OAuth2TokenCallback {
  static final String OUR_API = "11112222-bbbb-3333-cccc-4444dddd5555";

  /** Of the service connection of a pipeline. */
  static final String PIPELINE = "00001111-aaaa-2222-bbbb-3333cccc4444";

  /** Microsoft's own command line, which people have. */
  private static final String AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

  AccessToken {
    claims = Map.copyOf(claims);
  }

  static AccessToken of(Person person) {
    return new AccessToken(Provider.ISSUER, AZURE_CLI, person.claims())
        .with("sub", person.subject() + " at another application")
        .with("tid", Provider.TENANT)
        .with("azp", AZURE_CLI)
        .with("azpacr", "0")
        .with("scp", "user_impersonation")
        .with("ver", "2.0");
  }

  static AccessToken ofThePipeline() {
    return new AccessToken(Provider.ISSUER, PIPELINE, Map.of())
        .with("oid", "service principal")
        .with("sub", "service principal")
        .with("tid", Provider.TENANT)
        .with("azp", PIPELINE)
        .with("azpacr", "2")
        .with("ver", "2.0");
  }

  AccessToken with(String claim, Object value) {
    var changed = new HashMap<>(claims);
    changed.put(claim, value);
    return new AccessToken(issuerId, client, changed);
  }

  AccessToken without(String claim) {
    var changed = new HashMap<>(claims);
    changed.remove(claim);
    return new AccessToken(issuerId, client, changed);
  }

  /** Of another tenant, which signs what it likes. */
  AccessToken ofTenant(String tenant) {
    return new AccessToken(tenant + "/v2.0", client, claims).with("tid", tenant);
  }

  /** Since ten minutes: longer than clocks may be apart. */
  AccessToken expired() {
    return with("exp", System.currentTimeMillis() / 1000 - 600);
  }

  @Override
  public String subject(TokenRequest request) {
    return claims.get("sub").toString();
  }

  @Override
  public String typeHeader(TokenRequest request) {
    return "JWT";
  }

  @Override
  public List<String> audience(TokenRequest request) {
    return List.of(OUR_API);
  }

  @Override
  public Map<String, Object> addClaims(TokenRequest request) {
    return claims;
  }

  @Override
  public long tokenExpiry() {
    return 3600;
  }
}
