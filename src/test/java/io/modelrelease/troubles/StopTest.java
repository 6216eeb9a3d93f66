package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.ledger.Calls;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Stop and undo, met at the worst moments. */
@Tag("faults")
class StopTest extends Troubles {
  @Autowired private Calls calls;

  @BeforeEach
  void served() {
    serveTwoVersions();
  }

  private void isOnTheWay(String release) {
    passes("a call of " + release, () -> calls.onTheWay(release, Duration.ofMinutes(1)));
  }

  private void isAsBefore() {
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    assertThat(azure.batchDefault(batch())).isEqualTo("v002");
    assertThat(azure.deployments("mlw-production", online())).containsExactly("v001", "v002");
  }

  private String events(String release) {
    return String.join("\n", dossier(release).path("events").findValuesAsText("what"));
  }

  @Test
  void putsBackWhatAPutChangesThatLandsAfterTheFirstPass() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "before": true, "seconds": 4}"""
            .formatted(online()));
    var release = step("prod-online-endpoint", SERVED, 1);
    isOnTheWay(release);
    stop(release);
    assertThat(state(release)).isEqualTo("stopping");
    passes("the first pass", () -> done(release, "Task_CheckUndone") >= 1);
    assertThat(azure.traffic(online())).as("before the PUT lands").isEqualTo("{v002=100}");
    assertThat(state(release)).isEqualTo("stopping");

    ended(release, "stopped");
    isAsBefore();
    var puts = azure.requests("PUT", "mlw-production" + online());
    assertThat(puts.get(puts.size() - 2).at("/body/properties/traffic").toString())
        .as("it landed")
        .isEqualTo("{\"v001\":100}");
    assertThat(puts.get(puts.size() - 1).at("/body/properties/traffic").toString())
        .isEqualTo("{\"v002\":100}");
    assertThat(events(release)).contains("Put back online endpoint");
    FailurePage.shows("Stopped by somebody", "release, dossier", reason(release));
  }

  @Test
  void putsBackWhatAStepWroteThatNeverCameToWriteItDown() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "reset-after", "times": 9}"""
            .formatted(online()));
    var release = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    azure.noFaults();
    stop(release);
    ended(release, "stopped");
    isAsBefore();
    assertThat(dossier(release).path("operations").findValuesAsText("operation"))
        .doesNotContain("shiftOnlineTraffic");
  }

  @Test
  void deletesWhatAPutCreatesThatLandsAfterTheFirstPass() {
    var release = release(Project.named(SERVED).replacing("seed: 7", "seed: 13"));
    var version = show(release).path("modelVersion").asInt();
    var waiting = task(release);
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s/deployments/", "fault": "delay", "before": true, "seconds": 5}"""
            .formatted(online()));
    assertThat(complete("approver", waiting, "approve", "").statusCode()).isEqualTo(204);
    passes(
        "the PUT of the deployment",
        () ->
            runtime
                    .createProcessInstanceQuery()
                    .processInstanceBusinessKey(release)
                    .variableValueEquals("operation", "createOnlineDeployment")
                    .variableValueEquals("environment", "production")
                    .count()
                > 0);
    isOnTheWay(release);
    stop(release);
    passes("the first pass", () -> done(release, "Task_CheckUndone") >= 1);
    assertThat(state(release)).isEqualTo("stopping");

    ended(release, "stopped");
    isAsBefore();
    assertThat(azure.deployments("mlw-production", batch())).containsExactly("v001", "v002");
    assertThat(azure.requests("PUT", online() + "/deployments/v%03d".formatted(version)))
        .as("it landed")
        .isNotEmpty();
    var staging = azure.endpoints("mlw-staging", "online", SERVED).get(0);
    assertThat(azure.deployments("mlw-staging", staging)).isEmpty();
    var next = step("prod-online-endpoint", SERVED, 2);
    ended(next, "completed"); // the lock is free again
  }

  @Test
  void leavesAnEndpointThatSomebodyElseHasChangedSince() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "seconds": 4}"""
            .formatted(online()));
    var release = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    azure.noFaults();
    setTraffic("{\"v001\": 40, \"v002\": 60}");
    stop(release);
    ended(release, "stopped");

    assertThat(azure.traffic(online())).isEqualTo("{v001=40, v002=60}");
    assertThat(events(release))
        .containsOnlyOnce("Left online endpoint")
        .contains("it shows {\"v001\":40,\"v002\":60}, which this release did not write");
    FailurePage.shows(
        "Undo finds an endpoint that somebody else has changed",
        "dossier",
        dossier(release).path("events").findValuesAsText("what").stream()
            .filter(what -> what.startsWith("Left"))
            .findFirst()
            .orElseThrow());
    setTraffic("{\"v002\": 100}");
    isAsBefore();
  }

  private void setTraffic(String traffic) {
    var shown = (ObjectNode) azure.get("mlw-production", online());
    ((ObjectNode) shown.path("properties")).set("traffic", EmulatorSeen.parse(traffic));
    JsonNode answer = azure.put("mlw-production", online(), shown);
    assertThat(answer.path("error").isMissingNode()).as("%s", answer).isTrue();
  }

  @Test
  void putsBackARolloutWhoseLiveAnswersAreWrong() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "seconds": 3}"""
            .formatted(online()));
    var release = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    azure.fault(
        """
        {"method": "POST", "path": "/score$", "fault": "body", "body": [0.5], "times": 500}""");
    var view = ended(release, "failed");
    isAsBefore();
    assertThat(view.path("step").asText()).isEqualTo("EndEvent_RolloutUndone");
    FailurePage.shows(
        "Production answers wrong after the shift", "release, dossier", reason(release));
  }

  @Test
  void cancelsTheJobOfATrainingThatIsStopped() {
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("canceled"));
    passes("the job", () -> !azure.get("mlw-dev", "/jobs/" + release + "-train-1").has("error"));
    stop(release);
    ended(release, "stopped");
    assertThat(
            azure.get("mlw-dev", "/jobs/" + release + "-train-1").at("/properties/status").asText())
        .startsWith("Cancel");
    assertThat(azure.requests("POST", release + "-train-1/cancel")).hasSize(1);
    assertThat(events(release)).contains("Cancelled job " + release + "-train-1");

    assertThat(pipeline().delete("api/releases/" + release).statusCode()).isEqualTo(200);
    assertThat(state(release)).as("stopped once more").isEqualTo("stopped");
  }

  @Test
  void sendsNothingMoreOnceItIsStopping() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "delay", "before": true, "seconds": 2}""");
    var release = train(Project.named("stopped-early"));
    passes(
        "the compute",
        () ->
            calls.onTheWay(release, Duration.ofMinutes(1))
                && done(release, "Task_ReadOutcome") >= 2);
    stop(release);
    ended(release, "stopped");
    assertThat(azure.requests("PUT", "/jobs/" + release)).isEmpty();
  }
}
