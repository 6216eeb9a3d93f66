package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** Files of jobs as the client sends them on their own; a release binds names and inputs itself. */
final class JobFiles {
  private static final int GENERATED = 16;

  private JobFiles() {}

  static ObjectNode command(Value file, Sending sending) {
    return named(file, unnamedCommand(file, sending));
  }

  static ObjectNode unnamedCommand(Value file, Sending sending) {
    file.require("command");
    file.require("environment");
    file.find("command").ifPresent(command -> Placeholders.ofJob(file, command));
    var body = JobKinds.body("Command");
    properties(body).putObject("environmentVariables");
    JobKinds.COMMAND_JOB.map(file, body, sending);
    return body;
  }

  static ObjectNode sweep(Value file, Sending sending) {
    for (var field : new String[] {"objective", "limits", "search_space"}) {
      file.require(field);
    }
    file.find("limits").ifPresent(limits -> limits.require("max_total_trials"));
    file.require("trial")
        .ifPresent(
            trial -> {
              trial.require("command").ifPresent(command -> Placeholders.ofJob(file, command));
              trial.require("environment");
            });
    var body = JobKinds.body("Sweep");
    JobKinds.SWEEP_JOB.map(file, body, sending);
    properties(body).withObject("/limits").put("jobLimitsType", "Sweep");
    return named(file, body);
  }

  static ObjectNode pipeline(Value file, Sending sending) {
    return named(file, PipelineKinds.body(file, sending));
  }

  static ObjectNode automl(Value file, Sending sending) {
    return named(file, AutoMl.body(file, sending));
  }

  static ObjectNode component(Value file, Sending sending) {
    file.require("name")
        .ifPresent(
            name ->
                name.text(
                    text -> text.matches("[a-z][a-z0-9_]{0,254}"),
                    "a name of small letters, digits and underscores, a letter first"));
    return ComponentKinds.read(file, Component.FILE, true, sending)
        .map(
            component ->
                component.body(
                    file.find("name").flatMap(Value::text).orElse(""),
                    InlineAssets.version(file),
                    false))
        .orElseGet(Table::object);
  }

  private static ObjectNode named(Value file, ObjectNode body) {
    var properties = properties(body);
    if (!properties.has("displayName")) {
      properties.put("displayName", name(file));
    }
    if (!properties.has("experimentName")) {
      properties.put("experimentName", experiment());
    }
    return body;
  }

  /** The client's: the folder that it is called in. */
  private static String experiment() {
    return Optional.ofNullable(Path.of("").toAbsolutePath().getFileName())
        .map(Path::toString)
        .orElse("Default");
  }

  private static ObjectNode properties(ObjectNode body) {
    return (ObjectNode) body.path("properties");
  }

  /** The file's own, else one from its content: the client makes up adjective, noun and number. */
  static String name(Value file) {
    return file.find("name")
        .flatMap(Value::text)
        .orElseGet(
            () -> {
              var content = new TreeMap<String, byte[]>();
              content.put("job", String.valueOf(file.document()).getBytes(StandardCharsets.UTF_8));
              return "job_" + ProjectFiles.digest(content).substring(0, GENERATED);
            });
  }
}
