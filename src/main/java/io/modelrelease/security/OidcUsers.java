package io.modelrelease.security;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Makes a person of ours of an ID token that holds, at the login and at each renewal. */
@Component
@Profile("oidc")
class OidcUsers implements OAuth2UserService<OidcUserRequest, OidcUser> {
  private static final Logger LOG = LoggerFactory.getLogger(OidcUsers.class);

  private final OidcSettings settings;
  private final OidcPeople people;

  OidcUsers(OidcSettings settings, OidcPeople people) {
    this.settings = settings;
    this.people = people;
  }

  @Override
  public OidcUser loadUser(OidcUserRequest login) {
    return person(login.getIdToken());
  }

  /**
   * @throws OidcRefusal where the token makes nobody a user of ours
   */
  OidcPerson person(OidcIdToken token) {
    try {
      var identity = OidcIdentity.of(token, settings);
      return new OidcPerson(people.keep(identity), identity.groups(), token);
    } catch (OidcRefusal refusal) {
      LOG.warn("{}", refusal.getMessage());
      if (token.getClaim(settings.subjectClaim()) instanceof String subject) {
        people.leave(token.getIssuer().toString(), subject);
      }
      throw refusal;
    }
  }
}
