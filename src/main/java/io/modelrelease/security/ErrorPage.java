package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorViewResolver;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.util.HtmlUtils;

/**
 * What a browser shows where a page is refused, missing or broken: why, as whom one is logged in,
 * and the way out.
 */
@Component
class ErrorPage implements ErrorViewResolver {
  private static final String OUT =
      "<p><a href=\"" + LoginPage.LOGOUT + "\">Log in as somebody else</a></p>";

  private final String page;

  ErrorPage() throws IOException {
    this.page =
        new ClassPathResource("security/error.html").getContentAsString(StandardCharsets.UTF_8);
  }

  @Override
  public ModelAndView resolveErrorView(
      HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
    var page = new ModelAndView(new Page());
    page.setStatus(status);
    return page;
  }

  private String html(HttpServletRequest request, HttpStatus status) {
    var person = request.getUserPrincipal();
    return page.replace("{title}", status.getReasonPhrase())
        .replace("{message}", HtmlUtils.htmlEscape(message(status, person)))
        .replace("{home}", person == null ? "Log in" : "To where you work")
        .replace("{logout}", person == null ? "" : OUT);
  }

  private static String message(HttpStatus status, Principal person) {
    return switch (status) {
      case FORBIDDEN ->
          person == null
              ? "The page was open for too long. Log in and do it again."
              : "You are logged in as %s, and there is nothing here for you."
                  .formatted(person.getName());
      case NOT_FOUND -> "There is no such page.";
      default ->
          status.is4xxClientError()
              ? "The server does not understand this request."
              : "Something went wrong here; the application's log says what. Try again.";
    };
  }

  private final class Page implements View {
    @Override
    public void render(
        Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType(MediaType.TEXT_HTML_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      response.getWriter().write(html(request, HttpStatus.valueOf(response.getStatus())));
    }
  }
}
