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
          .strings("tags", "tags")
          .strings("properties", "properties")
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

  /** What runs has, but for its distribution. */
  private static final Table RUN =
      new Table()
          .strings("environment_variables", "environment_variables")
          .below("resources", RunKinds.resources(Spelling.YAML))
          .below("identity", RunKinds.NODE_IDENTITY);

  static final Table COMMAND =
      new Table()
          .with(NODE)
          .ignored("code", "command", "environment")
          .with(RUN)
          .below("distribution", RunKinds.distribution(Spelling.YAML))
          .below("queue_settings", new Table().passing())
          .row("limits", NodeKinds::limits)
          .row("services", RunKinds.services(Spelling.YAML));

  static final Table PARALLEL =
      new Table()
          .with(NODE)
          .with(ComponentKinds.PARALLEL_SETTINGS)
          .with(RUN)
          .row("mini_batch_size", NodeKinds::batchSize)
          .row(
              "partition_keys",
              (value, target, sending) -> target.put("partition_keys", keys(value)));

  static final Table PIPELINE = new Table().with(NODE).ignored("settings", "jobs");

  static final Table SWEEP =
      new Table()
          .with(NODE)
          .json("sampling_algorithm", "sampling_algorithm")
          .below(
              "limits",
              new Table()
                  .row("timeout", sweepTime("timeout"))
                  .row("trial_timeout", sweepTime("trial_timeout"))
                  .passing())
          .below(
              "objective", RunKinds.objective(Spelling.YAML, Spelling.same("minimize", "maximize")))
          .row("early_termination", RunKinds.earlyTermination(Spelling.YAML, "early_termination"))
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

  private static Table.Row sweepTime(String field) {
    return (value, target, sending) ->
        JobPorts.binding(value)
            .ifPresentOrElse(
                text -> target.put(field, text),
                () ->
                    RunKinds.sweepSeconds(value).ifPresent(seconds -> target.put(field, seconds)));
  }

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
