package io.modelrelease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code Authorization: Bearer …}, and a configured token as the password of {@code Authorization:
 * Basic …}: a wrong one is told so, and not taken for nobody.
 */
final class MachineFilter extends OncePerRequestFilter {
  private static final String BEARER = "Bearer ";

  private final Bearers bearers;
  private final BasicTokens basics;
  private final AuthenticationEntryPoint refusal;

  MachineFilter(Bearers bearers, BasicTokens basics, AuthenticationEntryPoint refusal) {
    this.bearers = bearers;
    this.basics = basics;
    this.refusal = refusal;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      var caller = caller(request);
      if (caller.isPresent()) {
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(caller.get());
        SecurityContextHolder.setContext(context);
      }
    } catch (AuthenticationException e) {
      refusal.commence(request, response, e);
      return;
    }
    chain.doFilter(request, response);
  }

  private Optional<Authentication> caller(HttpServletRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      return Optional.empty();
    }
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? Optional.of(bearers.authenticate(header.substring(BEARER.length()).strip()))
        : basics.authenticate(request);
  }
}
