package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code commands=trainer} only the sample program runs, and no shell reads a command. */
class TrainerOnlyTest {
  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;
  private static int number;

  @BeforeAll
  static void start() throws IOException {
    var program = home.resolve("program.sh");
    Files.writeString(program, "for word in \"$@\"; do echo \"<$word>\"; done");
    azure =
        RunningEmulator.start(
            home.resolve("emulator"),
            Commands.TRAINER,
            Map.of("default", Duration.ZERO),
            List.of("/bin/sh", program.toString(), "started"));
    dev = new DevWorkspace(azure);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static String job() {
    return "job-" + ++number;
  }

  @Test
  void handsTheWordsToTheProgramAsTheyAre() {
    var job = job();
    dev.submit(
        job,
        "trainer train --name \"two words\" --quoted 'a ; $(b)' \\\n  --value ${{inputs.value}} $[[--seed ${{inputs.seed}}]]",
        properties ->
            properties
                .withObject("/inputs/value")
                .put("jobInputType", "literal")
                .put("value", "x; rm -rf $(pwd) \"y\""));
    dev.awaitStatus(job, "Completed");
    assertThat(dev.log(job).lines())
        .containsExactly(
            "<started>",
            "<train>",
            "<--name>",
            "<two words>",
            "<--quoted>",
            "<a ; $(b)>",
            "<--value>",
            "<x; rm -rf $(pwd) \"y\">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash -c 'echo hi'",
        "python train.py",
        "./trainer train",
        "A=b trainer train",
        "trainer train; id",
        "trainer train | tee log",
        "trainer train & id",
        "trainer train && id",
        "trainer train > out",
        "trainer train $(id)",
        "trainer train `id`",
        "trainer train \"$(id)\"",
        "trainer train $HOME",
        "trainer train *.csv",
        "trainer train\nid",
        "trainer train --model /etc/passwd",
        "trainer train --model=/etc/passwd",
        "trainer train --model ../../x",
        "trainer train --model ${{outputs.model}}/../../x",
        "trainer train --model ~/x"
      })
  void refusesEverythingElse(String command) {
    var job = job();
    var submitted =
        dev.submit(
            job,
            command,
            properties ->
                properties.withObject("/outputs/model").put("jobOutputType", "uri_folder"));
    assertThat(submitted.status()).isEqualTo(201);
    dev.awaitStatus(job, "Failed");
    assertThat(dev.details(job).at("/error/error/message").asText())
        .contains("sample program", "modelrelease.emulator.commands=trainer");
    assertThat(dev.log(job)).isEmpty();
  }

  @Test
  void refusesVariablesThatCouldLoadOtherCode() {
    var job = job();
    dev.submit(
        job,
        "trainer train",
        properties -> properties.withObject("/environmentVariables").put("LD_PRELOAD", "x.so"));
    dev.awaitStatus(job, "Failed");
    assertThat(dev.details(job).at("/error/error/message").asText())
        .contains("environment variables");
  }

  @Test
  void letsNoOutputLeaveItsFolder() {
    var submitted =
        dev.submit(
            job(),
            "trainer train",
            properties ->
                properties
                    .withObject("/outputs")
                    .putObject("../../../x")
                    .put("jobOutputType", "uri_folder"));
    assertThat(submitted.status()).isEqualTo(400);
  }

  @Test
  void refusesAQuoteThatDoesNotEnd() {
    var job = job();
    dev.submit(job, "trainer 'train");
    dev.awaitStatus(job, "Failed");
    assertThat(dev.details(job).at("/error/error/message").asText()).contains("quote");
  }
}
