package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes die by SIGKILL in the middle of a release, which goes on after a restart. */
@Tag("crash")
class KillsIT {
  private static final String MODEL = "credit-risk";

  @TempDir private Path folder;
  private RunningApplication emulator;
  private RunningApplication application;
  private Team team;
  private Emulated azure;

  private void start() {
    emulator = RunningApplication.emulator(folder.resolve("emulator"));
    application =
        RunningApplication.start(
            folder.resolve("home"),
            "--modelrelease.emulator.embedded=false",
            "--modelrelease.azureml.endpoint=" + emulator.base(),
            "--modelrelease.production.bake=PT1S");
    team = new Team(application);
    azure = emulator.azure();
  }

  @AfterEach
  void stop() {
    application.close();
    emulator.close();
  }

  private void untilRequested(String method, String pathPart) {
    await(method + " " + pathPart)
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                azure.journal().stream()
                    .anyMatch(
                        line ->
                            line.path("method").asText().equals(method)
                                && line.path("path").asText().contains(pathPart)));
  }

  @Test
  void finishesAfterTheApplicationIsKilledDuringTrainingAndDuringADeployment() {
    start();
    var release = team.release(MODEL, 1);
    untilRequested("PUT", "/jobs/");
    application.kill();
    application.startAgain();

    untilRequested("PUT", "/deployments/");
    application.kill();
    application.startAgain();

    team.approve(release, "approver");
    team.completed(release);
    assertThat(azure.created(line -> true))
        .isNotEmpty()
        .allSatisfy((path, times) -> assertThat(times).as(path).isEqualTo(1));
    assertThat(
            azure
                .onlineEndpoint("mlw-production", MODEL)
                .path("properties")
                .path("traffic")
                .toString())
        .isEqualTo("{\"v001\":100}");
  }

  @Test
  void finishesAfterTheEmulatorIsKilledDuringTraining() {
    start();
    var release = team.release(MODEL, 1);
    untilRequested("PUT", "/jobs/");
    emulator.kill();
    emulator.startAgain();

    team.waitingForApproval(release);
    assertThat(azure.created(line -> line.path("path").asText().contains("/jobs/")))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy((path, times) -> assertThat(times).as(path).isEqualTo(1));
  }
}
