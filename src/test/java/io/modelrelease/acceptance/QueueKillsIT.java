package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application dies by SIGKILL while releases of one model wait for each other. */
@Tag("crash")
class QueueKillsIT {
  private static final String MODEL = "credit-risk";

  @TempDir private Path folder;
  private RunningApplication application;

  /** The watcher passes so seldom that the death comes between an end and what follows. */
  private RunningApplication start(RunningApplication emulator) {
    return RunningApplication.start(
        folder.resolve("home"),
        "--modelrelease.emulator.embedded=false",
        "--modelrelease.azureml.endpoint=" + emulator.base(),
        "--modelrelease.demo=false",
        "--modelrelease.door.newer-commit=queue",
        "--modelrelease.watch.pass=PT4S",
        "--modelrelease.production.undo-pause=PT0.3S",
        "--modelrelease.azureml.call-timeout=PT10S",
        "--modelrelease.azureml.call-lateness=PT0.2S");
  }

  @Test
  void keepsTheirOrderAndLosesNoTurn() {
    try (var emulator =
            RunningApplication.emulator(
                folder.resolve("emulator"), "--modelrelease.emulator.pace=0s");
        var running = start(emulator)) {
      application = running;
      RunningApplication.json(
          emulator.send(
              HttpRequest.newBuilder(emulator.uri("/_emulator/faults"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\", \"times\": 1000}"))));
      var team = new Team(application);
      var first = team.release(MODEL, 1);
      trains(emulator, 1);
      var second = team.release(MODEL, 2);
      var third = team.release(MODEL, 3);
      var fourth = team.release(MODEL, 4);
      List.of(second, third, fourth).forEach(this::waits);

      application.kill();
      application.startAgain();
      List.of(second, third, fourth).forEach(this::waits);
      assertThat(reason(fourth)).contains(first + ", " + second + ", " + third);
      stop(third);
      ends(third);

      stop(first);
      ends(first);
      assertThat(step(second)).as("nobody has told it").isEqualTo("Task_AwaitTurn");
      application.kill();
      application.startAgain();
      trains(emulator, 2);
      assertThat(reason(second)).isEmpty();
      waits(fourth);
      assertThat(reason(fourth)).startsWith("Waits for release " + second + ", which");
      stop(fourth);
      stop(second);
      ends(fourth);
      ends(second);
    }
  }

  private void trains(RunningApplication emulator, int jobs) {
    await("training job %d".formatted(jobs))
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () ->
                emulator.azure().puts().stream()
                        .map(put -> put.path("path").asText())
                        .filter(path -> path.contains("/jobs/"))
                        .distinct()
                        .count()
                    == jobs);
  }

  private String step(String release) {
    return new Team(application).show(release).path("step").asText();
  }

  private String reason(String release) {
    return new Team(application).show(release).path("reason").asText();
  }

  private void waits(String release) {
    await(release + " to wait")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> step(release).equals("Task_AwaitTurn"));
  }

  private void stop(String release) {
    var answer =
        application.send(
            "operator",
            HttpRequest.newBuilder(application.uri("/api/releases/" + release)).DELETE());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private void ends(String release) {
    await(release + " to be stopped")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> new Team(application).show(release).path("state").asText().equals("stopped"));
  }
}
