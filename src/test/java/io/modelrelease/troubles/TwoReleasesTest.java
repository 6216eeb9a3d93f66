package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.doors.Visitor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two releases at once, and two people at once. */
@Tag("faults")
class TwoReleasesTest extends Troubles {

  @BeforeEach
  void served() {
    serveTwoVersions();
  }

  @Test
  void waitsVisiblyForTheReleaseThatRollsOutAtTheSameEndpoint() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "seconds": 3}"""
            .formatted(online()));
    var first = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    var second = step("prod-online-endpoint", SERVED, 2);
    var waiting =
        shows(second, view -> view.path("reason").asText().startsWith("Waiting for endpoint"));
    assertThat(waiting.path("state").asText()).isEqualTo("running");
    assertThat(waiting.path("step").asText()).isEqualTo("Call_ReserveOnlineEndpoint");
    assertThat(waiting.path("reason").asText())
        .isEqualTo(
            "Waiting for endpoint %s: release %s is rolling out there. It goes on by itself when that has ended."
                .formatted(online().substring("/onlineEndpoints/".length()), first));
    assertThat(dossier(second).path("operations").findValuesAsText("waitsFor"))
        .containsExactly(waiting.path("reason").asText());
    FailurePage.shows(
        "Another release of the model is rolling out",
        "release, dossier",
        waiting.path("reason").asText());

    ended(first, "completed");
    ended(second, "completed");
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    assertThat(dossier(second).path("events").findValuesAsText("what"))
        .containsOnlyOnce(waiting.path("reason").asText());
  }

  @Test
  void aReleaseThatWaitsForAnotherIsStoppedWithoutTouchingThat() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "seconds": 3}"""
            .formatted(online()));
    var first = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    var second = step("prod-online-endpoint", SERVED, 2);
    shows(second, view -> view.path("reason").asText().startsWith("Waiting for endpoint"));
    stop(second);
    ended(second, "stopped");
    ended(first, "completed");
    assertThat(azure.traffic(online())).isEqualTo("{v001=100}");
    ended(step("prod-online-endpoint", SERVED, 2), "completed");
  }

  @Test
  void oneFailsAndTheOtherIsUntouched() {
    var good = train(Project.named("untouched"));
    var bad = train(Project.named("failing").replacing("--label class", "--label nothing"));
    ended(bad, "failed");
    ended(good, "completed");
    assertThat(dossier(good).path("operations").findValuesAsText("state"))
        .containsOnly("succeeded");
  }

  @Test
  void asksTwoPeopleWhenTheChampionCannotScoreTheNewRows() {
    var release =
        release(
            Project.named(SERVED)
                .withOneColumnLess()
                .replacing("\"foreign_worker\"", "\"own_telephone\""));
    shows(release, view -> view.path("tasks").size() == 2);
    var dossier = dossier(release);
    assertThat(dossier.at("/candidate/comparison").asText()).isEqualTo("impossible");
    assertThat(dossier.at("/candidate/approvalsNeeded").asInt()).isEqualTo(2);
    var told =
        dossier.path("events").findValuesAsText("what").stream()
            .filter(what -> what.startsWith("The champion cannot score"))
            .findFirst()
            .orElseThrow();
    FailurePage.shows("The champion cannot score the new rows", "dossier; approval form", told);
    var tasks = show(release).path("tasks").findValuesAsText("id");

    assertThat(complete("approver", tasks.get(0), "approve", "").statusCode()).isEqualTo(204);
    assertThat(state(release)).isEqualTo("waiting-for-people");
    var twice = complete("approver", tasks.get(1), "approve", "");
    assertThat(twice.statusCode()).isEqualTo(403);
    FailurePage.shows(
        "Somebody approves twice", "Tasklist", Visitor.json(twice).path("message").asText());
    assertThat(
            complete("approver2", tasks.get(1), "reject", "not without a comparison").statusCode())
        .isEqualTo(204);
    var view = ended(release, "refused");
    assertThat(view.path("reason").asText())
        .startsWith("Rejected by approver2: not without a comparison.");
    assertThat(view.path("step").asText()).isEqualTo("EndEvent_ReleaseRejected");
    FailurePage.shows("A person says no", "release, dossier", view.path("reason").asText());
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    var staging = azure.endpoints("mlw-staging", "online", SERVED).get(0);
    assertThat(azure.deployments("mlw-staging", staging)).isEmpty();
  }

  @Test
  void escalatesAnApprovalThatIsOverdueAndTakesBothEndpointsOfTwoWholeReleasesInTurn() {
    var first = release(Project.named("in-turn"));
    var second = release(Project.named("in-turn").replacing("seed: 7", "seed: 17"));
    var task = task(first);
    fires(first, "Boundary_ApprovalOverdue");
    passes(
        "the escalation",
        () ->
            Visitor.json(person("approver").engine("GET", "task/" + task, ""))
                    .path("priority")
                    .asInt()
                == 100);
    var told =
        dossier(first).path("events").findValuesAsText("what").stream()
            .filter(what -> what.contains("overdue"))
            .findFirst()
            .orElseThrow();
    FailurePage.shows("Nobody decides in time", "Tasklist (top of the list); dossier", told);

    var other = task(second);
    assertThat(complete("approver", task, "approve", "").statusCode()).isEqualTo(204);
    assertThat(complete("approver2", other, "approve", "").statusCode()).isEqualTo(204);
    ended(first, "completed");
    ended(second, "completed");
    var endpoint = azure.endpoints("mlw-production", "online", "in-turn").get(0);
    var batch = azure.endpoints("mlw-production", "batch", "in-turn").get(0);
    assertThat(azure.traffic(endpoint)).isIn("{v001=100}", "{v002=100}");
    assertThat(azure.traffic(endpoint)).contains(azure.batchDefault(batch));
    assertThat(List.of(dossier(first), dossier(second)))
        .allSatisfy(
            dossier -> assertThat(dossier.at("/end/outcome").asText()).isEqualTo("completed"));
  }
}
