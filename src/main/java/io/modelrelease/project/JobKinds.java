package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How files of command and sweep jobs become ARM bodies (API version 2025-12-01), as Microsoft's
 * own client (azure-ai-ml) sends them.
 */
final class JobKinds {
  private static final Pattern SINGLE_BRACKETS =
      Pattern.compile("(?<![{$])\\{((?:inputs|outputs|search_space)\\.[A-Za-z_]\\w{0,254})}(?!})");

  /** What only the service says of a job: it may stand in a file, and is not sent. */
  private static final String[] READ_ONLY = {
    "$schema", "type", "id", "creation_context", "status", "log_files", "parameters"
  };

  /** A property that the client takes out of a command job. */
  private static final String SET_BY_SERVICE = "_azureml.ComputeTargetType";

  private JobKinds() {}

  /** What all jobs have. */
  static final Table JOB =
      new Table()
          .ignored(READ_ONLY)
          .ignored("name")
          .text("display_name", "properties.displayName")
          .text("experiment_name", "properties.experimentName")
          .text("description", "properties.description")
          .strings("tags", "properties.tags")
          .strings("properties", "properties.properties")
          .compute("compute", "properties.computeId")
          .below("identity", "properties.identity", RunKinds.JOB_IDENTITY)
          .under("properties.", new Table().row("services", RunKinds.services(Spelling.ARM)));

  static final Table QUEUE =
      new Table()
          .choice(
              "job_tier",
              "properties.queueSettings.jobTier",
              Map.of(
                  "spot",
                  "Spot",
                  "basic",
                  "Basic",
                  "standard",
                  "Standard",
                  "premium",
                  "Premium",
                  "null",
                  "Null"))
          .ignored("priority"); // ARM 2025-12-01 has none

  /** What runs, and where: a command job, and a sweep's trial. */
  private static Table command(String to) {
    return new Table()
        .code("code", to + "codeId")
        .row(
            "command",
            (value, target, sending) ->
                value.text().ifPresent(text -> Table.at(target, to).put("command", doubled(text))))
        .environment("environment", to + "environmentId")
        .strings("environment_variables", to + "environmentVariables")
        .below("resources", to + "resources", RunKinds.resources(Spelling.ARM))
        .below("distribution", to + "distribution", RunKinds.distribution(Spelling.ARM));
  }

  /** What is given to a job, and what it gives. */
  static final Table PORTS =
      new Table()
          .row(
              "inputs",
              (value, target, sending) ->
                  JobPorts.JOB.inputs(value, Table.at(target, "properties.inputs."), sending))
          .row(
              "outputs",
              (value, target, sending) ->
                  JobPorts.JOB.outputs(value, Table.at(target, "properties.outputs."), sending));

  static final Table COMMAND_JOB =
      new Table()
          .with(JOB)
          .with(command("properties."))
          .nested("limits", new Table().row("timeout", JobKinds::timeout))
          .nested("queue_settings", QUEUE)
          .with(PORTS)
          .row("properties", JobKinds::properties);

  private static final Table SAMPLING =
      new Table()
          .choice(
              "type",
              "samplingAlgorithmType",
              Map.of("random", "Random", "grid", "Grid", "bayesian", "Bayesian"))
          .integer("seed", "seed")
          .choice("rule", "rule", Map.of("random", "Random", "sobol", "Sobol"));

  static final Table SWEEP_JOB =
      new Table()
          .with(COMMAND_JOB)
          .without("code", "command", "environment", "environment_variables", "resources")
          .without("distribution")
          .with(new Table().strings("properties", "properties.properties"))
          .nested("trial", new Table().ignored("$schema").with(command("properties.trial.")))
          .row(
              "sampling_algorithm",
              (value, target, sending) ->
                  SAMPLING.map(
                      value.isMapping() ? value : value.as("type"),
                      Table.at(target, "properties.samplingAlgorithm."),
                      sending))
          .row("search_space", (value, target, sending) -> SearchSpace.map(value, target))
          .below(
              "objective",
              "properties.objective",
              RunKinds.objective(
                  Spelling.ARM, Map.of("minimize", "Minimize", "maximize", "Maximize")))
          .row(
              "early_termination",
              RunKinds.earlyTermination(Spelling.ARM, "properties.earlyTermination"))
          .nested(
              "limits",
              new Table()
                  .integer("max_total_trials", "properties.limits.maxTotalTrials")
                  .integer("max_concurrent_trials", "properties.limits.maxConcurrentTrials")
                  .row("timeout", sweepTime("timeout"))
                  .row("trial_timeout", sweepTime("trialTimeout")));

  private static Table.Row sweepTime(String field) {
    return (value, target, sending) ->
        RunKinds.sweepSeconds(value)
            .map(Duration::ofSeconds)
            .ifPresent(time -> Table.at(target, "properties.limits.").put(field, time.toString()));
  }

  /** All but those that the service sets. */
  private static void properties(Value value, ObjectNode target, Sending sending) {
    JOB.rows().get("properties").map(value, target, sending);
    Table.at(target, "properties.properties.").remove(SET_BY_SERVICE);
  }

  private static void timeout(Value value, ObjectNode target, Sending sending) {
    value
        .count()
        .ifPresent(
            seconds ->
                Table.at(target, "properties.limits.")
                    .put("jobLimitsType", "Command")
                    .put("timeout", Duration.ofSeconds(seconds).toString()));
  }

  /** {@code {inputs.x}} of the first previews means {@code ${{inputs.x}}}. */
  private static String doubled(String command) {
    return SINGLE_BRACKETS.matcher(command).replaceAll("\\${{$1}}");
  }

  /** A body with the maps that are never missing. */
  static ObjectNode body(String jobType) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", jobType).put("isArchived", false);
    for (var map : List.of("tags", "properties", "inputs", "outputs")) {
      properties.putObject(map);
    }
    return body;
  }
}
