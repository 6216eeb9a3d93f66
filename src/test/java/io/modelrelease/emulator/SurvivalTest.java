package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of state and jobs when the emulator ends, in order or not. */
class SurvivalTest {
  @TempDir Path home;
  @TempDir Path signals;

  @Test
  void keepsItsStateOverARestart() {
    try (var azure = RunningEmulator.start(home)) {
      azure.upload("mlw-dev", "rows.csv", "a\n1\n");
      azure.put(DEV + "/environments/kept/versions/1", "{\"properties\": {\"image\": \"i\"}}");
      var token = Map.of("Authorization", "Bearer " + azure.token("https://management.azure.com"));
      azure.restart();
      var path = DEV + "/environments/kept/versions/1?api-version=2025-12-01";
      assertThat(azure.send("GET", path, "", token).status()).isEqualTo(200);
      assertThat(azure.download("mlw-dev", "rows.csv").text()).isEqualTo("a\n1\n");
      assertThat(azure.journal("/environments/kept/", "\"created\":true")).hasSize(1);
    }
  }

  @Test
  void findsItsFilesAgainOnAnotherPort() {
    var address = "";
    try (var azure = RunningEmulator.start(home)) {
      azure.upload("mlw-dev", "rows.csv", "a\n1\n");
      address = azure.address().resolve("/stmlwdev/azureml-blobstore/rows.csv").toString();
    }
    try (var azure = RunningEmulator.start(home)) {
      assertThat(address).doesNotStartWith(azure.address().toString());
      var body =
          "{\"properties\": {\"modelType\": \"custom_model\", \"modelUri\": \"%s\"}}"
              .formatted(address);
      assertThat(azure.put(DEV + "/models/rows/versions/1", body).status()).isEqualTo(201);
      var elsewhere = body.replaceAll("rows.csv", "none.csv");
      assertThat(azure.put(DEV + "/models/rows/versions/2", elsewhere).status()).isEqualTo(400);
    }
  }

  @Test
  void takesOverAJobThatOutlivedTheKilledEmulator() throws IOException {
    killWhileItRuns("echo begun; while [ ! -e %s ]; do sleep 0.1; done; echo ended");
    try (var azure = RunningEmulator.start(home)) {
      var dev = new DevWorkspace(azure);
      dev.awaitStatus("long", "Running");
      Files.createFile(signals.resolve("end"));
      dev.awaitStatus("long", "Completed");
      assertThat(dev.log("long")).isEqualTo("begun\nended\n");
      assertThat(azure.journal("/jobs/long", "\"created\":true")).hasSize(1);
    }
  }

  @Test
  void countsTheCodeOfAJobThatEndedMeanwhile() throws IOException {
    killWhileItRuns("echo $$; while [ ! -e %s ]; do sleep 0.1; done; echo broken; exit 5");
    Files.createFile(signals.resolve("end"));
    await().until(() -> Files.exists(home.resolve("jobs/mlw-dev/long/1/exit")));
    try (var azure = RunningEmulator.start(home)) {
      var dev = new DevWorkspace(azure);
      dev.awaitStatus("long", "Failed");
      assertThat(dev.details("long").at("/error/error/message").asText())
          .contains("status code 5", "broken");
    }
  }

  private void killWhileItRuns(String command) throws IOException {
    try (var process = EmulatorProcess.start(home)) {
      var base = process.address().toString();
      try (var remote =
          RunningEmulator.start(home.resolveSibling(home.getFileName() + "-client"))) {
        var token =
            "Bearer "
                + remote
                    .send(
                        "POST",
                        base + "/_emulator/token",
                        "{\"audience\": \"https://management.azure.com\"}",
                        Map.of())
                    .at("/access_token")
                    .asText();
        var headers = Map.of("Authorization", token);
        var version = "?api-version=2025-12-01";
        remote.send(
            "PUT",
            base + DevWorkspace.ENVIRONMENT + version,
            "{\"properties\": {\"image\": \"i\"}}",
            headers);
        var job = base + DEV + "/jobs/long" + version;
        var body = DevWorkspace.body(command.formatted(signals.resolve("end")), properties -> {});
        assertThat(remote.send("PUT", job, body, headers).status()).isEqualTo(201);
        await()
            .until(
                () ->
                    Files.exists(home.resolve("jobs/mlw-dev/long/1/pid"))
                        && remote
                            .send("GET", job, "", headers)
                            .at("/properties/status")
                            .asText()
                            .equals("Running"));
      }
      process.kill();
    }
  }

  @Test
  void runsAJobAgainInAFreshFolderWhenItsProcessVanished() throws IOException {
    try (var azure = RunningEmulator.start(home)) {
      var dev = new DevWorkspace(azure);
      dev.submit(
          "again",
          "test -e mark && echo stale; touch mark; echo run; test -e %s && exit 0; echo $PPID $$ > %s; sleep 600"
              .formatted(signals.resolve("end"), signals.resolve("first")));
      await()
          .until(
              () ->
                  Files.exists(signals.resolve("first"))
                      && !Files.readString(signals.resolve("first")).isBlank());
      var processes = Files.readString(signals.resolve("first")).strip().split(" ");
      Files.createFile(signals.resolve("end"));
      ProcessHandle.of(Long.parseLong(processes[0])).orElseThrow().destroyForcibly();
      dev.awaitStatus("again", "Completed");
      assertThat(dev.log("again")).isEqualTo("run\n");
      await()
          .until(
              () ->
                  ProcessHandle.of(Long.parseLong(processes[1]))
                      .filter(ProcessHandle::isAlive)
                      .isEmpty());
    }
  }

  @Test
  void failsAJobWhoseProcessVanishesAgainAndAgain() {
    try (var azure = RunningEmulator.start(home)) {
      var dev = new DevWorkspace(azure);
      dev.submit("cursed", "kill -KILL $PPID; sleep 600");
      dev.awaitStatus("cursed", "Failed");
      var error = dev.details("cursed").at("/error/error");
      assertThat(error.path("code").asText()).isEqualTo("JobVanished");
      assertThat(error.path("message").asText()).contains("3 times");
    }
  }
}
