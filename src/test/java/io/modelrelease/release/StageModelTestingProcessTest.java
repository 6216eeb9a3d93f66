package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test in staging. */
class StageModelTestingProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("stage-model-testing");

  @Test
  void testsOnlineThenBatch() {
    assertThat(walk.start())
        .hasPassed("Task_TestOnlineEndpoint", "Call_InvokeBatchEndpoint", "Task_TestBatchEndpoint")
        .isEndedAt("EndEvent_ModelTested");
  }

  @Test
  void testsOnlyWhatTheModelHas() {
    walk.questions().online = false;
    walk.questions().batch = false;
    assertThat(walk.start())
        .hasPassed("Flow_NoOnline", "Flow_NoBatch")
        .hasNotPassed("Task_TestOnlineEndpoint", "Call_InvokeBatchEndpoint")
        .isEndedAt("EndEvent_ModelTested");
  }

  @Test
  void failsWhenTheAnswersDoNotAgree() {
    walk.questions().testsPassed = false;
    assertThat(walk.start()).hasPassed("Task_TestBatchEndpoint").isEndedAt("EndEvent_TestsFailed");
  }

  @Test
  void aBatchIsNotStartedWhenThereAreNoAnswersToHoldItAgainst() {
    walk.questions().fingerprint = false;
    walk.questions().testsPassed = false;
    assertThat(walk.start())
        .hasPassed("Task_TestOnlineEndpoint", "Flow_NoBatch")
        .hasNotPassed("Call_InvokeBatchEndpoint")
        .isEndedAt("EndEvent_TestsFailed");
  }

  @Test
  void failsWhenTheModelCannotScoreABatch() {
    walk.fails("invokeBatchEndpoint", "JobFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_ScoringJobFailed")
        .hasNotPassed("Task_TestBatchEndpoint")
        .isEndedAt("EndEvent_TestsFailed");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("invokeBatchEndpoint");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_InvokeBatchEndpoint");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_InvokeBatchEndpoint", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
