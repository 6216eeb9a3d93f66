package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.doors.Visitor;
import io.modelrelease.release.gate.FreezeTables;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Production is closed to a model while releases of it are on their way. */
@Tag("apart")
class FreezeWindowTest extends Troubles {
  private static final String WAITS = "Event_NextLookDue";
  private static int seeds = 100;

  @BeforeEach
  void served() {
    serveTwoVersions();
  }

  @AfterEach
  void open() {
    deployTable("freeze-windows", FreezeTables.with());
  }

  private void close() {
    var now = OffsetDateTime.now(ZoneOffset.UTC);
    deployTable(
        "freeze-windows",
        FreezeTables.with(
            new String[] {
              SERVED, now.minusHours(1).toString(), now.plusDays(14).toString(), "holidays"
            }));
  }

  private String release() {
    return release(Project.named(SERVED).replacing("seed: 7", "seed: " + ++seeds));
  }

  private JsonNode waits(String release) {
    decides("approver", release, "approve", "");
    return shows(release, view -> view.path("step").asText().equals(WAITS));
  }

  private void isLive(String release) {
    passes("the shift", () -> dossier(release).at("/end").has("liveAt"));
  }

  private JsonNode check() {
    return Visitor.json(pipeline().post("api/checks", "{\"model\": \"%s\"}".formatted(SERVED)));
  }

  @Test
  void aReleaseWaitsBeforeProductionUntilTheTableIsLifted() {
    var before = azure.traffic(online());
    close();
    var release = release();
    var view = waits(release);
    assertThat(view.path("state").asText()).isEqualTo("running");
    assertThat(view.path("reason").asText())
        .startsWith("Production is closed until ")
        .endsWith(": holidays. It goes on by itself then.");
    assertThat(person("scientist").get("releases?model=" + SERVED).body())
        .contains("next look due: Production is closed until ");
    assertThat(azure.traffic(online())).isEqualTo(before);
    fires(release, WAITS);
    passes("another look", () -> done(release, "Task_CheckFreeze") >= 2);
    assertThat(shows(release, shown -> shown.path("step").asText().equals(WAITS)).path("tasks"))
        .as("nobody is asked")
        .isEmpty();

    open();
    fires(release, WAITS);
    ended(release, "completed");
    assertThat(dossier(release).path("events").findValuesAsText("what"))
        .containsOnlyOnce("Production is open.")
        .filteredOn(what -> what.startsWith("Production is closed until "))
        .hasSize(1);
  }

  @Test
  void whatWaitsCanBeStopped() {
    var before = azure.traffic(online());
    close();
    var release = release();
    waits(release);
    stop(release);
    ended(release, "stopped");
    assertThat(azure.traffic(online())).isEqualTo(before);
  }

  @Test
  void aRolloutThatIsLiveGoesOn() {
    var release = release();
    decides("approver", release, "approve", "");
    isLive(release);
    close();
    ended(release, "completed");
    assertThat(dossier(release).path("events").toString()).doesNotContain("Production is closed");
  }

  @Test
  void aRolloutThatIsLiveIsPutBackWhileProductionIsClosed() {
    var before = azure.traffic(online());
    var release = release();
    decides("approver", release, "approve", "");
    isLive(release);
    close();
    stop(release);
    ended(release, "stopped");
    assertThat(azure.traffic(online())).isEqualTo(before);
  }

  @Test
  void aCheckWarns() {
    assertThat(check().path("findings").findValuesAsText("where")).doesNotContain("freeze-windows");
    close();
    var check = check();
    assertThat(check.path("findings"))
        .anySatisfy(
            finding -> {
              assertThat(finding.path("severity").asText()).isEqualTo("warn");
              assertThat(finding.path("where").asText()).isEqualTo("freeze-windows");
              assertThat(finding.path("what").asText())
                  .startsWith("Production is closed until ")
                  .endsWith(": holidays.");
              assertThat(finding.path("next").asText()).contains("when that is open");
            });
  }
}
