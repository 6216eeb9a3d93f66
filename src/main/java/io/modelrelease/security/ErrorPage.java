package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorViewResolver;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;

/**
 * What a browser shows where a page is refused, missing or broken: why, as whom one is logged in,
 * and the way out.
 */
@Component
class ErrorPage implements ErrorViewResolver {

  @Override
  public ModelAndView resolveErrorView(
      HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
    var person = request.getUserPrincipal();
    return new ModelAndView(
        "error",
        Map.of(
            "title",
            status.getReasonPhrase(),
            "sentence",
            message(status, person),
            "loggedIn",
            person != null),
        status);
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
}
