package io.modelrelease.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A self-hosted agent: checks out, runs bash with the environment that a job has, and obeys what
 * steps print (Microsoft Learn, "Logging commands"). Pauses are not slept but noted.
 */
final class Agent {
  private static final Pattern COMMAND =
      Pattern.compile("##vso\\[(?<what>[a-z.]+)(?: (?<with>[^\\]]*))?](?<text>.*)");
  private static final long LONGEST = 120;

  private final Path home;
  private final Path tools;
  private final TeamRepository repository;
  private final List<String> log = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> masked = new ArrayList<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();

  Agent(Path home, TeamRepository repository) {
    this.home = home;
    this.tools = home.resolve("tools");
    this.repository = repository;
    try {
      Files.createDirectories(tools);
      Files.createDirectories(sources());
      var sleep = tools.resolve("sleep");
      Files.writeString(sleep, "#!/bin/sh\necho \"$1\" >> '%s'\n".formatted(pausesFile()));
      Files.setPosixFilePermissions(sleep, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path sources() {
    return home.resolve("s");
  }

  private Path pausesFile() {
    return home.resolve("pauses");
  }

  /** Seconds that steps wanted to sleep. */
  List<String> pauses() {
    try {
      return Files.exists(pausesFile()) ? Files.readAllLines(pausesFile()) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> log() {
    return log;
  }

  List<String> errors() {
    return errors;
  }

  List<String> warnings() {
    return warnings;
  }

  List<String> masked() {
    return masked;
  }

  /** By step and variable, {@code release.started}. */
  Map<String, String> outputs() {
    return outputs;
  }

  /** True where it is green. */
  boolean run(Pipeline.Step step, Scope scope, String commit) {
    if (step.checkout().isPresent()) {
      if (step.checkout().get().equals("self")) {
        repository.checkOut(sources(), commit, Integer.parseInt(step.values().get("fetchDepth")));
      }
      return true;
    }
    return bash(step, scope);
  }

  private boolean bash(Pipeline.Step step, Scope scope) {
    var script = home.resolve("script.sh");
    try {
      Files.writeString(script, scope.expand(step.bash().orElseThrow()), StandardCharsets.UTF_8);
      var builder =
          new ProcessBuilder("bash", "--noprofile", "--norc", script.toString())
              .directory(sources().toFile())
              .redirectErrorStream(true);
      var environment = builder.environment();
      var path = environment.get("PATH");
      environment.clear();
      environment.put("PATH", tools + ":" + path);
      environment.put("HOME", home.toString());
      environment.put("LANG", "C.UTF-8");
      environment.put("TF_BUILD", "True");
      environment.putAll(scope.environment());
      step.values().forEach((name, value) -> environment.put(name, scope.expand(value)));
      var process = builder.start();
      process.getOutputStream().close();
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        lines.lines().forEach(line -> obey(line, step, scope));
      }
      if (!process.waitFor(LONGEST, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("The step did not end: " + log);
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void obey(String line, Pipeline.Step step, Scope scope) {
    var command = COMMAND.matcher(line);
    if (!command.find()) {
      log.add(line);
      return;
    }
    var text = command.group("text");
    var with = properties(command.group("with"));
    switch (command.group("what")) {
      case "task.setsecret" -> masked.add(text);
      case "task.logissue" -> (with.get("type").equals("error") ? errors : warnings).add(text);
      case "task.setvariable" -> {
        if (Boolean.parseBoolean(with.getOrDefault("isOutput", "false"))) {
          outputs.put(step.name() + "." + with.get("variable"), text);
        } else {
          scope.set(with.get("variable"), text);
        }
      }
      default -> throw new UnsupportedOperationException(line);
    }
    if (!command.group("what").equals("task.setsecret")) {
      log.add(line);
    }
  }

  private static Map<String, String> properties(String written) {
    var properties = new LinkedHashMap<String, String>();
    if (written != null) {
      for (var property : written.split(";")) {
        var parts = property.split("=", 2);
        properties.put(parts[0], parts[1]);
      }
    }
    return properties;
  }
}
