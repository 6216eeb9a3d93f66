package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deploy batch to production. */
class ProdBatchEndpointProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("prod-batch-endpoint");

  @Test
  void leavesTheShiftToTheReleaseThatCalledIt() {
    assertThat(walk.start())
        .hasPassed(
            "Task_CheckApproval",
            "Call_ReserveBatchEndpoint",
            "Call_CreateCompute",
            "Call_CreateBatchEndpoint",
            "Call_CreateBatchDeployment",
            "Task_VerifyBatchDeployment")
        .hasNotPassed("Call_ShiftBatchDefault")
        .isEndedAt("EndEvent_BatchDeploymentReady");
  }

  @Test
  void shiftsVerifiesBakesAndVerifiesAgainWhenStartedAlone() {
    walk.questions().partOfWhole = false;
    var step = walk.start();
    assertThat(step)
        .hasPassed("Call_ShiftBatchDefault", "Task_VerifyBatchDefault")
        .isWaitingAt("Event_BakeOver");

    step.passes(Duration.ofMinutes(29));
    assertThat(step).isWaitingAt("Event_BakeOver");

    walk.questions().baked = true;
    step.passes(Duration.ofMinutes(1));
    assertThat(step)
        .hasPassedTimes(2, "Task_VerifyBatchDefault")
        .hasPassed(
            "Event_BakeOver",
            "Task_VerifyBatchDefault",
            "Call_DeleteOldBatchDeployments",
            "Task_FreeEndpoints")
        .isEndedAt("EndEvent_BatchEndpointReleased");
  }

  @Test
  void writesNothingWithoutAnApproval() {
    walk.says("checkApproval", Map.of("approvedForProduction", false));
    assertThat(walk.start())
        .hasNotPassed("Call_ReserveBatchEndpoint")
        .isEndedAt("EndEvent_NotApproved");
  }

  @Test
  void skipsVisiblyWhatTheModelDoesNotHave() {
    walk.questions().batch = false;
    assertThat(walk.start())
        .hasNotPassed("Call_ReserveBatchEndpoint")
        .isEndedAt("EndEvent_BatchEndpointSkipped");
  }

  @Test
  void movesNothingWhenTheNewDeploymentAnswersWrong() {
    walk.says("verifyBatchDeployment", Map.of("deploymentVerified", false));
    assertThat(walk.start())
        .hasNotPassed("Call_ShiftBatchDefault", "Call_UndoRelease")
        .isEndedAt("EndEvent_DeploymentFailed");
  }

  @Test
  void undoesItsOwnWorkWhenStartedAlone() {
    walk.questions().partOfWhole = false;
    walk.says("verifyBatchDeployment", Map.of("deploymentVerified", false));
    assertThat(walk.start())
        .hasPassed("Flow_UndoHere", "Call_UndoRelease")
        .hasNotPassed("Call_ShiftBatchDefault")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBackWhenProductionAnswersWrongAfterTheShift() {
    walk.questions().partOfWhole = false;
    walk.says("verifyBatchDefault", Map.of("defaultVerified", false));
    assertThat(walk.start())
        .hasPassed(
            "Call_ShiftBatchDefault",
            "Task_VerifyBatchDefault",
            "Flow_LiveWrong",
            "Call_UndoRelease")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBackWhenItSpoilsDuringTheBake() {
    walk.questions().partOfWhole = false;
    var step = walk.start();
    walk.questions().baked = true;
    walk.says("verifyBatchDefault", Map.of("defaultVerified", false));
    step.passes(Duration.ofMinutes(30));
    assertThat(step)
        .hasPassed("Event_BakeOver", "Task_VerifyBatchDefault", "Call_UndoRelease")
        .hasNotPassed("Call_DeleteOldBatchDeployments")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void failsWhenTheNewDeploymentCannotScore() {
    walk.fails("invokeBatchEndpoint", "JobFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_ScoringJobFailed")
        .hasNotPassed("Task_VerifyBatchDeployment", "Call_ShiftBatchDefault")
        .isEndedAt("EndEvent_DeploymentFailed");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("createBatchDeployment");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_CreateBatchDeployment");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_CreateBatchDeployment", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
