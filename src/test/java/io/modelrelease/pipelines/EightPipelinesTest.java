package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each of the eight pipelines from its start to the outcome in the run. No secret is stored but
 * that of the service connection: who starts comes with Azure DevOps' own token, who waits with the
 * connection's, and both mean one release.
 */
class EightPipelinesTest extends PipelinesOfATeam {
  private static final List<String> STEPS =
      List.of(
          "stage-register-in-staging",
          "stage-online-endpoint",
          "stage-batch-endpoint",
          "stage-model-testing",
          "prod-register-in-production",
          "prod-online-endpoint",
          "prod-batch-endpoint");

  @Test
  void releasesAModelAndThenEachStepOfItAlone() {
    var model = "credit-risk"; // the gates' tables have a row for it
    var team = team(model);
    var commit = team.change(model);
    var run = remember(pipelines(team).token("").run("dev-model-training", commit, Map.of()));
    assertThat(run.isGreen()).as(run.log()).isTrue();
    assertThat(run.held()).isLessThan(Duration.ofSeconds(10));
    assertThat(run.receipt()).isEqualTo(200);
    assertThat(run.outcome()).isEmpty();
    approve(run.release());
    assertThat(rested(run.release()).path("state").asText()).isEqualTo("completed");
    assertThat(called(run)).isEqualTo("succeeded");

    var version = show(run.release()).path("modelVersion").asInt();
    for (var pipeline : STEPS) {
      var step = step(team, pipeline, model, version);
      assertThat(step.isGreen()).as(step.log()).isTrue();
      assertThat(step.held()).isLessThan(Duration.ofSeconds(10));
      assertThat(step.receipt()).as(pipeline).isEqualTo(200);
      var release = rested(step.release());
      assertThat(release.path("process").asText()).isEqualTo(pipeline);
      assertThat(release.path("state").asText()).as("%s", release).isEqualTo("completed");
      assertThat(called(step)).as(pipeline).isEqualTo("succeeded");
    }
  }

  private static String called(PipelineRun run) {
    return await("the callback")
        .atMost(Duration.ofSeconds(20))
        .until(run::outcome, result -> !result.isEmpty());
  }
}
