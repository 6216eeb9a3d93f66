package io.modelrelease.pipelines.azurecli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the steps of one job, as an agent does: bash with the step's environment and nothing else of
 * this machine; what a step sets as a variable, the next ones have.
 */
final class Agent {
  private static final Pattern SET =
      Pattern.compile("##vso\\[task\\.setvariable variable=([^;\\]]+);?](.*)");
  private static final int MINUTES = 8;

  /**
   * What came of a step.
   *
   * @param output both streams
   */
  record Outcome(int code, String output) {
    boolean green() {
      return code == 0;
    }

    /** The one error that people read at the step. */
    String error() {
      return output
          .lines()
          .filter(line -> line.startsWith("##vso[task.logissue type=error]"))
          .map(line -> line.substring(line.indexOf(']') + 1))
          .reduce((one, other) -> other)
          .orElse("");
    }
  }

  private final List<String> shell;
  private final Path root;
  private final Map<String, String> machine;
  private final Map<String, String> variables = new HashMap<>();

  /**
   * @param shell what the path of a script is appended to
   * @param root the agent's file system, as this machine sees it
   * @param machine the environment that every step of the agent has, paths as the agent sees them
   */
  Agent(List<String> shell, Path root, Map<String, String> machine) {
    this.shell = shell;
    this.root = root;
    this.machine = machine;
  }

  Agent variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Map<String, String> variables() {
    return variables;
  }

  Outcome run(String template) throws IOException, InterruptedException {
    return run(template, Map.of());
  }

  Outcome run(String template, Map<String, String> parameters)
      throws IOException, InterruptedException {
    var step = StepTemplate.of(template, parameters, variables);
    var work = Path.of(machine.get("AGENT_TEMPDIRECTORY"));
    Files.createDirectories(here(work));
    var script = work.resolve(template + ".sh");
    Files.writeString(here(script), step.script());
    here(script).toFile().setReadable(true, false);
    var environment = new LinkedHashMap<>(machine);
    environment.putAll(step.environment());
    if (step.forgets()) {
      // microsoft/azure-pipelines-tasks#22221: a new one for each task, gone after it
      environment.put(
          "AZURE_CONFIG_DIR", work.resolve(".azclitask-" + System.nanoTime()).toString());
    }
    var outcome = run(script, environment);
    for (var line : outcome.output().lines().toList()) {
      var set = SET.matcher(line);
      if (set.find()) {
        variables.put(set.group(1), set.group(2));
      }
    }
    return outcome;
  }

  private Outcome run(Path script, Map<String, String> environment)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(shell);
    command.add(script.toString());
    var log = Files.createTempFile("step", ".log");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(here(Path.of(machine.get("AGENT_TEMPDIRECTORY"))).toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      var process = builder.start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      return new Outcome(
          process.waitFor(), new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
    } finally {
      Files.delete(log);
    }
  }

  private Path here(Path onTheAgent) {
    return root.resolve(Path.of("/").relativize(onTheAgent));
  }
}
