package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The login page of profile {@code oidc}, which goes on to the provider by itself unless somebody
 * has just logged out, and what is shown when that leads nowhere.
 */
@Controller
@Profile("oidc")
class OidcPages {
  static final String LOGIN = "/login/oidc";

  /** Where the provider leads after its logout: registered there, so without a query. */
  static final String OUT = "/login/out";

  @GetMapping(LOGIN)
  String login(HttpServletRequest request, HttpServletResponse response, Model model) {
    return page(request.getParameter("logout") != null, response, model);
  }

  @GetMapping(OUT)
  String out(HttpServletResponse response, Model model) {
    return page(true, response, model);
  }

  private static String page(boolean out, HttpServletResponse response, Model model) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    model.addAttribute("out", out);
    return "oidc-login";
  }

  @GetMapping(OidcFailure.PAGE)
  String failed(HttpServletRequest request, HttpServletResponse response, Model model) {
    if (!(request.getAttribute(OidcFailure.ATTRIBUTE) instanceof OidcRefusal refusal)) {
      return "redirect:" + LoginPage.LOGIN;
    }
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setStatus(refusal.problem().status().value());
    model.addAttribute("person", refusal.problem().concernsThePerson());
    model.addAttribute("title", refusal.problem().title());
    model.addAttribute("sentence", refusal.problem().sentence(refusal.about()));
    return "oidc-failed";
  }
}
