package io.modelrelease.release;

import static io.modelrelease.release.walk.WalkAssert.assertThat;

import io.modelrelease.release.walk.ProcessWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Train and measure. */
class DevModelTrainingProcessTest {
  @RegisterExtension static final ProcessWalk walk = ProcessWalk.through("dev-model-training");

  @Test
  void trainsRegistersEvaluatesAndMeasures() {
    assertThat(walk.start())
        .hasPassed(
            "StartEvent_TrainingRequested",
            "Call_RegisterData",
            "Call_RegisterEnvironment",
            "Call_CreateCompute",
            "Call_SubmitTrainingJob",
            "Call_RegisterCandidate",
            "Call_SubmitEvaluationJob",
            "Task_ReadMetrics")
        .isEndedAt("EndEvent_CandidateMeasured");
  }

  @Test
  void takesTheTrainingsMetricsWhenTheProjectHasNoEvaluation() {
    walk.questions().evaluation = false;
    assertThat(walk.start())
        .hasPassed("Call_RegisterCandidate", "Task_ReadMetrics")
        .hasNotPassed("Call_SubmitEvaluationJob")
        .isEndedAt("EndEvent_CandidateMeasured");
  }

  @Test
  void registersNothingWhenTheTrainingsOwnCodeFails() {
    walk.fails("submitTrainingJob", "JobFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_TrainingJobFailed")
        .hasNotPassed("Call_RegisterCandidate")
        .isEndedAt("EndEvent_TrainingFailed");
  }

  @Test
  void measuresNothingWhenTheEvaluationsOwnCodeFails() {
    walk.fails("submitEvaluationJob", "JobFailed");
    assertThat(walk.start())
        .hasPassed("Boundary_EvaluationJobFailed")
        .hasNotPassed("Task_ReadMetrics")
        .isEndedAt("EndEvent_TrainingFailed");
  }

  @Test
  void isUndoneWhenStopped() {
    walk.stays("submitTrainingJob");
    var step = walk.start();
    assertThat(step).isWaitingAt("Call_SubmitTrainingJob");
    step.receives("StopRequested");
    assertThat(step)
        .hasPassed("Call_SubmitTrainingJob", "Call_UndoRelease_Stop")
        .isEndedAt("EndEvent_ReleaseStopped");
  }
}
