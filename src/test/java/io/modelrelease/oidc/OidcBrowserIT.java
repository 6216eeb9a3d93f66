package io.modelrelease.oidc;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.modelrelease.Chromium;
import io.modelrelease.doors.Visitor;
import java.nio.file.Path;
import java.time.Duration;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;

/** What people see who log in at their organization's provider. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcBrowserIT extends OidcApplication {
  private static final String APPROVER = "Ann.Approver@example.org";

  private static Chromium chromium;
  private static Browser browser;
  private static String release;

  @Autowired private HistoryService history;

  @BeforeAll
  static void launch() {
    chromium = new Chromium();
    browser = chromium.browser();
  }

  @AfterAll
  static void close() {
    chromium.close();
    PROVIDER.stop(); // other tests want one without a page
  }

  @BeforeEach
  void letPeopleSayWhoTheyAre() {
    PROVIDER.startWithPage();
    if (release == null) {
      release = started(); // on its way while the others are at work
    }
  }

  @AfterEach
  void closeAllWindows() {
    browser.contexts().forEach(BrowserContext::close); // they would ask on
  }

  private Page open(String address, Person person) {
    var page = browser.newContext().newPage();
    page.setViewportSize(1400, 1000);
    page.navigate(address);
    logIn(page, person);
    return page;
  }

  private static void logIn(Page page, Person person) {
    assertThat(page.locator("input[name=username]")).isVisible();
    assertThat(page.url()).startsWith(PROVIDER.issuer().toString());
    PROVIDER.next(person);
    page.locator("input[name=username]").fill(person.subject());
    page.locator("input[type=submit], button[type=submit]").first().click();
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", "oidc-" + name + ".png"))
            .setFullPage(true));
  }

  private JsonNode get(String path) {
    return Visitor.json(Visitor.withToken(address(), TOKEN).get(path));
  }

  private JsonNode state() {
    return get("api/releases/" + release);
  }

  private String started() {
    return Visitor.json(
            Visitor.withToken(address(), TOKEN)
                .post(
                    "api/releases",
                    """
                    {"model": "credit-risk", "commit": "%s", "author": "author@example.org"}"""
                        .formatted("0123".repeat(10))))
        .get("id")
        .asText();
  }

  private JsonNode taskOfTheRelease() {
    await("the approval of " + release)
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !state().get("state").asText().equals("running"));
    assertThat(state().get("state").asText())
        .as(state().toString())
        .isEqualTo("waiting-for-people");
    return state().get("tasks").get(0);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void anApproverComesFromALinkDecidesUnderTheirNameAndLogsOutEverywhere() {
    var task = taskOfTheRelease();
    var ann =
        Person.of("ann", APPROVER, APPROVERS)
            .with("name", "Ann Approver")
            .with("email", "ann@example.org");
    var page = open(address().resolve(task.get("url").asText()).toString(), ann);
    assertThat(page.getByText("credit-risk version 1").first()).isVisible();
    page.getByText("Claim").first().click();
    assertThat(page.getByText("Claim").first()).not().isVisible();
    picture(page, "approval");
    page.getByText("Approve: it replaces what serves production").click();
    page.getByText("Complete").last().click();
    await("the approval in the dossier")
        .untilAsserted(
            () ->
                assertThat(get("api/releases/" + release + "/dossier").get("approvals").toString())
                    .contains(APPROVER, "approve"));
    assertThat(
            history.createUserOperationLogQuery().taskId(task.get("id").asText()).list().stream()
                .filter(entry -> APPROVER.equals(entry.getUserId()))
                .map(UserOperationLogEntry::getOperationType))
        .contains("Claim", "Complete");

    page.locator(".account").first().click();
    page.locator("li.logout a").first().click();
    assertThat(page.getByText("You are logged out.")).isVisible();
    picture(page, "logged-out");
    page.goBack();
    assertThat(page.locator("body")).not().containsText("Ann Approver");
    assertThat(page.locator("input[name=username]")).isVisible();
  }

  @Test
  void theFormOfOurOwnPagesLogsOutAtTheProviderToo() {
    var page = open(address() + "releases", Person.named("reader", SCIENTISTS));
    assertThat(page.locator("h1")).isVisible();
    page.locator("form[action='/logout'] button").click();
    assertThat(page.getByText("You are logged out.")).isVisible();
    page.getByText("Log in", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("input[name=username]")).isVisible();
  }

  @Test
  void accessIsGoneWithTheNextClickWhereAGroupIsTakenAway() {
    var person = Person.named("oscar", OPERATORS, SCIENTISTS);
    var page = open(address().toString(), person);
    assertThat(page.getByText("Running Process Instances").first()).isVisible();
    assertThat(page.locator(".account").first()).containsText("Oscar Example");
    person.in(SCIENTISTS);
    page.getByText("Processes").first().click();
    assertThat(page.getByText("Access Denied").first()).isVisible();
    picture(page, "group-gone-in-cockpit");
    page.reload();
    assertThat(page.getByText("there is nothing here for you")).isVisible();
    picture(page, "group-gone");
    page.navigate(address() + "releases");
    assertThat(page.locator("form[action='/logout']")).isVisible();

    person.in();
    page.reload();
    logIn(page, person);
    assertThat(page.locator("h1")).hasText("You may not use this");
    picture(page, "no-group");
  }
}
