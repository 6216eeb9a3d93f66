package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import io.modelrelease.release.walk.Walked;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One call that changes Azure. */
class AzureOperationProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("azure-operation");

  private static final Duration OVERDUE = Duration.ofHours(2);

  /** Stands in for the bean {@code azureOperations}. */
  public static final class Settings {
    public String overdueAfter(DelegateExecution execution) {
      return OVERDUE.toString();
    }
  }

  @BeforeEach
  void answers() {
    walk.bean("azureOperations", new Settings());
    begins("accepted");
    reads("succeeded");
  }

  private static void begins(String state) {
    walk.says("beginOperation", Map.of("operationState", state));
  }

  private static void reads(String state) {
    walk.says("readOutcome", Map.of("operationState", state));
  }

  private static Walked start() {
    return walk.start(Map.of("operation", "createCompute", "environment", "dev"));
  }

  @Test
  void isOverAtItsFirstReadWhenTheCallIsShort() {
    assertThat(start())
        .hasPassed("Task_BeginOperation", "Task_ReadOutcome")
        .hasNotPassed("Task_AwaitOperation")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void readsAgainAfterEachMessageAndWaitsOnUntilItIsOver() {
    reads("running");
    var operation = start();
    assertThat(operation).isWaitingAt("Task_AwaitOperation");

    operation.receives("OperationFinished"); // too early, or forged
    assertThat(operation).hasPassedTimes(2, "Task_ReadOutcome").isWaitingAt("Task_AwaitOperation");

    reads("succeeded");
    operation.receives("OperationFinished");
    assertThat(operation)
        .hasPassedTimes(3, "Task_BeginOperation")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void waitsForABusyEndpointAndBeginsAgain() {
    begins("wait");
    var operation = start();
    assertThat(operation).isWaitingAt("Task_AwaitOperation");

    begins("accepted");
    operation.receives("OperationFinished");
    assertThat(operation)
        .hasPassedTimes(2, "Task_BeginOperation")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void triesAnotherRoundByItselfAfterTroubleThatPasses() {
    reads("wait");
    var operation = start();
    assertThat(operation)
        .hasPassed("Flow_OperationOverToAwaitOperation")
        .isWaitingAt("Task_AwaitOperation");

    reads("succeeded");
    operation.receives("OperationFinished");
    assertThat(operation)
        .hasPassedTimes(2, "Task_BeginOperation")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void endsAsAResultWhenAJobsOwnCodeFailed() {
    reads("failed");
    assertThat(start()).isEndedAt("EndEvent_JobFailed");
  }

  @Test
  void asksAnOperatorWhenAzureRejectsAtOnceAndTriesAnotherRound() {
    begins("rejected");
    var operation = start();
    assertThat(operation).hasPassed("Flow_Rejected").isWaitingAt("Task_RepairOperation");
    Assertions.assertThat(operation.task("Task_RepairOperation").getCamundaFormRef().getKey())
        .isEqualTo("repair-operation");

    begins("accepted");
    repairs("retry", operation);
    assertThat(operation)
        .hasPassed("Flow_OperatorDecidedToBeginOperation", "Task_BeginOperation")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void asksAnOperatorWhenAzureRejectsAtTheEnd() {
    reads("rejected");
    var operation = start();
    assertThat(operation).hasPassed("Flow_FailedByAzure").isWaitingAt("Task_RepairOperation");
  }

  @Test
  void asksForTheStopOfTheWholeReleaseInsteadOfRepair() {
    begins("rejected");
    var operation = start();
    repairs("stop", operation);
    assertThat(operation).hasPassed("Task_RequestStop").isWaitingAt("Task_AwaitStop");
  }

  @Test
  void sendsNothingForAReleaseThatIsStopping() {
    begins("stopping");
    var operation = start();
    assertThat(operation)
        .hasPassed("Task_RequestStop")
        .hasNotPassed("Task_ReadOutcome")
        .isWaitingAt("Task_AwaitStop");
    operation.receives("ReleaseStopped");
    assertThat(operation).isEndedAt("EndEvent_OperationStopped");
  }

  @Test
  void asksAnOperatorWhenItTakesTooLongAndWaitsOn() {
    reads("running");
    var operation = start().passes(OVERDUE);
    assertThat(operation).hasPassed("Boundary_OperationOverdue").isWaitingAt("Task_HandleOverdue");

    decides("wait", operation);
    assertThat(operation)
        .hasPassed("Flow_OperatorDecidedToBeginOperation", "Task_ReadOutcome")
        .isWaitingAt("Task_AwaitOperation");
    operation.passes(OVERDUE);
    assertThat(operation).isWaitingAt("Task_HandleOverdue");
  }

  @Test
  void asksAnOperatorWhenAnEndpointStaysBusy() {
    begins("wait");
    var operation = start().passes(OVERDUE);
    assertThat(operation).hasPassed("Boundary_OperationOverdue").isWaitingAt("Task_HandleOverdue");
  }

  @Test
  void withdrawsTheTaskWhenItFinishesAfterAll() {
    reads("running");
    var operation = start().passes(OVERDUE);
    reads("succeeded");
    operation.receives("OperationFinished");
    assertThat(operation)
        .hasPassed("Boundary_FinishedAfterAll", "Task_BeginOperation", "Task_ReadOutcome")
        .isEndedAt("EndEvent_OperationSucceeded");
  }

  @Test
  void repairsWhatIsOverdue() {
    reads("running");
    var operation = start().passes(OVERDUE);
    decides("repair", operation);
    assertThat(operation).isWaitingAt("Task_RepairOperation");
  }

  @Test
  void stopsWhatIsOverdue() {
    reads("running");
    var operation = start().passes(OVERDUE);
    decides("stop", operation);
    assertThat(operation).hasPassed("Flow_Stop").isWaitingAt("Task_AwaitStop");
  }

  private static void repairs(String decision, Walked operation) {
    walk.bean(
        "repairListener",
        (TaskListener) task -> task.getExecution().setVariable("operatorDecision", decision));
    operation.completes("Task_RepairOperation", "operator", Map.of("decision", decision));
  }

  private static void decides(String decision, Walked operation) {
    walk.bean(
        "overdueListener",
        (TaskListener) task -> task.getExecution().setVariable("operatorDecision", decision));
    operation.completes("Task_HandleOverdue", "operator", Map.of("decision", decision));
  }
}
