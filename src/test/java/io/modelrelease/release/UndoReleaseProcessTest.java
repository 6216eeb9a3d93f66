package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Undo a release. */
class UndoReleaseProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("undo-release");

  @Test
  void marksCancelsRestoresDeletesAndFrees() {
    assertThat(walk.start())
        .hasPassed(
            "Task_MarkStopping",
            "Call_CancelJobs",
            "Call_RestoreOnlineTraffic",
            "Call_RestoreBatchDefault",
            "Call_DeleteProductionDeployments",
            "Call_DeleteStagingDeployments",
            "Task_CheckUndone",
            "Task_FreeEndpoints")
        .isEndedAt("EndEvent_ReleaseUndone");
  }

  @Test
  void passesAgainAfterAPauseUntilNothingIsLeft() {
    walk.says("checkUndone", Map.of("undone", false));
    var undo = walk.start();
    assertThat(undo).hasNotPassed("Task_FreeEndpoints").isWaitingAt("Event_NextPass");

    undo.passes(Duration.ofSeconds(5));
    assertThat(undo).hasPassedTimes(2, "Call_CancelJobs").isWaitingAt("Event_NextPass");

    walk.says("checkUndone", Map.of("undone", true));
    undo.passes(Duration.ofSeconds(5));
    assertThat(undo)
        .hasPassedTimes(1, "Task_MarkStopping")
        .hasPassedTimes(3, "Call_DeleteProductionDeployments")
        .isEndedAt("EndEvent_ReleaseUndone");
  }
}
