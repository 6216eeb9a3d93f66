package io.modelrelease.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.doors.Visitor;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Projects;
import io.modelrelease.ledger.Turns;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.door.AdmissionSettings;
import io.modelrelease.release.door.AdmissionSettings.Policy;
import io.modelrelease.release.door.NewerCommit;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.security.EngineDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/** A newer commit of a model while an older release of it is under way. */
class NewerCommitTest extends QueueingApplication {
  @Autowired private Ledger ledger;
  @Autowired private Versions versions;
  @Autowired private Projects projects;
  @Autowired private Evidence evidence;
  @Autowired private VersionNumbers numbers;
  @Autowired private Turns turns;
  @Autowired private Holds holds;
  @Autowired private FreezeWindows windows;
  @Autowired private RuntimeService runtime;
  @Autowired private ManagementService management;
  @Autowired private HistoryService history;
  @Autowired private EngineDoor door;
  @Autowired private TransactionTemplate transaction;
  @Autowired private StartProjects startProjects;
  @Autowired private Clock clock;
  @Autowired private ApplicationEventPublisher events;

  @BeforeEach
  void jobsDoNotEnd() {
    azureIsStuck();
  }

  @AfterEach
  void stop() {
    stopAll();
  }

  /** As after a restart with another setting. */
  private ReleaseStart with(Policy policy) {
    return new ReleaseStart(
        ledger,
        versions,
        projects,
        evidence,
        numbers,
        turns,
        holds,
        new NewerCommit(
            new AdmissionSettings(policy, Duration.ofMinutes(15)), turns, ledger, evidence),
        windows,
        runtime,
        door,
        transaction,
        startProjects,
        clock,
        events);
  }

  private static StartRequest request(String commit, int attempt) {
    return new StartRequest(
        MODEL,
        Optional.of(commit),
        Optional.empty(),
        "scientist",
        "scientist",
        StartRequest.WHOLE_RELEASE,
        attempt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "scientist",
        false);
  }

  private String waits(String release) {
    await().until(() -> show(release).path("step").asText().equals("Task_AwaitTurn"));
    return show(release).path("reason").asText();
  }

  private void begins(String release) {
    await("begin of " + release)
        .atMost(Duration.ofSeconds(30))
        .until(() -> done(release, "Task_CheckPreFlight"));
  }

  private void delete(String release) {
    assertThat(
            Visitor.withBasic(address(), "operator").delete("api/releases/" + release).statusCode())
        .isEqualTo(202);
  }

  private JsonNode ended(String release) {
    await("end of " + release)
        .atMost(Duration.ofSeconds(30))
        .until(() -> !show(release).path("endedAt").isNull());
    return show(release);
  }

  @Test
  void queuesInTheOrderOfTheStarts() {
    var first = started(newCommit());
    begins(first);
    var second = started(newCommit());
    var third = started(newCommit());
    var fourth = started(newCommit());
    assertThat(waits(second))
        .isEqualTo(
            "Waits for release %s, which was started earlier and is not over. It begins by itself then."
                .formatted(first));
    assertThat(waits(third))
        .startsWith("Waits for releases %s, %s, which".formatted(first, second));
    assertThat(show(second).path("state").asText()).isEqualTo("running");
    assertThat(management.createJobQuery().processInstanceId(root(second)).count())
        .as("jobs behind one that waits")
        .isZero();

    waits(fourth);
    delete(fourth); // while it waits
    assertThat(ended(fourth).path("state").asText()).isEqualTo("stopped");

    delete(first);
    begins(second);
    assertThat(waits(third)).startsWith("Waits for release %s, which".formatted(second));
    assertThat(show(second).path("reason").asText()).isEmpty();

    var admin = Visitor.loggedIn(address(), "admin");
    assertThat(admin.engine("DELETE", "process-instance/" + root(second), "").statusCode())
        .isEqualTo(204);
    begins(third);
    assertThat(ended(second).path("state").asText()).isEqualTo("stopped");
    assertThat(dossier(second).path("events").toString())
        .contains("\"admin\",\"what\":\"Deleted its process instance.\"");
  }

  @Test
  void whoWaitsKeepsItsTurnWhateverIsSetLater() {
    var first = started(newCommit());
    var second = started(newCommit());
    waits(second);
    var third = remember(with(Policy.TOGETHER).start(request(newCommit(), 1)).releaseId());
    begins(third);
    assertThat(waits(second)).contains(first).doesNotContain(third);
  }

  @Test
  void refusesAndKeepsNothing() {
    var commit = newCommit();
    var first = started(commit);
    var refusing = with(Policy.REFUSE);
    var before = ledger.newest(Optional.of(MODEL)).size();
    assertThatThrownBy(() -> refusing.start(request(newCommit(), 1)))
        .isInstanceOfSatisfying(
            StartRefusedException.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(StartRefusedException.Reason.CONFLICT);
              assertThat(refused.field()).isEqualTo("commit");
              assertThat(refused.getMessage())
                  .startsWith("Release %s of credit-risk (commit %s".formatted(first, commit))
                  .contains("DELETE /api/releases/" + first);
            });
    assertThatThrownBy(() -> refusing.start(request(commit, 2)))
        .as("a higher attempt is a newer start")
        .isInstanceOf(StartRefusedException.class);
    assertThat(ledger.newest(Optional.of(MODEL))).hasSize(before);
    assertThat(refusing.start(request(commit, 1)))
        .as("the same once more")
        .isEqualTo(new ReleaseStart.Result(first, false, List.of()));
  }

  @Test
  void stopsOlderOnesThatHaveNotComeToProduction() {
    var commit = newCommit();
    var training = started(commit);
    begins(training);
    var waiting = started(newCommit());
    waits(waiting);
    var superseding = with(Policy.SUPERSEDE);
    var newer = superseding.start(request(newCommit(), 1));
    remember(newer.releaseId());
    assertThat(newer.superseded()).containsExactly(training, waiting);
    begins(newer.releaseId());
    for (var older : newer.superseded()) {
      var view = ended(older);
      assertThat(view.path("state").asText()).isEqualTo("stopped");
      assertThat(view.path("reason").asText())
          .startsWith("Superseded by " + newer.releaseId())
          .contains("started by scientist");
      assertThat(dossier(older).path("events").toString())
          .contains("\"scientist\",\"what\":\"Superseded by " + newer.releaseId());
      assertThat(actions(older)).contains("scientist SetVariable");
      assertThat(stopAskedBy(older)).isEqualTo("scientist");
    }
    assertThat(superseding.start(request(commit, 1)))
        .as("a repeat of the older one")
        .isEqualTo(new ReleaseStart.Result(training, false, List.of()));
    assertThat(ledger.isStopping(newer.releaseId())).isFalse();

    turns.entersProduction(newer.releaseId());
    var last = superseding.start(request(commit, 2));
    remember(last.releaseId());
    assertThat(last.superseded()).isEmpty();
    assertThat(waits(last.releaseId())).contains(newer.releaseId());
    assertThat(ledger.isStopping(newer.releaseId())).isFalse();
    var newest = superseding.start(request(newCommit(), 1));
    remember(newest.releaseId());
    assertThat(newest.superseded())
        .as("the one that waits, not the one in production")
        .containsExactly(last.releaseId());
    assertThat(waits(newest.releaseId())).contains(newer.releaseId());
  }

  /** What the engine's log says of who did what. */
  private List<String> actions(String release) {
    return history.createUserOperationLogQuery().processInstanceId(root(release)).list().stream()
        .map(entry -> entry.getUserId() + " " + entry.getOperationType())
        .toList();
  }

  private Object stopAskedBy(String release) {
    return history
        .createHistoricVariableInstanceQuery()
        .processInstanceId(root(release))
        .variableName(Variables.STOP_ASKED_BY.name())
        .singleResult()
        .getValue();
  }

  @Test
  void everythingThatPeopleDoStandsInLogAndLedgerUnderTheirName() {
    var release = started(newCommit());
    begins(release);
    var operator = Visitor.loggedIn(address(), "operator");
    var suspended = "process-instance/" + root(release) + "/suspended";
    for (var value : List.of("true", "false")) {
      assertThat(operator.engine("PUT", suspended, "{\"suspended\": " + value + "}").statusCode())
          .isEqualTo(204);
    }
    delete(release);
    ended(release);
    assertThat(actions(release))
        .contains(
            "scientist Create", "operator Suspend", "operator Activate", "operator SetVariable");
    assertThat(stopAskedBy(release)).isEqualTo("operator");
    assertThat(dossier(release).path("events").toString())
        .contains("\"scientist\",\"what\":\"Asked for model-release")
        .contains("\"operator\",\"what\":\"Suspended its process instance.\"")
        .contains("\"operator\",\"what\":\"Activated its process instance.\"")
        .contains("\"operator\",\"what\":\"Asked to stop\"");
  }
}
