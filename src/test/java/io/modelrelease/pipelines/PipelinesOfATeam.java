package io.modelrelease.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.doors.Visitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A team's repository, Azure DevOps, and the application. */
abstract class PipelinesOfATeam extends WholeApplication {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Set<String> RESTING =
      Set.of("waiting-for-people", "completed", "refused", "failed", "stopped");

  @TempDir Path folder;
  final ImitatedAzureDevOps azureDevOps = AZURE_DEVOPS;
  private final List<PipelineRun> runs = new ArrayList<>();

  /** What was started is not waited for. */
  @AfterEach
  void stopWhatWasStarted() {
    runs.forEach(this::stop);
    azureDevOps.forget();
  }

  void stop(PipelineRun run) {
    var pipeline = Visitor.withToken(address(), "local-pipeline");
    run.releases().forEach(id -> pipeline.delete("api/releases/" + id));
  }

  /** Names that no other test has. */
  static String newModel() {
    return "piped-" + COUNT.incrementAndGet();
  }

  TeamRepository team(String... models) {
    return TeamRepository.at(folder, address().toString(), models);
  }

  AzurePipelines pipelines(TeamRepository team) {
    return new AzurePipelines(azureDevOps, team, folder, address());
  }

  PipelineRun remember(PipelineRun run) {
    runs.add(run);
    return run;
  }

  /** The pipeline that each commit on main starts. */
  PipelineRun train(TeamRepository team, String commit) {
    return remember(pipelines(team).run("dev-model-training", commit, Map.of()));
  }

  /** A step, and the pipeline has no secret. */
  PipelineRun step(TeamRepository team, String pipeline, String model, int version) {
    return remember(
        pipelines(team)
            .token("")
            .run(
                pipeline,
                team.head(),
                Map.of("model", model, "modelVersion", Integer.toString(version))));
  }

  JsonNode show(String release) {
    return Visitor.json(
        Visitor.withToken(address(), "local-pipeline").get("api/releases/" + release));
  }

  JsonNode dossier(String release) {
    return Visitor.json(
        Visitor.withToken(address(), "local-pipeline").get("api/releases/" + release + "/dossier"));
  }

  /** Models of the releases that a run started or found. */
  List<String> models(PipelineRun run) {
    return run.releases().stream().map(id -> show(id).path("model").asText()).toList();
  }

  JsonNode rested(String release) {
    return await(release + " to come to rest")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> show(release), view -> RESTING.contains(view.path("state").asText()));
  }

  void approve(String release) {
    var task = rested(release).path("tasks").path(0).path("id").asText();
    var answer =
        Visitor.loggedIn(address(), "approver")
            .engine(
                "POST",
                "task/" + task + "/complete",
                "{\"variables\": {\"decision\": {\"value\": \"approve\"}, \"reason\": {\"value\": \"\"}}}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }
}
