package io.modelrelease.security;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationProvider;
import org.camunda.bpm.engine.rest.security.auth.AuthenticationResult;
import org.camunda.bpm.webapp.impl.security.auth.ContainerBasedAuthenticationFilter;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Tells Camunda's webapps who has logged in at our login: there is no other. */
final class WebappLogin extends ContainerBasedAuthenticationFilter {

  /** {@code AuthenticationUtil.CAM_AUTH_SESSION_KEY} of Camunda 7.24, which is not public. */
  private static final String WEBAPPS_KEEP = "authenticatedUser";

  WebappLogin() {
    authenticationProvider = new LoggedIn();
  }

  /** The webapps keep groups in the session; after this they ask anew. */
  static void forget(HttpSession session) {
    session.removeAttribute(WEBAPPS_KEEP);
  }

  @Override
  public void init(FilterConfig config) {
    // the provider is set, the original reads its class from the configuration
  }

  private static final class LoggedIn implements AuthenticationProvider {

    @Override
    public AuthenticationResult extractAuthenticatedUser(
        HttpServletRequest request, ProcessEngine engine) {
      if (!(request.getUserPrincipal() instanceof Authentication person)
          || !person.isAuthenticated()) {
        return AuthenticationResult.unsuccessful();
      }
      var result = AuthenticationResult.successful(person.getName());
      result.setGroups(
          person.getAuthorities().stream()
              .map(GrantedAuthority::getAuthority)
              .filter(Roles.OF_PEOPLE::contains)
              .toList());
      result.setTenants(List.of());
      return result;
    }

    @Override
    public void augmentResponseByAuthenticationChallenge(
        HttpServletResponse response, ProcessEngine engine) {
      // nobody comes so far without our login
    }
  }
}
