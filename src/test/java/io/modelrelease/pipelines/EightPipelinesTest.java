package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Each of the eight pipelines from its start to the outcome in the run. No secret is stored but
 * that of the service connection: who starts comes with Azure DevOps' own token, who waits with the
 * connection's, and both mean one release.
 */
class EightPipelinesTest extends PipelinesOfATeam {
  /** At once, what may be at once. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of("stage-register-in-staging", "prod-register-in-production"),
          List.of("stage-online-endpoint", "stage-batch-endpoint"),
          List.of("stage-model-testing"),
          List.of("prod-online-endpoint", "prod-batch-endpoint"));

  private final Map<String, Duration> held = new LinkedHashMap<>();

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

    held.put("dev-model-training", run.held());
    var version = show(run.release()).path("modelVersion").asInt();
    for (var pipelines : STEPS) {
      var started = new LinkedHashMap<String, PipelineRun>();
      pipelines.forEach(pipeline -> started.put(pipeline, step(team, pipeline, model, version)));
      started.forEach(this::completes);
    }
    assertThat(held).hasSize(8);
    AgentHeld.write(held);
  }

  private void completes(String pipeline, PipelineRun step) {
    assertThat(step.isGreen()).as(step.log()).isTrue();
    assertThat(step.held()).isLessThan(Duration.ofSeconds(10));
    assertThat(step.receipt()).as(pipeline).isEqualTo(200);
    var release = rested(step.release());
    assertThat(release.path("process").asText()).isEqualTo(pipeline);
    assertThat(release.path("state").asText()).as("%s", release).isEqualTo("completed");
    assertThat(called(step)).as(pipeline).isEqualTo("succeeded");
    held.put(pipeline, step.held());
  }

  private static String called(PipelineRun run) {
    return await("the callback")
        .atMost(Duration.ofSeconds(20))
        .until(run::outcome, result -> !result.isEmpty());
  }
}
