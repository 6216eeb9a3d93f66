package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.WholeApplication;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The releases as pages, for people without Cockpit and Tasklist. */
class ReleasePagesTest extends WholeApplication {
  private static final String COMMIT = "5e1ea5e5".repeat(5);

  @Test
  void listsReleasesAndShowsEachWithItsDossier() {
    var admin = Visitor.withBasic(address(), "admin");
    var started =
        admin.post(
            "api/releases", "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted(COMMIT));
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    var id = Visitor.json(started).path("id").asText();

    var scientist = Visitor.loggedIn(address(), "scientist");
    assertThat(scientist.page("releases").body())
        .contains("href=\"/releases/" + id + "\"", "scientist", "Log out");

    assertThat(admin.delete("api/releases/" + id).statusCode()).isEqualTo(202);
    await("its end")
        .atMost(Duration.ofSeconds(60))
        .until(() -> scientist.page("releases/" + id).body().contains("Stopped by admin"));
    var page = scientist.page("releases/" + id);
    assertThat(page.body()).contains("credit-risk version", "requested by", COMMIT);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'");
  }

  @Test
  void showsTheReleasesOfOneModelOrState() {
    var started =
        Visitor.withBasic(address(), "scientist")
            .post(
                "api/releases",
                "{\"model\": \"concrete-strength\", \"commit\": \"%s\"}"
                    .formatted("f117e4".repeat(6) + "f117"));
    assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
    var id = Visitor.json(started).path("id").asText();
    var link = "href=\"/releases/" + id + "\"";
    var scientist = Visitor.loggedIn(address(), "scientist");
    assertThat(scientist.page("releases?model=concrete-strength").body())
        .contains(link, "value=\"concrete-strength\"")
        .doesNotContain("href=\"/releases/credit-risk");
    assertThat(scientist.page("releases?model=credit-risk").body()).doesNotContain(link);
    assertThat(scientist.page("releases?state=completed").body())
        .doesNotContain(link)
        .contains("<option value=\"completed\" selected=\"selected\">completed</option>");
    assertThat(scientist.page("releases?model=%00%3Cscript%3E&state=lost&page=x").body())
        .contains("No release is like that")
        .doesNotContain("<script>");
    Visitor.withBasic(address(), "operator").delete("api/releases/" + id);
  }

  @Test
  void tellsInAPageWhatIsNoPage() {
    var scientist = Visitor.loggedIn(address(), "scientist");
    var nothing = scientist.page("releases/some/thing");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(nothing.body()).contains("<h1>Not Found</h1>", "There is no such page");
  }

  @Test
  void saysThatThereIsNoSuchRelease() {
    var page = Visitor.loggedIn(address(), "approver").page("releases/none");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.body()).contains("There is no such page");
  }

  @Test
  void leadsToTheLoginAndBack() {
    var visitor = Visitor.anonymous(address());
    assertThat(visitor.page("releases/some").statusCode()).isEqualTo(302);
    assertThat(visitor.login("scientist", "scientist").headers().firstValue("Location").orElse(""))
        .endsWith("/releases/some");
  }
}
