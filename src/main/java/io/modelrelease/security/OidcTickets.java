package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.stereotype.Component;

/** Takes what the login got from the provider into the session, for this application alone. */
@Component
@Profile("oidc")
class OidcTickets implements OAuth2AuthorizedClientRepository {
  private final Clock clock;

  OidcTickets(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void saveAuthorizedClient(
      OAuth2AuthorizedClient client,
      Authentication login,
      HttpServletRequest request,
      HttpServletResponse response) {
    var session = request.getSession();
    new OidcTicket((OidcPerson) login.getPrincipal(), client, clock.instant()).putInto(session);
    WebappLogin.forget(session);
  }

  /** Nobody here calls other services in a person's name. */
  @Override
  public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(
      String registrationId, Authentication person, HttpServletRequest request) {
    return null;
  }

  @Override
  public void removeAuthorizedClient(
      String registrationId,
      Authentication person,
      HttpServletRequest request,
      HttpServletResponse response) {
    // goes with the session
  }
}
