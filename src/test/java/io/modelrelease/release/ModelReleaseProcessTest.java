package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import io.modelrelease.release.walk.Walked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The whole way of a release. */
class ModelReleaseProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("model-release");

  private static final Map<String, Object> NO = Map.of();

  @Test
  void takesACandidateFromACommitToProduction() {
    var release = walk.start();
    assertThat(release)
        .hasPassed(
            "Task_CheckPreFlight",
            "Call_DevModelTraining",
            "Task_ReadQualityRequirements",
            "Task_AssessQuality",
            "Call_StageRegisterInStaging",
            "Gateway_StagingFork",
            "Gateway_StagingJoin",
            "Call_StageModelTesting",
            "Task_ReadStagingRequirements",
            "Task_AssessStaging",
            "Task_RouteApproval",
            "Task_PrepareApproval")
        .hasPassed("Call_StageOnlineEndpoint", "Gateway_StagingJoin")
        .hasPassed("Call_StageBatchEndpoint", "Gateway_StagingJoin")
        .isWaitingAt("Task_ApproveProduction");

    release.completes("Task_ApproveProduction", "approver", Map.of("decision", "approve"));
    assertThat(release)
        .hasPassed(
            "Call_ProdRegisterInProduction",
            "Gateway_ProductionFork",
            "Gateway_ProductionJoin",
            "Task_CheckApproval",
            "Call_ShiftOnlineTraffic",
            "Call_ShiftBatchDefault",
            "Task_VerifyProduction")
        .hasPassed("Call_ProdOnlineEndpoint", "Gateway_ProductionJoin")
        .hasPassed("Call_ProdBatchEndpoint", "Gateway_ProductionJoin")
        .isWaitingAt("Event_BakeOver");

    walk.questions().baked = true;
    release.passes(Duration.ofMinutes(30));
    assertThat(release)
        .hasPassedTimes(2, "Task_VerifyProduction")
        .hasPassed(
            "Event_BakeOver",
            "Task_VerifyProduction",
            "Call_DeleteOldDeployments",
            "Task_FreeEndpoints",
            "Call_DeleteStagingDeployments")
        .hasNotPassed("Call_UndoRelease")
        .isEndedAt("EndEvent_ReleaseCompleted");
  }

  @Test
  void waitsForItsTurnWithoutAJobAndLooksAgainWhenItIsToldOn() {
    walk.questions().turn = false;
    var release = walk.start();
    assertThat(release).hasNotPassed("Task_CheckPreFlight").isWaitingAt("Task_AwaitTurn");
    release.passes(Duration.ofDays(30));
    assertThat(release).isWaitingAt("Task_AwaitTurn");

    release.receives("TurnCame");
    assertThat(release)
        .as("told too early")
        .hasNotPassed("Task_CheckPreFlight")
        .isWaitingAt("Task_AwaitTurn");

    walk.questions().turn = true;
    release.receives("TurnCame");
    assertThat(release)
        .hasPassed("Task_AwaitTurn", "Gateway_TurnCame", "Task_CheckPreFlight")
        .isWaitingAt("Task_ApproveProduction");
  }

  @Test
  void isUndoneWhenStoppedWhileItWaitsForItsTurn() {
    walk.questions().turn = false;
    var release = walk.start();
    release.receives("StopRequested");
    assertThat(release)
        .hasPassed("Task_AwaitTurn", "Call_UndoRelease_Stop")
        .hasNotPassed("Task_CheckPreFlight")
        .isEndedAt("EndEvent_ReleaseStopped");
  }

  @Test
  void goesUpToProductionWhileThatIsClosedAndLooksAgainByATimer() {
    closedUntil("2026-03-02T21:00:00Z");
    var release = approved();
    assertThat(release)
        .hasPassed("Task_ApproveProduction", "Task_CheckFreeze", "Gateway_ProductionOpen")
        .hasNotPassed("Call_ProdRegisterInProduction")
        .isWaitingAt("Event_NextLookDue");

    closedUntil("2026-03-03T21:00:00Z");
    release.passes(Duration.ofHours(12));
    assertThat(release)
        .as("the window was made longer")
        .hasPassedTimes(2, "Task_CheckFreeze")
        .isWaitingAt("Event_NextLookDue");

    walk.says("checkFreeze", Map.of("productionOpen", true));
    release.passes(Duration.ofHours(24));
    assertThat(release)
        .hasPassed("Event_NextLookDue", "Task_CheckFreeze", "Call_ProdRegisterInProduction")
        .isWaitingAt("Event_BakeOver");
  }

  @Test
  void isUndoneWhenStoppedWhileProductionIsClosed() {
    closedUntil("2026-03-02T21:00:00Z");
    var release = approved();
    release.receives("StopRequested");
    assertThat(release)
        .hasPassed("Event_NextLookDue", "Call_UndoRelease_Stop")
        .hasNotPassed("Call_ProdRegisterInProduction")
        .isEndedAt("EndEvent_ReleaseStopped");
  }

  private static void closedUntil(String end) {
    walk.says("checkFreeze", Map.of("productionOpen", false, "looksAgainAt", end));
  }

  @Test
  void trainsNothingWhenPreFlightFindsFaults() {
    walk.says("checkPreFlight", Map.of("preFlightPassed", false));
    assertThat(walk.start())
        .hasNotPassed("Call_DevModelTraining")
        .isEndedAt("EndEvent_PreFlightFailed");
  }

  @Test
  void endsWhenTrainingFails() {
    walk.fails("dev-model-training", "TrainingFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_TrainingFailed")
        .hasNotPassed("Task_ReadQualityRequirements", "Call_UndoRelease")
        .isEndedAt("EndEvent_TrainingFailed");
  }

  @Test
  void bringsNothingToStagingThatTheQualityGateRefuses() {
    walk.says("assessQuality", Map.of("qualityGatePassed", false));
    assertThat(walk.start())
        .hasPassed("Flow_QualityRefused")
        .hasNotPassed("Call_StageRegisterInStaging")
        .isEndedAt("EndEvent_ModelRefused");
  }

  @Test
  void clearsStagingWhenTheRegisteredBytesDiffer() {
    walk.questions().outcome = "bytes-differ";
    walk.fails("stage-register-in-staging", "RegistrationFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_StagingRegistrationFailed", "Call_UndoRelease")
        .hasNotPassed("Call_StageOnlineEndpoint")
        .isEndedAt("EndEvent_BytesDiffer");
  }

  @Test
  void clearsStagingWhenItsTestsFail() {
    walk.questions().outcome = "tests-failed";
    walk.fails("stage-model-testing", "TestsFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_TestsFailed", "Call_UndoRelease")
        .hasNotPassed("Task_ReadStagingRequirements")
        .isEndedAt("EndEvent_StagingTestsFailed");
  }

  @Test
  void asksNobodyToApproveWhatTheStagingGateRefuses() {
    walk.questions().outcome = "staging-refused";
    walk.says("assessStaging", Map.of("stagingGatePassed", false));
    assertThat(walk.start())
        .hasPassed("Flow_StagingRefused", "Call_UndoRelease")
        .hasNotPassed("Task_ApproveProduction")
        .isEndedAt("EndEvent_ModelRefusedInStaging");
  }

  @Test
  void touchesNoProductionWhenAPersonSaysNo() {
    var release = walk.start();
    walk.questions().approved = false;
    walk.questions().rejected = true;
    walk.questions().outcome = "rejected";
    release.completes("Task_ApproveProduction", "approver", Map.of("decision", "reject"));
    assertThat(release)
        .hasPassed("Flow_Rejected", "Call_UndoRelease")
        .hasNotPassed("Call_ProdRegisterInProduction")
        .isEndedAt("EndEvent_ReleaseRejected");
  }

  @Test
  void asksAsManyPeopleAsTheRouteSays() {
    needsTwo();
    var release = walk.start();
    release.completes("Task_ApproveProduction", "approver", Map.of("decision", "approve"));
    assertThat(release).isWaitingAt("Task_ApproveProduction");
    release.completes("Task_ApproveProduction", "approver2", Map.of("decision", "approve"));
    assertThat(release).hasPassed("Call_ProdRegisterInProduction");
  }

  @Test
  void asksNobodyElseAfterTheFirstNo() {
    needsTwo();
    var release = walk.start();
    walk.questions().approved = false;
    walk.questions().rejected = true;
    walk.questions().outcome = "rejected";
    release.completes("Task_ApproveProduction", "approver", Map.of("decision", "reject"));
    assertThat(release).isEndedAt("EndEvent_ReleaseRejected");
  }

  @Test
  void keepsWhatIsTypedIntoTheTaskOutOfTheProcess() {
    var release = walk.start(Map.of("decision", "approve"));
    var seen = new ArrayList<Object>();
    walk.bean("approvalListener", (TaskListener) task -> seen.add(task.getVariable("decision")));
    release.completes("Task_ApproveProduction", "approver", NO);
    Assertions.assertThat(seen).containsExactly((Object) null);
  }

  @Test
  void asksTheGroupOfTheRouteWithItsForm() {
    var release = walk.start();
    var task = release.task("Task_ApproveProduction");
    Assertions.assertThat(task.getDueDate()).isEqualTo("2026-03-03T09:00:00Z");
    Assertions.assertThat(task.getCamundaFormRef().getKey()).isEqualTo("approve-production");
    Assertions.assertThat(task.getCamundaFormRef().getBinding()).isEqualTo("deployment");
  }

  @Test
  void escalatesAnOverdueApprovalAndWaitsOn() {
    var release = walk.start();
    release.passes(Duration.ofHours(24));
    assertThat(release)
        .hasPassed(
            "Boundary_ApprovalOverdue", "Task_EscalateApproval", "EndEvent_ApprovalEscalated")
        .isWaitingAt("Task_ApproveProduction");
    release.completes("Task_ApproveProduction", "approver", Map.of("decision", "approve"));
    assertThat(release).hasPassed("Call_ProdRegisterInProduction");
  }

  @Test
  void undoesWhenTheBytesInProductionsRegistryDiffer() {
    walk.questions().outcome = "bytes-differ";
    walk.fails("prod-register-in-production", "RegistrationFailed");
    assertThat(approved())
        .hasPassed("Boundary_ProductionRegistrationFailed", "Call_UndoRelease")
        .hasNotPassed("Call_ProdOnlineEndpoint")
        .isEndedAt("EndEvent_BytesDiffer");
  }

  @Test
  void shiftsNothingWhenAStepFindsNoApproval() {
    walk.questions().outcome = "not-approved";
    walk.fails("prod-batch-endpoint", "NotApproved");
    assertThat(approved())
        .hasPassed("Boundary_NotApproved", "Call_UndoRelease")
        .hasNotPassed("Call_ShiftOnlineTraffic")
        .isEndedAt("EndEvent_NotApproved");
  }

  @Test
  void shiftsNothingWhenTheApprovalIsMissingAtTheRollout() {
    walk.questions().outcome = "not-approved";
    walk.says("checkApproval", Map.of("approvedForProduction", false));
    assertThat(approved())
        .hasPassed("EndEvent_ApprovalMissing", "Boundary_NotApproved", "Call_UndoRelease")
        .hasNotPassed("Call_ShiftOnlineTraffic")
        .isEndedAt("EndEvent_NotApproved");
  }

  @Test
  void movesNoTrafficWhenANewDeploymentAnswersWrong() {
    walk.fails("prod-online-endpoint", "RolloutFailed");
    assertThat(approved())
        .hasPassed("Boundary_RolloutFailed", "Call_UndoRelease")
        .hasNotPassed("Call_ShiftOnlineTraffic", "Call_ShiftBatchDefault")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBothBackWhenLiveVerificationFails() {
    walk.says("verifyProduction", Map.of("productionVerified", false));
    assertThat(approved())
        .hasPassed(
            "Call_ShiftOnlineTraffic",
            "Call_ShiftBatchDefault",
            "EndEvent_VerificationFailed",
            "Boundary_RolloutFailed",
            "Call_UndoRelease")
        .hasNotPassed("Event_BakeOver")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void movesBothBackWhenItSpoilsDuringTheBake() {
    var release = approved();
    walk.questions().baked = true;
    walk.says("verifyProduction", Map.of("productionVerified", false));
    release.passes(Duration.ofMinutes(30));
    assertThat(release)
        .hasPassed("Event_BakeOver", "EndEvent_VerificationFailed", "Call_UndoRelease")
        .hasNotPassed("Call_DeleteOldDeployments")
        .isEndedAt("EndEvent_RolloutUndone");
  }

  @Test
  void isUndoneWhenStoppedWhileItTrains() {
    walk.stays("dev-model-training");
    var release = walk.start();
    release.receives("StopRequested");
    assertThat(release)
        .hasPassed("Call_DevModelTraining", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }

  @Test
  void isUndoneWhenStoppedDuringTheBake() {
    var release = approved();
    assertThat(release).isWaitingAt("Event_BakeOver");
    release.receives("StopRequested");
    assertThat(release)
        .hasPassed("Event_BakeOver", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }

  private static Walked approved() {
    return walk.start()
        .completes("Task_ApproveProduction", "approver", Map.of("decision", "approve"));
  }

  private static void needsTwo() {
    walk.says(
        "prepareApproval",
        Map.of(
            "approvals", 2, "approverGroup", "approvers", "approvalDue", "2026-03-03T09:00:00Z"));
  }
}
