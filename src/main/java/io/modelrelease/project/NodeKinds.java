package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the steps of a pipeline job become documents, a table a kind. ARM does not look into them
 * ({@code jobs} is free in its schema): names stay as YAML has them, but for ids, modes and
 * durations. Fields beside a component that no table has are sent as they are.
 */
final class NodeKinds {
  private NodeKinds() {}

  static final Table NODE =
      new Table()
          .ignored("$schema", "type", "name", "description", "experiment_name", "component")
          .ignored("id", "status", "creation_context", "log_files", "trial", "schema")
          .text("display_name", "display_name")
          .texts("tags", "tags")
          .texts("properties", "properties")
          .text("comment", "comment")
          .row("compute", NodeKinds::compute)
          .row(
              "inputs",
              (value, target, sending) ->
                  JobPorts.NODE.inputs(value, target.putObject("inputs"), sending))
          .row(
              "outputs",
              (value, target, sending) ->
                  JobPorts.NODE.outputs(value, target.putObject("outputs"), sending));

  private static final Table RESOURCES =
      new Table()
          .bindable("instance_count", "instance_count")
          .json("instance_type", "instance_type")
          .text("shm_size", "shm_size")
          .text("docker_args", "docker_args")
          .json("properties", "properties")
          .json("locations", "locations")
          .bindable("max_instance_count", "max_instance_count");

  private static final Table DISTRIBUTION =
      new Table()
          .choice(
              "type",
              "distribution_type",
              Map.of("pytorch", "PyTorch", "mpi", "Mpi", "tensorflow", "TensorFlow"))
          .bindable("process_count_per_instance", "process_count_per_instance")
          .bindable("worker_count", "worker_count")
          .bindable("parameter_server_count", "parameter_server_count");

  private static final Table SERVICE =
      new Table()
          .ignored("endpoint", "status", "error_message")
          .choice("job_service_type", "job_service_type", Services.TYPES)
          .choice("type", "job_service_type", Services.TYPES)
          .integer("port", "port")
          .json("properties", "properties")
          .text("ssh_public_keys", "properties.sshPublicKeys")
          .text("log_dir", "properties.logDir")
          .row(
              "nodes",
              (value, target, sending) -> target.putObject("nodes").put("nodes_value_type", "All"));

  private static final Table IDENTITY =
      new Table()
          .choice(
              "type",
              "type",
              Map.of(
                  "aml_token", "aml_token",
                  "managed", "managed_identity",
                  "managed_identity", "managed_identity",
                  "user_identity", "user_identity"))
          .text("client_id", "client_id")
          .text("object_id", "object_id")
          .text("msi_resource_id", "resource_id");

  static final Table COMMAND =
      new Table()
          .with(NODE)
          .ignored("code", "command", "environment")
          .texts("environment_variables", "environment_variables")
          .below("resources", RESOURCES)
          .below("distribution", DISTRIBUTION)
          .below("identity", IDENTITY)
          .below("queue_settings", new Table().passing())
          .row("limits", NodeKinds::limits)
          .row(
              "services",
              (value, target, sending) -> {
                var services = target.putObject("services");
                value
                    .mapping()
                    .forEach(
                        (name, service) -> SERVICE.map(service, services.putObject(name), sending));
              });

  static final Table PARALLEL =
      new Table()
          .with(NODE)
          .with(ComponentKinds.PARALLEL_SETTINGS)
          .texts("environment_variables", "environment_variables")
          .below("resources", RESOURCES)
          .below("identity", IDENTITY)
          .row("mini_batch_size", NodeKinds::batchSize)
          .row(
              "partition_keys",
              (value, target, sending) -> target.put("partition_keys", keys(value)));

  static final Table PIPELINE = new Table().with(NODE).ignored("settings", "jobs");

  static final Table SWEEP =
      new Table()
          .with(NODE)
          .json("sampling_algorithm", "sampling_algorithm")
          .below("limits", new Table().passing())
          .below(
              "objective",
              new Table()
                  .choice("goal", "goal", Map.of("minimize", "minimize", "maximize", "maximize"))
                  .text("primary_metric", "primary_metric"))
          .below(
              "early_termination",
              new Table()
                  .choice(
                      "type",
                      "policy_type",
                      Map.of(
                          "bandit", "Bandit",
                          "median_stopping", "MedianStopping",
                          "truncation_selection", "TruncationSelection"))
                  .integer("evaluation_interval", "evaluation_interval")
                  .integer("delay_evaluation", "delay_evaluation")
                  .number("slack_factor", "slack_factor")
                  .number("slack_amount", "slack_amount")
                  .integer("truncation_percentage", "truncation_percentage"))
          .row(
              "search_space",
              (value, target, sending) -> {
                var space = target.putObject("search_space");
                value
                    .mapping()
                    .forEach(
                        (name, parameter) -> {
                          SearchSpace.checked(parameter);
                          space.set(name, parameter.json());
                        });
              });

  private static void compute(Value value, ObjectNode target, Sending sending) {
    if (JobPorts.binding(value).isPresent()) {
      value.text().ifPresent(text -> target.put("computeId", text));
    } else {
      new Table().compute("compute", "computeId").map(value.as("compute"), target, sending);
    }
  }

  private static void limits(Value value, ObjectNode target, Sending sending) {
    var limits = target.putObject("limits").put("job_limits_type", "Command");
    new Table()
        .row(
            "timeout",
            (timeout, to, unused) -> {
              var binding = JobPorts.binding(timeout);
              binding
                  .or(() -> timeout.count().map(Duration::ofSeconds).map(Duration::toString))
                  .ifPresent(text -> to.put("timeout", text));
            })
        .map(value, limits, sending);
  }

  /** Bytes, or how many files. */
  private static void batchSize(Value value, ObjectNode target, Sending sending) {
    batchSize(value).ifPresent(size -> target.put("mini_batch_size", size));
  }

  static java.util.Optional<Long> batchSize(Value value) {
    var units = new TreeMap<>(Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30));
    var text = value.text().orElse("").toLowerCase(java.util.Locale.ROOT);
    if (!text.matches("\\d{1,12}(kb|mb|gb)?")) {
      value.unexpected("a number, or one with kb, mb or gb");
      return java.util.Optional.empty();
    }
    var unit = units.getOrDefault(text.replaceAll("\\d", ""), 1L);
    return java.util.Optional.of(Long.parseLong(text.replaceAll("\\D", "")) * unit);
  }

  /** A list as Python writes it in JSON, with a space after a comma. */
  static String keys(Value value) {
    return value.list().stream()
        .map(Value::json)
        .map(Object::toString)
        .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
  }

  /** Fields that a step without a component takes; all others are faults there. */
  static List<String> bareCommand() {
    return List.of("command", "code", "environment");
  }
}
