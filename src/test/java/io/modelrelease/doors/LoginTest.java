package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.WholeApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginTest extends WholeApplication {

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("").replaceFirst("^http://[^/]+", "");
  }

  @ParameterizedTest
  @CsvSource({
    "scientist, /releases",
    "approver,  /camunda/app/tasklist/default/",
    "operator,  /camunda/app/cockpit/default/",
    "admin,     /camunda/app/cockpit/default/",
  })
  void peopleLandWhereTheyWork(String name, String landing) {
    var visitor = Visitor.anonymous(address());
    assertThat(location(visitor.login(name, name))).isEqualTo(landing);
    assertThat(location(visitor.get(""))).isEqualTo(landing);
    assertThat(visitor.get(landing.substring(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void leadsToThePageThatWasAskedFor() {
    var visitor = Visitor.anonymous(address());
    assertThat(location(visitor.get("camunda/app/cockpit/default/"))).isEqualTo("/login");
    assertThat(location(visitor.login("operator", "operator")))
        .isEqualTo("/camunda/app/cockpit/default/");
  }

  @Test
  void leadsFromALinkToADossierAndBack() {
    var visitor = Visitor.anonymous(address());
    var dossier = "/api/releases/none/dossier";
    assertThat(location(visitor.page(dossier.substring(1)))).isEqualTo("/login");
    assertThat(location(visitor.login("scientist", "scientist"))).isEqualTo(dossier);
    assertThat(visitor.page(dossier.substring(1)).statusCode()).isEqualTo(404);
  }

  @Test
  void refusesAFormWithoutItsToken() {
    var visitor = Visitor.anonymous(address());
    visitor.get("login");
    var answer = visitor.form("login", "username", "operator", "password", "operator");
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void changesTheSessionAtLogin() {
    var visitor = Visitor.anonymous(address());
    visitor.get("login");
    var before = visitor.cookie("JSESSIONID").orElseThrow().getValue();
    visitor.login("operator", "operator");
    assertThat(visitor.cookie("JSESSIONID").orElseThrow().getValue()).isNotEqualTo(before);
  }

  @Test
  void slowsDownGuessing() {
    var visitor = Visitor.anonymous(address());
    for (var i = 0; i < 5; i++) {
      assertThat(location(visitor.login("approver2", "guess" + i))).isEqualTo("/login?error");
    }
    assertThat(location(visitor.login("approver2", "approver2")))
        .as("the right password just after five wrong ones")
        .isEqualTo("/login?error");
    assertThat(Visitor.withBasic(address(), "approver2").get("api/releases").body())
        .contains("this name has to wait");
    await("the pause of three seconds")
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !location(visitor.login("approver2", "approver2")).contains("error"));
  }

  @Test
  void tellsABrowserWhyAPageIsRefusedAndHowToBecomeSomebodyElse() {
    var visitor = Visitor.loggedIn(address(), "scientist");
    var refused = visitor.page("camunda/app/tasklist/default/");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("You are logged in as scientist", "href=\"/logout\"");

    var csrf = Visitor.csrf(visitor.page("logout"));
    assertThat(location(visitor.form("logout", "_csrf", csrf))).isEqualTo("/login?logout");
    assertThat(location(visitor.page("camunda/app/tasklist/default/"))).isEqualTo("/login");
  }

  @Test
  void saysWhetherCredentialsAreMissingOrWrong() {
    assertThat(Visitor.anonymous(address()).get("api/releases").body())
        .contains("\"Send Authorization: Bearer");
    assertThat(Visitor.withToken(address(), "guessed").get("api/releases").body())
        .contains("the token is wrong");
  }

  @Test
  void endsTheSessionByTheWebappsButton() {
    var visitor = Visitor.loggedIn(address(), "operator");
    var answer = visitor.post("camunda/api/admin/auth/user/default/logout", "");
    assertThat(answer.statusCode()).isBetween(200, 399);
    assertThat(location(visitor.get("camunda/app/cockpit/default/"))).isEqualTo("/login");
  }

  @Test
  void itsPageLetsNothingForeignIn() {
    var headers = Visitor.anonymous(address()).get("login").headers();
    assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
    assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(headers.firstValue("Set-Cookie").orElse("")).contains("HttpOnly", "SameSite=Lax");
  }
}
