package io.modelrelease.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BinaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The application with an emulator that does what it is told to do wrong, all waits short. Tests
 * that extend this share one, and keep out of each other's way by the names of their models.
 */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "modelrelease.demo=false",
      "modelrelease.emulator.port=0",
      "modelrelease.emulator.pace=0s",
      "modelrelease.azureml.call-timeout=PT4S",
      "modelrelease.watch.shortest=PT0.1S",
      "modelrelease.watch.longest=PT0.5S",
      "modelrelease.watch.reads-per-minute=100000",
      "modelrelease.production.bake=PT0.5S",
      "modelrelease.production.live-patience=PT1S",
      "modelrelease.production.undo-pause=PT0.2S",
      "modelrelease.operation.overdue-of.createBatchEndpoint=PT3S",
      // what goes wrong here is meant to
      "logging.level.org.camunda.bpm.engine.jobexecutor=off",
      "logging.level.com.azure.core.http.jdk.httpclient=off",
      "camunda.bpm.job-execution.wait-time-in-millis=50",
      "camunda.bpm.job-execution.max-wait=200",
      "camunda.bpm.job-execution.core-pool-size=8",
      "camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle=PT0.2S,PT0.5S,PT1S"
    })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultyAzure {
  private static final Path SAMPLE = Path.of("pipelines", "models", "credit-risk");
  private static final Path FOLDER = newFolder();

  @LocalServerPort private int port;

  @Value("${modelrelease.azureml.endpoint}")
  private URI emulator;

  protected RunningApplication application;
  protected Team team;
  protected Emulated azure;

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("model-release-faults");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry properties) {
    properties.add("modelrelease.home", () -> FOLDER.resolve("home").toString());
    properties.add("modelrelease.gates", () -> gatesForEveryModel().toString());
  }

  /**
   * The product's tables, with the sample's rows for every model, and patience with this machine.
   */
  private static Path gatesForEveryModel() {
    var folder = FOLDER.resolve("gates");
    try (var tables = Files.newDirectoryStream(Path.of("processes"), "*.dmn")) {
      Files.createDirectories(folder);
      for (var table : tables) {
        Files.writeString(
            folder.resolve(table.getFileName()),
            Files.readString(table)
                .replace("<text>\"credit-risk\"</text>", "<text></text>")
                .replace("<text>500</text>", "<text>60000</text>"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  @BeforeEach
  void findTheDoors() {
    application = RunningApplication.inThisProcess(port, emulator.getPort());
    team = new Team(application);
    azure = application.azure();
  }

  /** The sample under another name: nothing of it is shared with others. */
  protected String start(String model, int commit) {
    return start(model, commit, (file, text) -> text);
  }

  /**
   * @param edit of a file's name and text
   */
  protected String start(String model, int commit, BinaryOperator<String> edit) {
    return RunningApplication.json(
            team.upload(
                """
                {"model": "%s", "commit": "%s", "author": "author@example.org"}"""
                    .formatted(model, Team.commit(commit)),
                project(
                    (file, text) ->
                        edit.apply(
                            file,
                            text.replace("credit-risk", model)
                                .replace("cpu-cluster", model + "-cpu")
                                .replace("rounds: 200", "rounds: 60")
                                .replace("p95: 200ms", "p95: 60s")))))
        .path("id")
        .asText();
  }

  private static byte[] project(BinaryOperator<String> edit) {
    var bytes = new ByteArrayOutputStream();
    try (var files = Files.walk(SAMPLE);
        var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var name = SAMPLE.relativize(file).toString();
        var content = Files.readString(file);
        if (name.endsWith(".yml")) {
          content = edit.apply(name, content);
        }
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.getBytes(StandardCharsets.UTF_8).length);
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What production shows of a model. */
  protected record Production(
      JsonNode traffic,
      String batchDefault,
      java.util.List<String> online,
      java.util.List<String> batch) {}

  protected Production production(String model) {
    var online = azure.onlineEndpoint("mlw-production", model);
    var batch = azure.batchEndpoint("mlw-production", model);
    return new Production(
        online.path("properties").path("traffic"),
        batch.path("properties").path("defaults").path("deploymentName").asText(),
        azure.deployments(online),
        azure.deployments(batch));
  }
}
