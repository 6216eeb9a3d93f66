package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deploy online to staging. */
class StageOnlineEndpointProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("stage-online-endpoint");

  @Test
  void deploysToTheEndpointThatItCreates() {
    assertThat(walk.start())
        .hasPassed("Call_CreateOnlineEndpoint", "Call_CreateOnlineDeployment")
        .isEndedAt("EndEvent_OnlineEndpointReady");
  }

  @Test
  void skipsVisiblyWhatTheModelDoesNotHave() {
    walk.questions().online = false;
    assertThat(walk.start())
        .hasNotPassed("Call_CreateOnlineEndpoint")
        .isEndedAt("EndEvent_OnlineEndpointSkipped");
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
