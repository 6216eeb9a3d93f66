package io.modelrelease.security;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Set;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.stereotype.Component;

/**
 * People who log in with a browser may come with an access token too, under the same name: they are
 * found by {@code subject-claim}, which has to be {@code oid} with Entra ID, since its {@code sub}
 * differs between applications. What they may is what this token says, at this door alone; it
 * changes no membership, since it may be older than what the provider said last.
 */
@Component
@Profile("oidc")
class OidcPeopleOfTokens implements PeopleOfTokens {
  private final OidcSettings settings;
  private final OidcPeople people;

  OidcPeopleOfTokens(OidcSettings settings, OidcPeople people) {
    this.settings = settings;
    this.people = people;
  }

  @Override
  public Authentication person(JWTClaimsSet claims) {
    var issuer = settings.issuer().orElseThrow().toString();
    var tenant = Claims.text(claims, "tid").orElse("(none)");
    if (!issuer.contains("/" + tenant + "/")) {
      throw new TokenRefusedException(
          "It is of the tenant %s; people log in at %s.".formatted(Claims.shown(tenant), issuer));
    }
    var name =
        Claims.text(claims, settings.subjectClaim())
            .flatMap(subject -> people.idOf(issuer, subject))
            .orElseThrow(
                () ->
                    new TokenRefusedException(
                        "Whom it stands for (claim %s) is not known here yet: log in with a browser once."
                            .formatted(settings.subjectClaim())));
    return UsernamePasswordAuthenticationToken.authenticated(
        name, "", AuthorityUtils.createAuthorityList(groups(claims, name)));
  }

  private Set<String> groups(JWTClaimsSet claims, String name) {
    try {
      return OidcIdentity.groups(
          new OidcIdToken(
              "access token",
              claims.getIssueTime() == null ? null : claims.getIssueTime().toInstant(),
              claims.getExpirationTime().toInstant(),
              claims.getClaims()),
          settings,
          name);
    } catch (OidcRefusal e) {
      throw new TokenRefusedException(e.getMessage());
    }
  }
}
