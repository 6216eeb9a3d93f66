package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The bash of {@code pipelines/aml-cli-v2/start-release.yml}, run as a self-hosted agent runs it,
 * in a clone of a team's repository, against the running application.
 */
class StartReleaseScriptIT {
  @TempDir static Path folder;
  private static RunningApplication application;
  private Path repository;

  @BeforeAll
  static void start() {
    application = RunningApplication.start(folder.resolve("home"), "--modelrelease.demo=false");
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @BeforeEach
  void teamRepository(@TempDir Path fresh) throws Exception {
    repository = fresh;
    for (var model : List.of("credit-risk", "concrete-strength")) {
      copy(
          Path.of("pipelines/models", model),
          repository.resolve("pipelines/models").resolve(model));
    }
    git("init", "--quiet", "--initial-branch=main");
    git("add", ".");
    commit("Two models");
  }

  private void commit(String message) throws Exception {
    git(
        "-c",
        "user.name=Author",
        "-c",
        "user.email=author@example.org",
        "commit",
        "--quiet",
        "--all",
        "--message",
        message);
  }

  @Test
  void releasesTheModelsThatTheCommitChangedAndNoOthers() throws Exception {
    Files.writeString(repository.resolve("pipelines/models/credit-risk/README.md"), "Changed.\n");
    git("add", ".");
    commit("Change one model");

    var run = runStep(Map.of());
    assertThat(run.output()).contains("1 releases started or found.");
    assertThat(run.exitCode()).isZero();
    var id = run.tag();
    var release = application.get("scientist", "/api/releases/" + id);
    assertThat(release.path("model").asText()).isEqualTo("credit-risk");
    assertThat(release.path("commit").asText()).isEqualTo(head());
    assertThat(
            application
                .get("scientist", "/api/releases/" + id + "/dossier")
                .path("asked")
                .path("author")
                .asText())
        .isEqualTo("author@example.org");
  }

  @Test
  void findsTheSameReleaseWhenTheStepRunsAgain() throws Exception {
    var first = runStep(Map.of("MODEL", "concrete-strength"));
    // with a task the answer has more than one id
    new Team(application).waitingForApproval(first.tag());
    var second = runStep(Map.of("MODEL", "concrete-strength"));
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(second.tag()).isEqualTo(first.tag());
  }

  @Test
  void endsRedAndSaysWhyWhenTheProjectIsWrong() throws Exception {
    var job = repository.resolve("pipelines/models/credit-risk/job.yml");
    Files.writeString(job, Files.readString(job).replace("command:", "comand:"));
    commit("A typing error");
    var run = runStep(Map.of());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output())
        .contains("##vso[task.logissue type=error]")
        .contains("job.yml")
        .contains("command");
  }

  @Test
  void endsRedAndSaysWhatToDoWithoutAToken() throws Exception {
    var run = runStep(Map.of("MODEL_RELEASE_TOKEN", "$(MODEL_RELEASE_TOKEN)"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).contains("put it as a secret into the variable group model-release");
  }

  private record Run(int exitCode, String output) {
    String tag() {
      return output
          .lines()
          .filter(line -> line.startsWith("##vso[build.addbuildtag]release:"))
          .map(line -> line.substring("##vso[build.addbuildtag]release:".length()))
          .findFirst()
          .orElseThrow(() -> new AssertionError(output));
    }
  }

  private Run runStep(Map<String, String> changed) throws Exception {
    var environment = new LinkedHashMap<String, String>();
    environment.put("MODEL_RELEASE_TOKEN", "local-pipeline");
    environment.put("MODEL_RELEASE_URL", application.base().toString());
    environment.put("MODELS_FOLDER", "pipelines/models");
    environment.put("MODEL", "");
    environment.put("ATTEMPT", "1");
    environment.put("BUILD_SOURCEVERSION", head());
    environment.putAll(changed);
    var builder = new ProcessBuilder("bash", "-c", script()).directory(repository.toFile());
    builder.redirectErrorStream(true).environment().putAll(environment);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }

  @SuppressWarnings("unchecked")
  private static String script() throws IOException {
    var template =
        (Map<String, Object>)
            new Load(LoadSettings.builder().build())
                .loadFromString(
                    Files.readString(Path.of("pipelines/aml-cli-v2/start-release.yml")));
    var steps = (List<Map<String, Object>>) template.get("steps");
    return (String) steps.get(0).get("bash");
  }

  private String head() throws Exception {
    return git("rev-parse", "HEAD").strip();
  }

  private String git(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var process =
        new ProcessBuilder(command)
            .directory(repository.toFile())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
