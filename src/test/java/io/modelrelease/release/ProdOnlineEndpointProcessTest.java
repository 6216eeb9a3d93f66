package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deploy online to production. */
class ProdOnlineEndpointProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("prod-online-endpoint");

  @Test
  void leavesTheShiftToTheReleaseThatCalledIt() {
    assertThat(walk.start())
        .hasPassed(
            "Task_CheckApproval",
            "Call_ReserveOnlineEndpoint",
            "Call_CreateOnlineEndpoint",
            "Call_CreateOnlineDeployment",
            "Task_VerifyOnlineDeployment")
        .hasNotPassed("Call_ShiftOnlineTraffic")
        .isEndedAt("EndEvent_OnlineDeploymentReady");
  }

  @Test
  void shiftsVerifiesBakesAndVerifiesAgainWhenStartedAlone() {
    walk.questions().partOfWhole = false;
    var step = walk.start();
    assertThat(step)
        .hasPassed("Call_ShiftOnlineTraffic", "Task_VerifyOnlineTraffic")
        .isWaitingAt("Event_BakeOver");

    step.passes(Duration.ofMinutes(29));
    assertThat(step).isWaitingAt("Event_BakeOver");

    walk.questions().baked = true;
    step.passes(Duration.ofMinutes(1));
    assertThat(step)
        .hasPassedTimes(2, "Task_VerifyOnlineTraffic")
        .hasPassed(
            "Event_BakeOver",
            "Task_VerifyOnlineTraffic",
            "Call_DeleteOldOnlineDeployments",
            "Task_FreeEndpoints")
        .isEndedAt("EndEvent_OnlineEndpointReleased");
  }

  @Test
  void writesNothingWithoutAnApproval() {
    walk.says("checkApproval", Map.of("approvedForProduction", false));
    assertThat(walk.start())
        .hasNotPassed("Call_ReserveOnlineEndpoint")
        .isEndedAt("EndEvent_NotApproved");
  }

  @Test
  void skipsVisiblyWhatTheModelDoesNotHave() {
    walk.questions().online = false;
    assertThat(walk.start())
        .hasNotPassed("Call_ReserveOnlineEndpoint")
        .isEndedAt("EndEvent_OnlineEndpointSkipped");
  }

  @Test
  void movesNothingWhenTheNewDeploymentAnswersWrong() {
    walk.says("verifyOnlineDeployment", Map.of("deploymentVerified", false));
    assertThat(walk.start())
        .hasNotPassed("Call_ShiftOnlineTraffic", "Call_UndoRelease")
        .isEndedAt("EndEvent_DeploymentFailed");
  }

  @Test
  void undoesItsOwnWorkWhenStartedAlone() {
    walk.questions().partOfWhole = false;
    walk.says("verifyOnlineDeployment", Map.of("deploymentVerified", false));
    assertThat(walk.start())
        .hasPassed("Flow_UndoHere", "Call_UndoRelease")
        .hasNotPassed("Call_ShiftOnlineTraffic")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBackWhenProductionAnswersWrongAfterTheShift() {
    walk.questions().partOfWhole = false;
    walk.says("verifyOnlineTraffic", Map.of("trafficVerified", false));
    assertThat(walk.start())
        .hasPassed(
            "Call_ShiftOnlineTraffic",
            "Task_VerifyOnlineTraffic",
            "Flow_LiveWrong",
            "Call_UndoRelease")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBackWhenItSpoilsDuringTheBake() {
    walk.questions().partOfWhole = false;
    var step = walk.start();
    walk.questions().baked = true;
    walk.says("verifyOnlineTraffic", Map.of("trafficVerified", false));
    step.passes(Duration.ofMinutes(30));
    assertThat(step)
        .hasPassed("Event_BakeOver", "Task_VerifyOnlineTraffic", "Call_UndoRelease")
        .hasNotPassed("Call_DeleteOldOnlineDeployments")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("createOnlineDeployment");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_CreateOnlineDeployment");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_CreateOnlineDeployment", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
