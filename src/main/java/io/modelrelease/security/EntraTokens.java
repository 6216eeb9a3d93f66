package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.stereotype.Component;

/**
 * Access tokens of one tenant of Entra ID for this application. A token with a scope ({@code scp})
 * stands for a person; one without stands for an application, whatever roles it claims, and is let
 * in only as a pipeline that the settings name (Microsoft identity platform, "Access token claims
 * reference": {@code scp} is there for user tokens only).
 */
@Component
@EnableConfigurationProperties(EntraSettings.class)
class EntraTokens implements TokenAuthenticator {
  private final EntraSettings settings;
  private final Optional<PeopleOfTokens> people;
  private final TrustedIssuers issuers;

  EntraTokens(EntraSettings settings, ObjectProvider<PeopleOfTokens> people, Clock clock) {
    this.settings = settings;
    this.people = people.stream().findFirst();
    this.issuers =
        new TrustedIssuers(
            settings.tenant().stream().flatMap(tenant -> issuersOf(settings, tenant, clock)));
  }

  /**
   * Each version of the tokens has an issuer, and a document that says where its keys are; that of
   * version 1 is below the authority too, and names the token service as issuer. Unverified outside
   * the public cloud.
   */
  private static Stream<TrustedIssuer> issuersOf(
      EntraSettings settings, String tenant, Clock clock) {
    var authority = SafeAddress.plain(settings.authority()) + "/" + tenant;
    return Map.of(
            SafeAddress.plain(settings.tokenService()) + "/" + tenant + "/",
            authority,
            authority + "/v2.0",
            authority + "/v2.0")
        .entrySet()
        .stream()
        .map(
            issuer ->
                new TrustedIssuer(
                    issuer.getKey(),
                    settings.audiences(),
                    settings.longestLife(),
                    IssuerKeys.discovered(issuer.getKey(), issuer.getValue()),
                    clock));
  }

  @Override
  public boolean knows(String issuer) {
    return issuers.know(issuer);
  }

  @Override
  public Authentication authenticate(String token) {
    var claims = issuers.verify(token);
    var scopes = Claims.text(claims, "scp");
    return scopes.isPresent() && !Claims.text(claims, "idtyp").equals(Optional.of("app"))
        ? person(claims, scopes.get())
        : pipeline(claims);
  }

  private Authentication person(JWTClaimsSet claims, String scopes) {
    if (!List.of(scopes.split(" ")).contains(settings.scope())) {
      throw new TokenRefusedException(
          "Its scope is %s; expected %s (modelrelease.security.entra.scope)."
              .formatted(Claims.shown(scopes), settings.scope()));
    }
    return people
        .orElseThrow(
            () ->
                new TokenRefusedException(
                    "People do not come with tokens here: log in with a browser."))
        .person(claims);
  }

  private Authentication pipeline(JWTClaimsSet claims) {
    var application =
        Claims.text(claims, "appid").or(() -> Claims.text(claims, "azp")).orElse("(none)");
    return settings.pipelines().entrySet().stream()
        .filter(entry -> entry.getValue().application().equalsIgnoreCase(application))
        .findFirst()
        .map(
            entry ->
                UsernamePasswordAuthenticationToken.authenticated(
                    entry.getKey(),
                    "",
                    AuthorityUtils.createAuthorityList(entry.getValue().roles())))
        .orElseThrow(
            () ->
                new TokenRefusedException(
                    "application %s is not allowed; set modelrelease.security.entra.pipelines.<name>.application."
                        .formatted(Claims.shown(application))));
  }
}
