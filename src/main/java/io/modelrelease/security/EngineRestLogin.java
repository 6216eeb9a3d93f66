package io.modelrelease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Tells the engine for one request who has come in at our login, with those of their groups that
 * are ours; nobody is left on the thread after it.
 */
final class EngineRestLogin extends OncePerRequestFilter {
  private final IdentityService identity;

  EngineRestLogin(IdentityService identity) {
    this.identity = identity;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!(request.getUserPrincipal() instanceof Authentication caller)
        || !caller.isAuthenticated()) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED); // our chains let nobody so far
      return;
    }
    identity.setAuthentication(caller.getName(), groups(caller), List.of());
    try {
      chain.doFilter(request, response);
    } finally {
      identity.clearAuthentication();
    }
  }

  private static List<String> groups(Authentication caller) {
    return caller.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .filter(group -> Roles.OF_PEOPLE.contains(group) || Roles.OF_TOKENS.contains(group))
        .toList();
  }
}
