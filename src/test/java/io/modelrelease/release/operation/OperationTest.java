package io.modelrelease.release.operation;

import static io.modelrelease.release.operation.OperationWorld.COMPUTE;
import static io.modelrelease.release.operation.OperationWorld.UNDO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureError;
import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureException.Kind;
import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.release.gate.FreezeTables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is behind {@code azure-operation}: sent once a round, and each answer of Azure told apart.
 */
class OperationTest {
  private static final String QUOTA_WORDS = "8 cores of Standard_DS3_v2 are needed, 6 are free";

  private static OperationWorld world;
  private String release;

  @BeforeAll
  static void open() {
    world = new OperationWorld();
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void reset() {
    world.reset();
    release = world.release();
  }

  private static Begun refuses(Kind kind) {
    throw new AzureException(
        kind,
        400,
        "QuotaExceeded",
        QUOTA_WORDS,
        "PUT /computes/cpu",
        "Free cores, then choose Retry.");
  }

  private OperationRecord record() {
    return world.operations().find(release, "dev", COMPUTE).orElseThrow();
  }

  @Test
  void isSentOnceAndOverAtTheFirstRead() {
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).isEmpty();
    assertThat(world.createCompute().rounds()).containsExactly(1);
    assertThat(record().state()).isEqualTo(OperationRecord.SUCCEEDED);
    assertThat(record().resources()).containsExactly("/resource");
  }

  @Test
  void isNotSentAgainByAStepThatRunsAgain() {
    world.start(release, COMPUTE, "dev");
    world.start(release, COMPUTE, "dev");
    assertThat(world.createCompute().rounds()).containsExactly(1);
  }

  @Test
  void isSentAnewInEachPassWhenItUndoes() {
    world.start(release, UNDO, "dev");
    world.start(release, UNDO, "dev");
    assertThat(world.cancelJobs().rounds()).containsExactly(1, 1);
  }

  @Test
  void writesNothingToProductionWhileThatIsClosed() {
    var now = world.clock().instant();
    closed(now.minusSeconds(60), now.plusSeconds(600));
    try {
      var instance = world.start(release, COMPUTE, "production");
      assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
      assertThat(world.createCompute().rounds()).isEmpty();
      var waiting = world.operations().find(release, "production", COMPUTE).orElseThrow();
      assertThat(waiting.waiting()).isTrue();
      assertThat(waiting.failure().orElseThrow())
          .startsWith("Production is closed until ")
          .endsWith(": a test. It goes on by itself then.");
      assertThat(worthWaking(release)).isFalse();
      world.passes(Duration.ofSeconds(601));
      assertThat(worthWaking(release)).isTrue();
      wakes(instance);
      assertThat(world.createCompute().rounds()).containsExactly(1);

      closed(world.clock().instant(), world.clock().instant().plusSeconds(600));
      world.start(world.release(), COMPUTE, "staging");
      assertThat(world.createCompute().rounds()).as("staging is no production").hasSize(2);
      var live = world.release();
      world.ledger().live(live);
      world.start(live, COMPUTE, "production");
      assertThat(world.createCompute().rounds()).as("half a rollout is ended").hasSize(3);
      var emergency = world.release();
      world.bean(Holds.class).goesThroughFreeze(emergency);
      world.start(emergency, COMPUTE, "production");
      assertThat(world.createCompute().rounds()).as("an admin's").hasSize(4);
      world.start(world.release(), UNDO, "production");
      assertThat(world.cancelJobs().rounds()).as("what undoes").containsExactly(1);
    } finally {
      table(FreezeTables.with());
    }
  }

  @Test
  void whatIsHeldByAFreezeWindowIsNotOverdue() {
    var now = world.clock().instant();
    closed(now.minusSeconds(60), now.plus(Duration.ofDays(3)));
    try {
      var instance = world.start(release, COMPUTE, "production");
      world.passes(Duration.ofHours(2).plusMinutes(10)); // it is looked at late
      assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
      assertThat(worthWaking(release)).as("it looks at the table again").isTrue();
      wakes(instance);
      assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
      assertThat(worthWaking(release)).isFalse();
    } finally {
      table(FreezeTables.with());
    }
  }

  @Test
  void whoWaitsForAnotherReleaseLearnsThatProductionWasClosed() {
    world.createCompute().begins(() -> new Begun.Waiting("Another release is rolling out."));
    world.createCompute().isAvailable(false);
    var instance = world.start(release, COMPUTE, "production");
    assertThat(worthWaking(release)).isFalse();
    var now = world.clock().instant();
    closed(now.minusSeconds(60), now.plus(Duration.ofDays(3)));
    try {
      assertThat(worthWaking(release)).isTrue();
      wakes(instance);
      assertThat(reason()).startsWith("Production is closed until ");
      assertThat(worthWaking(release)).isFalse();
    } finally {
      table(FreezeTables.with());
    }
    world.passes(Duration.ofMinutes(16));
    assertThat(worthWaking(release)).isTrue();
    wakes(instance);
    assertThat(reason()).isEqualTo("Another release is rolling out.");
    assertThat(worthWaking(release)).isFalse();
  }

  private String reason() {
    return world
        .operations()
        .find(release, "production", COMPUTE)
        .orElseThrow()
        .failure()
        .orElse("");
  }

  private static void closed(Instant from, Instant to) {
    table(FreezeTables.with(new String[] {"", from.toString(), to.toString(), "a test"}));
  }

  private static void table(String text) {
    world
        .bean(RepositoryService.class)
        .createDeployment()
        .addString("freeze-windows.dmn", text)
        .deploy();
  }

  private static boolean worthWaking(String release) {
    return world.bean(AzureOperations.class).worthWaking(release, "production", COMPUTE);
  }

  private static void wakes(String instance) {
    var runtime = world.bean(RuntimeService.class);
    var waiting = runtime.createEventSubscriptionQuery().processInstanceId(instance).singleResult();
    runtime.messageEventReceived("OperationFinished", waiting.getExecutionId());
    world.run();
  }

  @Test
  void waitsForTheEndOfALongCall() {
    world.createCompute().reads(() -> Outcome.RUNNING);
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
    assertThat(record().state()).isEqualTo(OperationRecord.BEGUN);
  }

  @Test
  void waitsForABusyEndpointWithoutUsingARetryUp() {
    world.createCompute().begins(() -> refuses(Kind.BUSY));
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
    assertThat(record().waiting()).isTrue();
    assertThat(record().failure()).hasValueSatisfying(why -> assertThat(why).contains(QUOTA_WORDS));
    assertThat(world.bean(ManagementService.class).createJobQuery().withException().count())
        .isZero();
  }

  @Test
  void comesAgainWhenAzureAskedForItWithoutUsingARetryUp() {
    world
        .createCompute()
        .begins(
            () -> {
              throw throttled().busyFor(Duration.ofMinutes(2));
            });
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
    assertThat(record().failure()).hasValueSatisfying(why -> assertThat(why).contains("later"));
    assertThat(world.bean(ManagementService.class).createJobQuery().withException().count())
        .isZero();

    world.createCompute().begins(() -> Begun.accepted("/resource"));
    world.passes(Duration.ofSeconds(119));
    assertThat(worthWaking()).isFalse();
    wake(instance);
    assertThat(world.createCompute().rounds()).as("an early message sends nothing").hasSize(1);
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");

    world.passes(Duration.ofSeconds(1));
    assertThat(worthWaking()).isTrue();
    wake(instance);
    assertThat(world.at(instance)).isEmpty();
    assertThat(world.createCompute().rounds()).as("no person, no round").containsExactly(1, 1);
  }

  @Test
  void waitsForAzureThatWantsToBeReadLater() {
    world
        .createCompute()
        .reads(
            () -> {
              throw throttled().busyFor(Duration.ofMinutes(2));
            });
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
    assertThat(world.bean(ManagementService.class).createJobQuery().withException().count())
        .isZero();
  }

  private static AzureException throttled() {
    return new AzureException(
        Kind.TRANSIENT, 429, "TooManyRequests", "Slow down", "PUT /computes/cpu", "");
  }

  private boolean worthWaking() {
    return world.bean(AzureOperations.class).worthWaking(release, "dev", COMPUTE);
  }

  private void wake(String instance) {
    var runtime = world.bean(RuntimeService.class);
    var waiting = runtime.createEventSubscriptionQuery().processInstanceId(instance).singleResult();
    runtime.messageEventReceived("OperationFinished", waiting.getExecutionId());
    world.run();
  }

  @Test
  void saysForWhomItWaits() {
    world.createCompute().begins(() -> new Begun.Waiting("Waiting for endpoint x."));
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
    assertThat(world.events(release)).anyMatch(event -> event.what().contains("endpoint x"));
  }

  @Test
  void triesATransientFailureAgainByItself() {
    world.createCompute().begins(() -> refuses(Kind.TRANSIENT));
    assertThatThrownBy(() -> world.start(release, COMPUTE, "dev"))
        .isInstanceOf(AzureException.class);
    var job = world.bean(ManagementService.class).createJobQuery().withException().singleResult();
    assertThat(job.getRetries()).as("three pauses, four tries").isEqualTo(3);
    assertThat(job.getDuedate()).as("after a pause").isAfter(world.clock().instant());
    assertThat(world.operations().find(release, "dev", COMPUTE)).isEmpty();

    world.createCompute().begins(() -> Begun.accepted("/resource"));
    world.passes(Duration.ofSeconds(31));
    assertThat(record().state()).isEqualTo(OperationRecord.SUCCEEDED);
    assertThat(record().round()).as("no person, no round").isEqualTo(1);
  }

  @Test
  void showsAnOperatorAzuresWordsAndWhatToDo() throws Exception {
    world.createCompute().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_RepairOperation");
    var shown = shown(instance);
    assertThat(shown.path("what").asText())
        .isEqualTo(
            "Azure refused to create compute of credit-risk version %d in dev."
                .formatted(world.ledger().release(release).modelVersion()));
    assertThat(shown.path("code").asText()).isEqualTo("QuotaExceeded");
    assertThat(shown.path("words").asText()).isEqualTo(QUOTA_WORDS);
    assertThat(shown.path("next").asText()).isEqualTo("Free cores, then choose Retry.");
    assertThat(shown.path("request").asText()).isEqualTo("PUT /computes/cpu");
    assertThat(shown.path("round").asInt()).isEqualTo(1);
  }

  @Test
  void showsTheLastLinesOfAJobThatAzureFailed() throws Exception {
    world
        .createCompute()
        .reads(
            () ->
                new Outcome(
                    Outcome.State.REJECTED,
                    Optional.of(
                        new AzureError(
                            "ServiceError", "node lost", Optional.empty(), List.of("a", "b")))));
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_RepairOperation");
    var shown = shown(instance);
    assertThat(shown.path("what").asText()).contains("took the request", "failed");
    assertThat(shown.path("words").asText()).isEqualTo("node lost");
    assertThat(shown.path("log")).hasSize(2);
  }

  @Test
  void beginsTwoMoreRoundsByItselfWhenANodeIsPreemptedAndThenAsks() {
    world
        .createCompute()
        .reads(
            () ->
                new Outcome(
                    Outcome.State.REJECTED,
                    Optional.of(
                        new AzureError(
                                "UserError",
                                "PreemptionError: Nodes of this job got pre-empted",
                                Optional.empty(),
                                List.of())
                            .ofJob())));
    var instance = world.start(release, COMPUTE, "dev");
    for (var round = 2; round <= 3; round++) {
      assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
      assertThat(record().round()).isEqualTo(round);
      assertThat(record().failure())
          .hasValueSatisfying(why -> assertThat(why).contains("low-priority", "pre-empted"));
      world
          .bean(RuntimeService.class)
          .createMessageCorrelation("OperationFinished")
          .processInstanceId(instance)
          .correlate();
      world.run();
    }
    assertThat(world.at(instance)).containsExactly("Task_RepairOperation");
    assertThat(world.createCompute().rounds()).containsExactly(1, 2, 3);
    assertThat(world.events(release)).anyMatch(event -> event.what().contains("round 2"));
  }

  @Test
  void beginsAnotherRoundWhenAPersonRetries() {
    world.createCompute().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, COMPUTE, "dev");
    world.createCompute().begins(() -> Begun.accepted("/resource"));
    world.completes(instance, "operator", Map.of("decision", "retry", "reason", "quota raised"));
    assertThat(world.at(instance)).isEmpty();
    assertThat(world.createCompute().rounds()).containsExactly(1, 2);
    assertThat(record().round()).isEqualTo(2);
    assertThat(world.events(release))
        .anySatisfy(
            event -> {
              assertThat(event.who()).isEqualTo("operator");
              assertThat(event.what()).isEqualTo("Retry of: create compute: quota raised");
            });
  }

  @Test
  void asksForTheStopOfTheReleaseWhenAPersonGivesUp() {
    world.createCompute().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, COMPUTE, "dev");
    world.completes(instance, "operator", Map.of("decision", "stop", "reason", "no quota"));
    assertThat(world.at(instance)).containsExactly("Task_AwaitStop");
    assertThat(world.ledger().releasesToStop()).contains(release);
    assertThat(world.ledger().release(release).reason())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .startsWith(
                        "Stopped by operator instead of trying again to create compute: no quota."));
  }

  @Test
  void cannotStopAnUndo() {
    world.cancelJobs().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, UNDO, "dev");
    assertThatThrownBy(() -> world.completes(instance, "operator", Map.of("decision", "stop")))
        .isInstanceOf(ProcessEngineException.class)
        .hasMessageContaining("being undone already");
    assertThat(world.at(instance)).containsExactly("Task_RepairOperation");
  }

  @Test
  void sendsNothingForAReleaseThatIsStopping() {
    world.ledger().stopping(release);
    var instance = world.start(release, COMPUTE, "dev");
    assertThat(world.at(instance)).containsExactly("Task_AwaitStop");
    assertThat(world.createCompute().rounds()).isEmpty();
  }

  @Test
  void undoesAReleaseThatIsStopping() {
    world.ledger().stopping(release);
    world.start(release, UNDO, "dev");
    assertThat(world.cancelJobs().rounds()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource({"dev, training-failed", "staging, tests-failed", "production, rollout-failed"})
  void endsAsAResultOfItsEnvironmentWhenAJobsOwnCodeFails(String environment, String cause) {
    world
        .createCompute()
        .reads(
            () ->
                new Outcome(
                    Outcome.State.FAILED,
                    Optional.of(
                        new AzureError(
                            "UserError", "column missing", Optional.empty(), List.of()))));
    var instance = world.start(release, COMPUTE, environment);
    assertThat(endOf(instance)).isEqualTo("EndEvent_JobFailed");
    var ended = world.ledger().release(release);
    assertThat(ended.cause()).hasValue(cause);
    assertThat(ended.reason())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .startsWith("The job's own code failed in " + environment)
                    .contains("create compute", "job resource", "column missing."));
  }

  @Test
  void asksAnOperatorWhenAnOperationIsOverdue() throws Exception {
    world.createCompute().reads(() -> Outcome.RUNNING);
    var instance = world.start(release, COMPUTE, "dev");
    world.passes(Duration.ofHours(2));
    assertThat(world.at(instance)).containsExactly("Task_HandleOverdue");
    assertThat(shown(instance).path("what").asText())
        .isEqualTo("Azure has not finished to create compute in dev.");

    world.completes(instance, "operator", Map.of("decision", "repair"));
    assertThat(world.at(instance)).containsExactly("Task_RepairOperation");
    assertThat(shown(instance).path("what").asText()).contains("did not finish", "in time");

    world.createCompute().reads(() -> Outcome.SUCCEEDED);
    world.completes(instance, "operator", Map.of("decision", "retry"));
    assertThat(world.createCompute().rounds()).containsExactly(1, 2);
    assertThat(record().state()).isEqualTo(OperationRecord.SUCCEEDED);
  }

  @Test
  void saysThatAnEndpointIsBusyWhenItsWaitIsOverdue() throws Exception {
    world.createCompute().begins(() -> refuses(Kind.BUSY));
    var instance = world.start(release, COMPUTE, "dev");
    world.passes(Duration.ofHours(2));
    assertThat(shown(instance).path("what").asText())
        .contains("Waiting to create compute in dev, Azure is at work there");
    world.completes(instance, "operator", Map.of("decision", "wait"));
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
  }

  @Test
  void letsOnlyAPersonDecide() {
    world.createCompute().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, COMPUTE, "dev");
    var tasks = world.bean(TaskService.class);
    var task = world.task(instance).getId();
    assertThatThrownBy(() -> tasks.complete(task, Map.of("decision", "retry")))
        .hasMessageContaining("Nobody is logged in");
    assertThatThrownBy(() -> world.completes(instance, "operator", Map.of()))
        .hasMessageContaining("Set decision to one of [retry, stop]");
    assertThatThrownBy(() -> world.completes(instance, "operator", Map.of("decision", "approve")))
        .hasMessageContaining("it is 'approve'");
  }

  @Test
  void takesNoDecisionFromAProcessVariable() {
    world.createCompute().begins(() -> refuses(Kind.REJECTED));
    var instance = world.start(release, COMPUTE, "dev");
    world.bean(RuntimeService.class).setVariable(instance, "decision", "retry");
    assertThatThrownBy(() -> world.completes(instance, "operator", Map.of()))
        .hasMessageContaining("Set decision");
  }

  @Test
  void failsForAnOperationThatTheProgramDoesNotHave() {
    assertThatThrownBy(() -> world.start(release, "paintEndpoint", "dev"))
        .hasMessageContaining("No operation is called paintEndpoint");
  }

  private static JsonNode shown(String instance) throws Exception {
    var failure =
        world.bean(TaskService.class).getVariable(world.task(instance).getId(), "failure");
    return new ObjectMapper().readTree(failure.toString());
  }

  private static String endOf(String instance) {
    return world
        .bean(HistoryService.class)
        .createHistoricProcessInstanceQuery()
        .processInstanceId(instance)
        .singleResult()
        .getEndActivityId();
  }
}
