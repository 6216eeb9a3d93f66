package io.modelrelease.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.modelrelease.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start on an empty home, as a person sees it: the sample model is released by itself,
 * and waits in Tasklist for somebody who did not ask for it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TasklistBrowserIT {
  @TempDir static Path folder;
  private static RunningApplication application;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    application = RunningApplication.start(folder.resolve("home"));
    chromium = new Chromium();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    application.close();
  }

  private static Page login(String name, String path) {
    var page = chromium.browser().newContext().newPage();
    page.setViewportSize(1400, 1000);
    page.navigate(application.uri(path).toString());
    page.locator("input[name=username]").fill(name);
    page.locator("input[name=password]").fill(name);
    page.locator("button[type=submit]").click();
    return page;
  }

  private static String release() {
    return application.get("scientist", "/api/releases").path("items").path(0).path("id").asText();
  }

  @Test
  @Order(1)
  void releasesTheSampleModelByItselfAndSaysWhereToApprove() {
    var view = new Team(application).waitingForApproval(release());
    var toApproval = Duration.between(application.begun(), Instant.now());
    Numbers.measured("start-up, empty home", application.startUp());
    Numbers.measured("first start to waiting for approval", toApproval);
    Numbers.measured(
        "size of the jar",
        "%d MB".formatted(Path.of("target", "model-release.jar").toFile().length() / 1_000_000));
    assertThat(view.path("model").asText()).isEqualTo("credit-risk");
    assertThat(toApproval).isLessThan(Duration.ofMinutes(3));
    await("the last lines of the first start")
        .untilAsserted(
            () ->
                assertThat(application.output())
                    .contains(
                        "releases the sample model credit-risk",
                        "Log in as approver (password approver):",
                        "/camunda/app/tasklist"));
  }

  @Test
  @Order(2)
  void showsTheCandidateAndItsGatesAndTakesTheApproval() {
    var view = new Team(application).waitingForApproval(release());
    var page = login("approver", view.path("tasks").path(0).path("url").asText());
    assertThat(page.getByText("credit-risk version 1").first()).isVisible();
    assertThat(page.getByText("at least").first()).isVisible();
    assertThat(page.locator("[cam-tasks]").getByText("credit-risk").first()).isVisible();
    page.getByText("Claim").first().click();
    page.getByText("Reject: nothing changes").click();
    assertThat(page.getByText("A rejection needs a reason")).isVisible();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", "approve-production.png"))
            .setFullPage(true));
    page.getByText("Approve: it replaces what serves production").click();
    page.getByText("Complete").last().click();
    var ended = new Team(application).completed(release());
    assertThat(ended.path("state").asText()).isEqualTo("completed");
  }

  @Test
  @Order(3)
  void opensTheDossierForWhoeverIsLoggedIn() {
    var page = login("scientist", "/login");
    page.navigate(application.uri("/api/releases/" + release() + "/dossier").toString());
    assertThat(page.locator("body")).containsText("approvals");
    page.navigate(application.uri("/").toString());
    page.getByText(release()).click();
    assertThat(page.locator("h1")).hasText("credit-risk version 1");
    assertThat(page.getByText("completed").first()).isVisible();
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target", "screenshots", "release.png"))
            .setFullPage(true));
  }
}
