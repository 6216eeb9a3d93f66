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

  private JobKinds() {}

  /** What all jobs have. */
  static final Table JOB =
      new Table()
          .ignored(READ_ONLY)
          .ignored("name")
          .text("display_name", "properties.displayName")
          .text("experiment_name", "properties.experimentName")
          .text("description", "properties.description")
          .texts("tags", "properties.tags")
          .texts("properties", "properties.properties")
          .compute("compute", "properties.computeId")
          .nested("identity", identity("properties.identity"))
          .row("services", (value, target, sending) -> services(value, target));

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
        .texts("environment_variables", to + "environmentVariables")
        .nested("resources", resources(to + "resources."))
        .nested("distribution", distribution(to + "distribution."));
  }

  static final Table COMMAND_JOB =
      new Table()
          .with(JOB)
          .with(command("properties."))
          .nested("limits", new Table().row("timeout", JobKinds::timeout))
          .nested("queue_settings", QUEUE)
          .row(
              "inputs",
              (value, target, sending) ->
                  JobPorts.JOB.inputs(value, Table.at(target, "properties.inputs."), sending))
          .row(
              "outputs",
              (value, target, sending) ->
                  JobPorts.JOB.outputs(value, Table.at(target, "properties.outputs."), sending));

  static final Table EARLY_TERMINATION =
      new Table()
          .choice(
              "type",
              "policyType",
              Map.of(
                  "bandit", "Bandit",
                  "median_stopping", "MedianStopping",
                  "truncation_selection", "TruncationSelection"))
          .integer("evaluation_interval", "evaluationInterval")
          .integer("delay_evaluation", "delayEvaluation")
          .number("slack_factor", "slackFactor")
          .number("slack_amount", "slackAmount")
          .integer("truncation_percentage", "truncationPercentage");

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
          .nested("trial", new Table().ignored("$schema").with(command("properties.trial.")))
          .row(
              "sampling_algorithm",
              (value, target, sending) ->
                  SAMPLING.map(
                      value.isMapping() ? value : value.as("type"),
                      Table.at(target, "properties.samplingAlgorithm."),
                      sending))
          .row("search_space", (value, target, sending) -> SearchSpace.map(value, target))
          .nested(
              "objective",
              new Table()
                  .choice(
                      "goal",
                      "properties.objective.goal",
                      Map.of("minimize", "Minimize", "maximize", "Maximize"))
                  .text("primary_metric", "properties.objective.primaryMetric"))
          .row(
              "early_termination",
              (value, target, sending) ->
                  EARLY_TERMINATION.map(
                      value, Table.at(target, "properties.earlyTermination."), sending))
          .nested(
              "limits",
              new Table()
                  .integer("max_total_trials", "properties.limits.maxTotalTrials")
                  .integer("max_concurrent_trials", "properties.limits.maxConcurrentTrials")
                  .seconds("timeout", "properties.limits.timeout")
                  .seconds("trial_timeout", "properties.limits.trialTimeout"));

  static Table resources(String to) {
    return new Table()
        .integer("instance_count", to + "instanceCount")
        .row(
            "instance_type",
            (value, target, sending) ->
                (value.isList() ? value.list().stream().findFirst().orElse(value) : value)
                    .text()
                    .ifPresent(text -> Table.at(target, to).put("instanceType", text)))
        .text("shm_size", to + "shmSize")
        .text("docker_args", to + "dockerArgs")
        .json("properties", to + "properties")
        .ignored("locations", "max_instance_count"); // ARM 2025-12-01 has none of them
  }

  static Table distribution(String to) {
    return new Table()
        .choice(
            "type",
            to + "distributionType",
            Map.of("pytorch", "PyTorch", "mpi", "Mpi", "tensorflow", "TensorFlow"))
        .integer("process_count_per_instance", to + "processCountPerInstance")
        .integer("worker_count", to + "workerCount")
        .integer("parameter_server_count", to + "parameterServerCount");
  }

  private static Table identity(String to) {
    return new Table()
        .choice(
            "type",
            to + ".identityType",
            Map.of(
                "aml_token", "AMLToken",
                "managed", "Managed",
                "managed_identity", "Managed",
                "user_identity", "UserIdentity"))
        .text("client_id", to + ".clientId")
        .text("object_id", to + ".objectId")
        .text("msi_resource_id", to + ".resourceId");
  }

  private static final Table SERVICE =
      new Table()
          .ignored("endpoint", "status", "error_message")
          .choice("job_service_type", "jobServiceType", Services.TYPES)
          .choice("type", "jobServiceType", Services.TYPES)
          .integer("port", "port")
          .json("properties", "properties")
          .text("ssh_public_keys", "properties.sshPublicKeys")
          .text("log_dir", "properties.logDir")
          .row(
              "nodes",
              (value, target, sending) ->
                  value
                      .text("all"::equals, "all, or nothing")
                      .ifPresent(all -> target.putObject("nodes").put("nodesValueType", "All")));

  private static void services(Value value, ObjectNode target) {
    var services = Table.at(target, "properties.services.");
    value
        .mapping()
        .forEach(
            (name, service) -> SERVICE.map(service, services.putObject(name), Assets.NOTHING_SENT));
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
