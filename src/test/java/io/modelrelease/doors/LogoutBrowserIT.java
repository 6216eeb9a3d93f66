package io.modelrelease.doors;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.modelrelease.WholeApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Logout button of Camunda's webapps, which know nothing of our login. */
class LogoutBrowserIT extends WholeApplication {

  @ParameterizedTest
  @CsvSource({"tasklist, approver", "cockpit, operator", "admin, admin"})
  void leadsBackToTheOneLogin(String webapp, String name) {
    try (var playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setArgs(List.of("--no-sandbox", "--no-first-run")))) {
      var page = browser.newPage();
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

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("No chromium: install the package chromium and run again."));
  }
}
