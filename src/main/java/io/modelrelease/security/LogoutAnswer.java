package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BiFunction;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;

/**
 * Where the browser goes after a logout. A form is sent there; the webapps' button, which is a
 * script's call, is told the address as a JSON text and takes the page there itself.
 */
final class LogoutAnswer implements LogoutSuccessHandler {
  private static final String WEBAPPS = "/camunda/api/";

  private final BiFunction<HttpServletRequest, Authentication, String> next;

  /**
   * @param next address for a request and whom it logged out, null where nobody was logged in
   */
  LogoutAnswer(BiFunction<HttpServletRequest, Authentication, String> next) {
    this.next = next;
  }

  @Override
  public void onLogoutSuccess(
      HttpServletRequest request, HttpServletResponse response, Authentication person)
      throws IOException {
    var address = next.apply(request, person);
    if (request.getRequestURI().startsWith(request.getContextPath() + WEBAPPS)) {
      response.setContentType(MediaType.APPLICATION_JSON_VALUE);
      response.getWriter().write('"' + address + '"');
    } else {
      response.sendRedirect(address);
    }
  }
}
