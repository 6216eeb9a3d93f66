package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Register in production. */
class ProdRegisterInProductionProcessTest {
  @RegisterExtension
  static final ProcessWalk walk = ProcessWalk.through("prod-register-in-production");

  @Test
  void registersTheApprovedBytes() {
    assertThat(walk.start())
        .hasPassed("Task_CheckApproval", "Call_RegisterInProduction", "Task_CompareBytes")
        .isEndedAt("EndEvent_ModelRegistered");
  }

  @Test
  void writesNothingWithoutAnApproval() {
    walk.says("checkApproval", Map.of("approvedForProduction", false));
    assertThat(walk.start())
        .hasNotPassed("Call_RegisterInProduction")
        .isEndedAt("EndEvent_NotApproved");
  }

  @Test
  void refusesACopyWithOtherBytes() {
    walk.says("compareBytes", Map.of("sameBytes", false));
    assertThat(walk.start()).hasPassed("Task_CompareBytes").isEndedAt("EndEvent_BytesDiffer");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("registerInProduction");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_RegisterInProduction");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_RegisterInProduction", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
