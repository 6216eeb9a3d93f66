package io.modelrelease.doors;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.modelrelease.Chromium;
import io.modelrelease.WholeApplication;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Logout button of Camunda's webapps, which know nothing of our login. */
class LogoutBrowserIT extends WholeApplication {

  @ParameterizedTest
  @CsvSource({"tasklist, approver", "cockpit, operator", "admin, admin"})
  void leadsBackToTheOneLogin(String webapp, String name) {
    try (var chromium = new Chromium()) {
      var page = chromium.browser().newPage();
      page.setViewportSize(1400, 900);
      page.navigate(address().resolve("camunda/app/" + webapp + "/default/").toString());
      page.locator("input[name=username]").fill(name);
      page.locator("input[name=password]").fill(name);
      page.locator("button[type=submit]").click();
      page.locator(".account").first().click();
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", webapp + ".png")));
      page.locator("li.logout a").first().click();
      assertThat(page.locator("input[name=_csrf]")).hasCount(1);
      assertThat(page.locator("h1")).hasText("Model Release");
    }
  }
}
