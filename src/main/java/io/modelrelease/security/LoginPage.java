package io.modelrelease.security;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.util.HtmlUtils;

/** The one login, and where people land after it. */
@Controller
class LoginPage {
  static final String LOGIN = "/login";
  static final String LOGOUT = "/logout";
  static final String LOGGED_OUT = "/login?logout";

  private static final String HINT =
      "On this machine: scientist, approver, approver2, operator, admin. The password is the name.";

  private final String page;
  private final String logoutPage;
  private final boolean defaultAccounts;

  LoginPage(SecuritySettings settings) throws IOException {
    this.page = template("login");
    this.logoutPage = template("logout");
    this.defaultAccounts = settings.defaultAccounts();
  }

  @GetMapping(path = LOGIN, produces = MediaType.TEXT_HTML_VALUE)
  @ResponseBody
  ResponseEntity<String> login(HttpServletRequest request, CsrfToken csrf) {
    var wrong = request.getParameter("error") != null;
    var message =
        wrong
            ? "Wrong name or password. After five wrong ones a name has to wait, a minute at most."
            : request.getParameter("logout") != null ? "You are logged out." : "";
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            page.replace("{csrf}", HtmlUtils.htmlEscape(csrf.getToken()))
                .replace("{tone}", wrong ? "wrong" : "")
                .replace("{message}", message)
                .replace("{hint}", defaultAccounts ? HINT : ""));
  }

  /** For pages that have no button of their own for it. */
  @GetMapping(path = LOGOUT, produces = MediaType.TEXT_HTML_VALUE)
  @ResponseBody
  ResponseEntity<String> logout(Authentication person, CsrfToken csrf) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            logoutPage
                .replace("{csrf}", HtmlUtils.htmlEscape(csrf.getToken()))
                .replace("{person}", HtmlUtils.htmlEscape(person.getName())));
  }

  private static String template(String name) throws IOException {
    return new ClassPathResource("security/" + name + ".html")
        .getContentAsString(StandardCharsets.UTF_8);
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
