package io.modelrelease.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** {@code Authorization: Bearer …}: a wrong token is told so, and not taken for nobody. */
final class PipelineTokenFilter extends OncePerRequestFilter {
  private static final String BEARER = "Bearer ";

  private final PipelineTokens tokens;
  private final AuthenticationEntryPoint refusal;

  PipelineTokenFilter(PipelineTokens tokens, AuthenticationEntryPoint refusal) {
    this.tokens = tokens;
    this.refusal = refusal;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      chain.doFilter(request, response);
      return;
    }
    var pipeline = tokens.authenticate(header.substring(BEARER.length()).strip());
    if (pipeline.isEmpty()) {
      refusal.commence(request, response, new BadCredentialsException("Unknown token"));
      return;
    }
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(pipeline.get());
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }
}
