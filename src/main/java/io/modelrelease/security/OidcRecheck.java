package io.modelrelease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Before all doors, those of links included: a session counts as long as the provider stands by it,
 * with the groups that it says now.
 */
final class OidcRecheck extends OncePerRequestFilter {
  private static final String CONTEXT =
      HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

  private final Supplier<OidcRenewal> renewal;
  private final Clock clock;

  OidcRecheck(Supplier<OidcRenewal> renewal, Clock clock) {
    this.renewal = renewal;
    this.clock = clock;
  }

  /** Going in and out need nobody's word, and give nobody anything. */
  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    var path = request.getRequestURI().substring(request.getContextPath().length());
    return path.equals(LoginPage.LOGIN)
        || path.startsWith(LoginPage.LOGIN + "/")
        || path.equals(LoginPage.LOGOUT)
        || path.startsWith("/camunda/api/admin/auth/user/") && path.endsWith("/logout");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      recheck(request);
    } catch (IllegalStateException e) {
      // a request beside this one has ended the session: nobody is logged in
    }
    chain.doFilter(request, response);
  }

  private void recheck(HttpServletRequest request) {
    var cameAt = clock.instant();
    var session = request.getSession(false);
    if (session == null) {
      return;
    }
    var ticket = OidcTicket.in(session);
    if (ticket.isEmpty()) {
      return;
    }
    if (renewal.get().renew(ticket.get(), cameAt)) {
      takeOver(ticket.get().person(), session);
    } else {
      session.invalidate();
    }
  }

  private static void takeOver(OidcPerson person, HttpSession session) {
    var before = personIn(session);
    if (before.filter(known -> known == person).isPresent()) {
      return;
    }
    session.setAttribute(
        CONTEXT,
        new SecurityContextImpl(
            new OAuth2AuthenticationToken(person, person.getAuthorities(), OidcProvider.ID)));
    if (before.filter(known -> known.groups().equals(person.groups())).isEmpty()) {
      WebappLogin.forget(session);
    }
  }

  private static Optional<OidcPerson> personIn(HttpSession session) {
    return Optional.ofNullable(session.getAttribute(CONTEXT))
        .map(context -> ((SecurityContext) context).getAuthentication())
        .map(Authentication::getPrincipal)
        .filter(OidcPerson.class::isInstance)
        .map(OidcPerson.class::cast);
  }
}
