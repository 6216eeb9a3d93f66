package io.modelrelease.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.doors.Visitor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in, staying in and going out, by HTTP. */
@Tag("apart")
class OidcLoginTest extends OidcApplication {
  private static final String TASKLIST = "camunda/app/tasklist/default/";
  private static final String COCKPIT = "camunda/app/cockpit/default/";

  private String path(HttpResponse<String> answer) {
    return location(answer).replace(address().toString(), "/");
  }

  @Test
  void startsWithoutTheProviderAndSaysThatItDoesNotAnswer() {
    assertThat(whileTheProviderWasDown.statusCode()).isEqualTo(503);
    assertThat(whileTheProviderWasDown.body())
        .contains("The identity provider does not answer", "href=\"/login/start/oidc\"");
    assertThat(login(Visitor.anonymous(address()), Person.named("early", APPROVERS)).statusCode())
        .as("once it is there")
        .isEqualTo(302);
  }

  @ParameterizedTest
  @CsvSource({
    "g-2, /releases,                      data-scientists",
    "g-3, /camunda/app/tasklist/default/, approvers",
    "g-4, /camunda/app/cockpit/default/,  operators",
    "g-5, /camunda/app/cockpit/default/,  camunda-admin",
  })
  void peopleLandWhereTheyWork(String group, String landing, String ours) {
    var visitor = Visitor.anonymous(address());
    var person = Person.named("lands-" + ours, group, "a group that nobody knows here");
    assertThat(path(login(visitor, person))).isEqualTo(landing);
    assertThat(path(visitor.page(""))).isEqualTo(landing);
    assertThat(visitor.page(landing.substring(1)).statusCode()).isEqualTo(200);
    assertThat(engineGroups("lands-" + ours)).containsExactly(ours);
  }

  @Test
  void asksTheProviderForACodeWithEverythingThatProtectsIt() {
    var start = location(Visitor.anonymous(address()).page("login/start/oidc"));
    assertThat(start)
        .startsWith(PROVIDER.issuer() + "/authorize?")
        .contains(
            "response_type=code",
            "client_id=model-release",
            "scope=openid",
            "offline_access",
            "state=",
            "nonce=",
            "code_challenge_method=S256",
            "redirect_uri=" + address() + "login/oauth2/code/oidc");
    assertThat(location(Visitor.anonymous(address()).page("login/start/oidc?other")))
        .contains("prompt=select_account");
  }

  @Test
  void changesTheSessionAtLogin() {
    var visitor = Visitor.anonymous(address());
    var start = location(visitor.page("login/start/oidc"));
    var before = visitor.cookie("JSESSIONID").orElseThrow().getValue();
    callback(visitor, start, Person.named("fresh", SCIENTISTS));
    assertThat(visitor.cookie("JSESSIONID").orElseThrow().getValue()).isNotEqualTo(before);
  }

  @Test
  void leadsToThePageThatWasAskedForAndToNoOther() {
    var visitor = Visitor.anonymous(address());
    assertThat(path(visitor.page(TASKLIST))).isEqualTo("/login");
    var start = location(visitor.page("login/start/oidc?aim=%23/?task=1-a"));
    assertThat(path(callback(visitor, start, Person.named("linked", APPROVERS))))
        .isEqualTo("/" + TASKLIST + "#/?task=1-a");

    var lured = Visitor.anonymous(address());
    lured.page("login?continue=https://evil.example&redirect=https://evil.example");
    var luredStart =
        location(
            lured.page("login/start/oidc?aim=https://evil.example&redirect_uri=//evil.example"));
    assertThat(luredStart).doesNotContain("evil");
    assertThat(path(callback(lured, luredStart, Person.named("lured", APPROVERS))))
        .isEqualTo("/" + TASKLIST);
  }

  @Test
  void tellsWhoIsInNoGroupAndDoesNotSendThemRound() {
    var visitor = Visitor.anonymous(address());
    var answer = login(visitor, Person.named("stranger", "approvers", "camunda-admin"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body())
        .contains("You may not use this", "stranger", "Log in as somebody else");
    assertThat(path(visitor.page("releases"))).isEqualTo("/login");
    assertThat(identity().createUserQuery().userId("stranger").count()).isZero();
  }

  @Test
  void doesNotTakeGroupsThatWereLeftOutForNone() {
    var entra =
        Person.named("everywhere")
            .without("groups")
            .with("_claim_names", Map.of("groups", "src1"))
            .with("_claim_sources", Map.of("src1", Map.of("endpoint", "https://graph.example")));
    var implicit = Person.named("all-over").without("groups").with("hasgroups", true);
    for (var person : List.of(entra, implicit)) {
      var answer = login(Visitor.anonymous(address()), person);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body())
          .contains("Your groups do not fit", "groups-claim=roles", "groups assigned to");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "iss,   https://login.example/other",
    "aud,   another-application",
    "nonce, of another login",
    "exp,   1",
  })
  void takesNoTokenThatWasMeantForSomebodyElse(String claim, String value) {
    var visitor = Visitor.anonymous(address());
    var wrong = claim.equals("exp") ? Integer.valueOf(1) : value;
    var answer = login(visitor, Person.named("forger", APPROVERS).with(claim, wrong));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("The login is not accepted");
    assertThat(path(visitor.page(TASKLIST))).isEqualTo("/login");
  }

  @Test
  void takesNoAnswerToALoginThatThisBrowserDidNotBegin() {
    var begun = location(Visitor.anonymous(address()).page("login/start/oidc"));
    var answer = location(Visitor.anonymous(address()).page(begun));
    var other = Visitor.anonymous(address()).page(answer);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(other.body()).contains("This login is over");
    // whoever comes back twice is in already
    var visitor = loggedIn(Person.named("twice", APPROVERS));
    assertThat(path(visitor.page("login/oauth2/code/oidc?code=1&state=2"))).isEqualTo("/");
  }

  @Test
  void saysWhatTheProviderAnswersInsteadOfALogin() {
    var visitor = Visitor.anonymous(address());
    var state =
        location(visitor.page("login/start/oidc")).replaceFirst(".*[?&]state=([^&]+).*", "$1");
    var answer =
        visitor.page(
            "login/oauth2/code/oidc?error=access_denied&error_description=%3Cb%3Enot+assigned&state="
                + state);
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("access_denied", "&lt;b&gt;not assigned");
  }

  @Test
  void groupsComeAndGoWithTheNextRequest() {
    var person = Person.named("mover", APPROVERS, OPERATORS);
    var visitor = loggedIn(person);
    assertThat(visitor.page(COCKPIT).statusCode()).isEqualTo(200);
    assertThat(visitor.engine("GET", "task", "").statusCode()).isEqualTo(200);

    person.in(APPROVERS);
    assertThat(visitor.page(COCKPIT).statusCode()).isEqualTo(403);
    assertThat(visitor.page(TASKLIST).statusCode()).isEqualTo(200);
    assertThat(engineGroups("mover")).containsExactly("approvers");
    assertThat(visitor.get("camunda/api/admin/auth/user/default").body())
        .as("what the webapps know")
        .contains("tasklist")
        .doesNotContain("cockpit");

    person.in(SCIENTISTS);
    assertThat(visitor.engine("GET", "task", "").statusCode()).isEqualTo(403);
    assertThat(visitor.page("releases").statusCode()).isEqualTo(200);

    person.in(ADMINS);
    assertThat(visitor.page("camunda/app/admin/default/").statusCode()).isEqualTo(200);
    assertThat(engineGroups("mover")).containsExactly("camunda-admin");
  }

  @Test
  void whoIsInNoGroupAnyMoreIsOutWithTheNextRequest() {
    var person = Person.named("leaver", APPROVERS);
    var visitor = loggedIn(person);
    assertThat(visitor.page("api/releases").statusCode()).isEqualTo(200);
    person.in();
    assertThat(path(visitor.page("api/releases"))).as("a link").isEqualTo("/login");
    assertThat(visitor.engine("GET", "task", "").statusCode()).isEqualTo(401);
    assertThat(path(visitor.page(TASKLIST))).isEqualTo("/login");
    assertThat(engineGroups("leaver")).isEmpty();
    assertThat(login(visitor, person).statusCode()).isEqualTo(403);
  }

  @Test
  void whomTheProviderDisablesIsOutWithTheNextRequest() {
    var person = Person.named("dismissed", OPERATORS);
    var visitor = loggedIn(person);
    assertThat(visitor.page(COCKPIT).statusCode()).isEqualTo(200);
    person.disable();
    assertThat(visitor.engine("GET", "process-instance", "").statusCode()).isEqualTo(401);
    assertThat(path(visitor.page(COCKPIT))).isEqualTo("/login");
  }

  @Test
  void livesOnForAWhileWithoutTheProviderAndNotForEver() {
    var visitor = loggedIn(Person.named("patient", APPROVERS));
    assertThat(visitor.page(TASKLIST).statusCode()).isEqualTo(200);
    PROVIDER.stop();
    assertThat(visitor.page(TASKLIST).statusCode()).as("just after").isEqualTo(200);
    await("the end of the grace")
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> visitor.page(TASKLIST).statusCode() == 302);
    assertThat(visitor.engine("GET", "task", "").statusCode()).isEqualTo(401);
    PROVIDER.start();
    assertThat(login(visitor, Person.named("patient", APPROVERS)).statusCode()).isEqualTo(302);
    assertThat(visitor.page(TASKLIST).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsThatComeTogetherAskTheProviderOnce() throws Exception {
    var many = 8;
    var person = Person.named("busy", APPROVERS);
    var visitor = loggedIn(person);
    visitor.page(TASKLIST);
    var before = person.renewals();
    var allCame = new CountDownLatch(many);
    person.whileRenewing(() -> awaitQuietly(allCame));
    var threads = Executors.newFixedThreadPool(many);
    try {
      var answers =
          IntStream.range(0, many)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            allCame.countDown();
                            return visitor.engine("GET", "task/count", "").statusCode();
                          }))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(person.renewals() - before).isBetween(1, 2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(3, TimeUnit.SECONDS);
      TimeUnit.MILLISECONDS.sleep(300); // on their way to the door
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody", "Pipelines", "builds", "approver", "camunda-admin", "OWNER@example.org"})
  void aNameOfSomebodyElseIsNotToBeHad(String name) {
    loggedIn(Person.named("owner", OPERATORS));
    var answer =
        login(
            Visitor.anonymous(address()),
            Person.of("another than owner", name, ADMINS).with("email", "x@example.org"));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Your name belongs to somebody else here");
    assertThat(engineGroups("nobody")).as("the placeholder").containsExactly("camunda-admin");
  }

  @Test
  void aNameStaysWithThePersonWhoeverBearsItAtTheProvider() {
    loggedIn(Person.of("s-1", "first@example.org", APPROVERS));
    var again =
        loggedIn(Person.of("s-1", "renamed@example.org", APPROVERS).with("name", "Re Named"));
    assertThat(again.page("logout").body()).contains("first@example.org");
    assertThat(identity().createUserQuery().userId("first@example.org").singleResult())
        .satisfies(
            user -> {
              assertThat(user.getFirstName()).isEqualTo("Re Named");
              assertThat(user.getEmail()).isEqualTo("renamed@example.org");
            });
    var taker = login(Visitor.anonymous(address()), Person.of("s-2", "first@example.org", ADMINS));
    assertThat(taker.statusCode()).isEqualTo(403);
    assertThat(engineGroups("first@example.org")).containsExactly("approvers");

    identity()
        .deleteUser("first@example.org"); // as an administrator does, who knows that they left
    assertThat(
            login(Visitor.anonymous(address()), Person.of("s-2", "first@example.org", OPERATORS))
                .statusCode())
        .isEqualTo(302);
  }

  @Test
  void anApproverWithoutAnEmailAddressIsNotLetIn() {
    var answer = login(Visitor.anonymous(address()), Person.of("s-3", "mailless", APPROVERS));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("has no usable email");
  }

  @Test
  void logsOutHereAndAtTheProvider() {
    var visitor = loggedIn(Person.named("quitter", APPROVERS));
    var page = visitor.page("logout");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .as("the form may lead there")
        .endsWith("form-action 'self' http://" + PROVIDER.issuer().getAuthority());
    assertThat(visitor.form("logout").statusCode()).as("without its token").isEqualTo(403);
    var answer = visitor.form("logout", "_csrf", csrf(page));
    assertThat(location(answer))
        .startsWith(PROVIDER.issuer() + "/endsession?")
        .contains("id_token_hint=ey", "client_id=model-release", "post_logout_redirect_uri=")
        .contains("%2Flogin%2Fout");
    assertThat(path(visitor.page(location(answer)))).isEqualTo("/login/out");
    assertThat(visitor.page("login/out").body())
        .contains("You are logged out", "data-at-once=\"false\"");
    assertThat(path(visitor.page(TASKLIST))).isEqualTo("/login");
  }

  @Test
  void aTokenThatFitsIntoNoAddressIsNotSentThere() {
    var groups = IntStream.range(0, 200).mapToObj(number -> "another group " + number);
    var visitor =
        loggedIn(
            Person.named("joiner")
                .with("login_hint", "O.account/+=")
                .in(Stream.concat(Stream.of(APPROVERS), groups).toArray(String[]::new)));
    var answer = visitor.form("logout", "_csrf", csrf(visitor.page("logout")));
    assertThat(location(answer))
        .startsWith(PROVIDER.issuer() + "/endsession?")
        .contains("client_id=model-release", "logout_hint=O.account%2F%2B%3D")
        .doesNotContain("id_token_hint");
  }

  @Test
  void theWebappsButtonIsToldWhereTheLogoutGoesOn() {
    var visitor = loggedIn(Person.named("clicker", APPROVERS));
    var answer = visitor.post("camunda/api/admin/auth/user/default/logout", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Visitor.json(answer).asText()).startsWith(PROVIDER.issuer() + "/endsession?");
    assertThat(path(visitor.page(TASKLIST))).isEqualTo("/login");
  }

  private static String csrf(HttpResponse<String> page) {
    return page.body().replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
  }

  @Test
  void nobodyHasAPasswordHere() {
    assertThat(Visitor.withBasic(address(), "admin").get("api/releases").statusCode())
        .isEqualTo(401);
    var visitor = Visitor.anonymous(address());
    var page = visitor.page("login");
    assertThat(page.body()).contains("data-at-once=\"true\"").doesNotContain("password");
    assertThat(visitor.form("login", "username", "admin", "password", "admin").statusCode())
        .isEqualTo(403);
    assertThat(Visitor.withToken(address(), TOKEN).get("api/releases").statusCode()).isEqualTo(200);
  }

  @Test
  void knowsItsAddressBehindAProxy() throws Exception {
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address().resolve("login/start/oidc"))
                    .headers("X-Forwarded-Proto", "https", "X-Forwarded-Host", "release.example")
                    .headers("X-Forwarded-Port", "443")
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(location(answer))
        .contains("redirect_uri=https://release.example/login/oauth2/code/oidc");
    assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
        .contains("Secure", "HttpOnly", "SameSite=Lax");
    assertThat(URI.create(location(answer)).getHost()).isEqualTo("localhost");
  }
}
