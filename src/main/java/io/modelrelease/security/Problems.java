package io.modelrelease.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** Who is not let in at the REST door is told so in a problem body (RFC 9457). */
@Component
class Problems implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {
  private static final List<String> METHODS =
      List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

  private static final String RETRY_SECONDS = "30";

  private final ObjectMapper json;
  private final boolean basic;

  Problems(ObjectMapper json, SecuritySettings settings) {
    this.json = json;
    this.basic = settings.defaultAccounts();
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    if (e instanceof AuthenticationServiceException) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
      write(request, response, HttpStatus.SERVICE_UNAVAILABLE, e.getMessage());
      return;
    }
    response.addHeader(
        HttpHeaders.WWW_AUTHENTICATE,
        "Bearer realm=\"Model Release\""
            + (e instanceof TokenRefusedException ? ", error=\"invalid_token\"" : ""));
    if (basic) {
      response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Model Release\"");
    }
    write(request, response, HttpStatus.UNAUTHORIZED, why(e) + howTo());
  }

  private static String why(AuthenticationException e) {
    if (e instanceof LockedException) {
      return "After five wrong passwords this name has to wait, a minute at most; the right password"
          + " is refused too until then. ";
    }
    if (e instanceof TokenRefusedException) {
      return "The token is refused. %s ".formatted(e.getMessage());
    }
    return e instanceof BadCredentialsException
        ? "The name, the password or the token is wrong. "
        : "";
  }

  private String howTo() {
    return "Send Authorization: Bearer with a pipeline's token, or a configured one as the password of HTTP Basic%s."
        .formatted(basic ? "; or an account's name and password by HTTP Basic" : "");
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    write(
        request,
        response,
        HttpStatus.FORBIDDEN,
        "%s may not %s %s."
            .formatted(request.getRemoteUser(), request.getMethod(), request.getRequestURI()));
  }

  /** What Spring Security's firewall takes for an attack on paths or headers. */
  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
      throws IOException {
    if (!METHODS.contains(request.getMethod())) {
      var allowed = String.join(", ", METHODS);
      response.setHeader(HttpHeaders.ALLOW, allowed);
      write(
          request,
          response,
          HttpStatus.METHOD_NOT_ALLOWED,
          "The request's method is taken nowhere here; this server takes %s.".formatted(allowed));
      return;
    }
    write(
        request,
        response,
        HttpStatus.BAD_REQUEST,
        "The request's address, method or a header has characters that are not taken here.");
  }

  private void write(
      HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    var asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI); // Tomcat takes no TRACE
    problem.setInstance(URI.create(asked == null ? request.getRequestURI() : asked.toString()));
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), problem);
  }
}
