package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The one login, and where people land after it. */
@Controller
class LoginPage {
  static final String LOGIN = "/login";
  static final String LOGOUT = "/logout";
  static final String LOGGED_OUT = "/login?logout";

  private final boolean defaultAccounts;

  LoginPage(SecuritySettings settings) {
    this.defaultAccounts = settings.defaultAccounts();
  }

  @GetMapping(path = LOGIN, produces = MediaType.TEXT_HTML_VALUE)
  String login(HttpServletRequest request, HttpServletResponse response, Model page) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    var wrong = request.getParameter("error") != null;
    page.addAttribute("wrong", wrong);
    page.addAttribute(
        "message",
        wrong
            ? "Wrong name or password. After five wrong ones a name has to wait, a minute at most."
            : request.getParameter("logout") != null ? "You are logged out." : "");
    page.addAttribute("defaultAccounts", defaultAccounts);
    return "login";
  }

  /** For pages that have no button of their own for it. */
  @GetMapping(path = LOGOUT, produces = MediaType.TEXT_HTML_VALUE)
  String logout(Authentication person, HttpServletResponse response, Model page) {
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    page.addAttribute("person", person.getName());
    return "logout";
  }

  @GetMapping("/")
  String home(Authentication person) {
    return "redirect:" + landingOf(person);
  }

  static String landingOf(Authentication person) {
    var roles =
        person.getAuthorities().stream().map(authority -> authority.getAuthority()).toList();
    if (roles.contains(Roles.OPERATORS) || roles.contains(Roles.ADMIN)) {
      return "/camunda/app/cockpit/default/";
    }
    if (roles.contains(Roles.APPROVERS)) {
      return "/camunda/app/tasklist/default/";
    }
    return "/releases";
  }
}
