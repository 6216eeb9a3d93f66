package io.modelrelease.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/** A login that failed ends on a page that says why and what to do, and not in another login. */
@Component
@Profile("oidc")
class OidcFailure implements AuthenticationFailureHandler {
  static final String ATTRIBUTE = OidcFailure.class.getName();
  static final String PAGE = "/login/failed";

  private static final Logger LOG = LoggerFactory.getLogger(OidcFailure.class);
  private static final String TOLD_BY_THE_PROVIDER = "error";

  /** Codes of Spring Security, beside those that the provider sends. */
  private static final Map<String, OidcProblem> PROBLEMS =
      Map.of(
          "authorization_request_not_found", OidcProblem.TOO_LATE,
          "invalid_state_parameter", OidcProblem.TOO_LATE,
          "invalid_request", OidcProblem.TOO_LATE,
          "invalid_grant", OidcProblem.TOO_LATE,
          "invalid_client", OidcProblem.APPLICATION_REFUSED,
          "unauthorized_client", OidcProblem.APPLICATION_REFUSED);

  private final HttpSessionSecurityContextRepository sessions =
      new HttpSessionSecurityContextRepository();

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException, ServletException {
    var refusal = refusal(request, e);
    if (refusal.problem() == OidcProblem.TOO_LATE && sessions.containsContext(request)) {
      response.sendRedirect("/"); // another window was faster
      return;
    }
    if (refusal != e) {
      LOG.warn("A login failed: {}", said(e));
    }
    request.setAttribute(ATTRIBUTE, refusal);
    request.getRequestDispatcher(PAGE).forward(request, response);
  }

  private static OidcRefusal refusal(HttpServletRequest request, AuthenticationException e) {
    var ours = causes(e).filter(OidcRefusal.class::isInstance).findFirst();
    if (ours.isPresent()) {
      return (OidcRefusal) ours.get();
    }
    if (causes(e).anyMatch(IOException.class::isInstance)) {
      return new OidcRefusal(OidcProblem.SILENT, "", e);
    }
    var code =
        e instanceof OAuth2AuthenticationException told ? told.getError().getErrorCode() : "";
    if (PROBLEMS.containsKey(code)) {
      return new OidcRefusal(PROBLEMS.get(code), code, e);
    }
    return request.getParameter(TOLD_BY_THE_PROVIDER) == null
        ? new OidcRefusal(OidcProblem.NOT_ACCEPTED, "", e)
        : new OidcRefusal(OidcProblem.REFUSED, said(e), e);
  }

  private static String said(AuthenticationException e) {
    return e instanceof OAuth2AuthenticationException told
        ? Stream.of(told.getError().getErrorCode(), told.getError().getDescription())
            .flatMap(Stream::ofNullable)
            .map(text -> text.replaceAll("\\p{Cntrl}+", " "))
            .reduce((code, description) -> code + " (" + description + ")")
            .orElse("")
        : String.valueOf(e.getMessage());
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(
            Optional.of(e), Optional::isPresent, cause -> cause.map(Throwable::getCause))
        .map(Optional::get)
        .limit(20);
  }
}
