package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deploy batch to staging. */
class StageBatchEndpointProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("stage-batch-endpoint");

  @Test
  void deploysToTheEndpointAndComputeThatItCreates() {
    assertThat(walk.start())
        .hasPassed("Call_CreateCompute", "Call_CreateBatchEndpoint", "Call_CreateBatchDeployment")
        .isEndedAt("EndEvent_BatchEndpointReady");
  }

  @Test
  void skipsVisiblyWhatTheModelDoesNotHave() {
    walk.questions().batch = false;
    assertThat(walk.start())
        .hasNotPassed("Call_CreateCompute")
        .isEndedAt("EndEvent_BatchEndpointSkipped");
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
