package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.pipelines.AgentHeld;
import io.modelrelease.pipelines.AzurePipelines;
import io.modelrelease.pipelines.PipelineRun;
import io.modelrelease.pipelines.TeamRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that takes an hour of the emulator's clock holds the agent for seconds; the application is
 * killed and the agent taken away meanwhile, and the run hears the outcome all the same.
 */
class PipelineAndRestartIT {
  private static final String MODEL = "credit-risk";

  @TempDir Path folder;

  @Test
  void tellsTheRunTheOutcomeThoughEverybodyElseWentAway() throws Exception {
    try (var azureDevOps = new ImitatedAzureDevOps();
        var application =
            RunningApplication.start(
                folder.resolve("home"),
                "--modelrelease.demo=false",
                "--modelrelease.emulator.pace=0s",
                "--modelrelease.emulator.pace.job=PT1H",
                "--modelrelease.devops.organizations=" + azureDevOps.collection(),
                "--modelrelease.devops.pass=PT0.3S")) {
      var team = TeamRepository.at(folder, application.base().toString(), MODEL);
      var agents = folder.resolve("agents");
      var commit = team.change(MODEL);

      var run =
          new AzurePipelines(azureDevOps, team, agents, application.base())
              .run("dev-model-training", commit, Map.of());

      assertThat(run.errors()).isEmpty();
      assertThat(run.held()).isLessThan(Duration.ofSeconds(10));
      AgentHeld.add("dev-model-training, its training takes an hour", run.held());
      assertThat(run.receipt()).isEqualTo(200);
      isAtTheTraining(application, run);
      application.kill();
      delete(agents);
      application.startAgain();
      isAtTheTraining(application, run);
      assertThat(run.outcome()).isEmpty();

      hoursPassUntilPeopleAreAsked(application, run);
      reject(application, run.release());
      assertThat(
              await("the callback")
                  .atMost(Duration.ofSeconds(30))
                  .until(run::outcome, outcome -> !outcome.isEmpty()))
          .isEqualTo("failed");
      assertThat(application.output()).doesNotContain("job-token.");
    }
  }

  private static void isAtTheTraining(RunningApplication application, PipelineRun run) {
    await("the training").atMost(Duration.ofSeconds(60)).until(() -> jobs(application) == 1);
    assertThat(application.get("operator", "/api/releases/" + run.release()).path("state").asText())
        .isEqualTo("running");
  }

  private static long jobs(RunningApplication application) {
    return application.azure().puts().stream()
        .filter(put -> put.path("path").asText().contains("/jobs/"))
        .map(put -> put.path("path").asText())
        .distinct()
        .count();
  }

  /**
   * An hour for the training, one for the evaluation, one for the batch job of the tests; no more,
   * or what runs would be too long.
   */
  private static void hoursPassUntilPeopleAreAsked(
      RunningApplication application, PipelineRun run) {
    application.azure().advance(Duration.ofHours(1));
    await("the evaluation")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .until(() -> jobs(application) == 2);
    application.azure().advance(Duration.ofHours(1));
    await("the batch job")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () ->
                application.azure().journal().stream()
                    .anyMatch(line -> line.path("path").asText().matches("/batch/.*/jobs")));
    application.azure().advance(Duration.ofHours(1));
    await("the approval of " + run.release())
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> application.get("operator", "/api/releases/" + run.release()),
            view -> view.path("state").asText().equals("waiting-for-people"));
  }

  private static void reject(RunningApplication application, String release) {
    var task =
        new Team(application).waitingForApproval(release).path("tasks").path(0).path("id").asText();
    var answer =
        Person.loggedIn(application, "approver").decide(task, "reject", "Not this week.", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private static void delete(Path agents) throws java.io.IOException {
    try (var files = Files.walk(agents)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
