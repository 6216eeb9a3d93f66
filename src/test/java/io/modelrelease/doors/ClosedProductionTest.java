package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.release.QueueingApplication;
import io.modelrelease.release.gate.FreezeTables;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A freeze window at the door: an admin's table, and who comes in while it lasts. */
class ClosedProductionTest extends QueueingApplication {
  @Autowired private HistoryService history;

  private final OffsetDateTime now =
      OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
  private final String end = now.plusHours(3).toString();
  private int keys;

  @BeforeEach
  void jobsDoNotEnd() {
    azureIsStuck();
  }

  @AfterEach
  void open() {
    deploy(FreezeTables.with());
    stopAll();
  }

  private void deploy(String table) {
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"freeze-windows.dmn\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(table);
    var answer =
        Visitor.loggedIn(address(), "admin")
            .engineUpload("deployment/create", "b", body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> step(Visitor who, int version, String key) {
    return who.post(
        "api/releases",
        "{\"model\": \"%s\", \"process\": \"prod-online-endpoint\", \"modelVersion\": %d}"
            .formatted(MODEL, version),
        "Idempotency-Key",
        key);
  }

  private String key() {
    return "closed-" + now + ++keys;
  }

  @Test
  void takesNoStepToProductionButAnAdminsAndWholeReleases() {
    var trained = started(newCommit());
    var version = show(trained).path("modelVersion").asInt();
    var operator = Visitor.withBasic(address(), "operator");
    var before = key();
    var early = step(operator, version, before);
    assertThat(early.statusCode()).isEqualTo(202);

    deploy(
        FreezeTables.with(
            new String[] {MODEL, now.minusHours(1).toString(), end, "quarterly accounts"}));
    assertThat(
            history
                .createUserOperationLogQuery()
                .operationType(UserOperationLogEntry.OPERATION_TYPE_CREATE)
                .entityType("Deployment")
                .userId("admin")
                .count())
        .isPositive();
    var refused = step(operator, version, key());
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(Visitor.json(refused).path("field").asText()).isEqualTo("process");
    assertThat(Visitor.json(refused).path("detail").asText())
        .startsWith("Production is closed until ")
        .contains(end.substring(0, 13), "quarterly accounts", "an admin starts it at once");
    assertThat(step(operator, version, before).statusCode())
        .as("the same as before the window")
        .isEqualTo(200);
    remember(started(newCommit())); // a whole release is taken

    var emergency = step(Visitor.withBasic(address(), "admin"), version, key());
    assertThat(emergency.statusCode()).isEqualTo(202);
    var id = Visitor.json(emergency).path("id").asText();
    assertThat(dossier(id).path("events").toString())
        .contains("quarterly accounts. Started all the same by admin, who is admin.");
    await().until(() -> show(id).path("step").asText().equals("EndEvent_NotApproved"));

    deploy(
        FreezeTables.with(
            new String[] {"", "2026-13-01T00:00:00Z", "2027-01-01T00:00:00Z", "mistyped"}));
    var broken = step(operator, version, key());
    assertThat(broken.statusCode()).isEqualTo(409);
    assertThat(Visitor.json(broken).path("detail").asText())
        .contains("the table freeze-windows (version ", "2026-13-01T00:00:00Z");
  }
}
