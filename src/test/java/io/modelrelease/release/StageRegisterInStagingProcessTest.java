package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Register in staging. */
class StageRegisterInStagingProcessTest {
  @RegisterExtension
  static final ProcessWalk walk = ProcessWalk.through("stage-register-in-staging");

  @Test
  void registersTheCandidatesOwnBytes() {
    assertThat(walk.start())
        .hasPassed("Call_RegisterInStaging", "Task_CompareBytes")
        .isEndedAt("EndEvent_ModelRegistered");
  }

  @Test
  void refusesACopyWithOtherBytes() {
    walk.says("compareBytes", Map.of("sameBytes", false));
    assertThat(walk.start()).hasPassed("Task_CompareBytes").isEndedAt("EndEvent_BytesDiffer");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("registerInStaging");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_RegisterInStaging");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_RegisterInStaging", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
