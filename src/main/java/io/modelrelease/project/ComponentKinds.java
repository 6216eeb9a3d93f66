package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * How component files become documents that ARM takes ({@code componentSpec}): nearly as they are
 * written. Fields that no table has are sent as they are, as Microsoft's client does it.
 */
final class ComponentKinds {
  /** Runs where a component has no code: jobs do not run without any. */
  private static final String PLACEHOLDER = "COMPONENT_PLACEHOLDER";

  private static final String PLACEHOLDER_TEXT = "command_component: code_placeholder";
  private static final Map<String, String> PORT_TYPES =
      Spelling.same(
          "path",
          "uri_file",
          "uri_folder",
          "mltable",
          "mlflow_model",
          "custom_model",
          "triton_model");
  private static final Map<String, String> PARAMETER_TYPES =
      Spelling.same("number", "integer", "boolean", "string");
  private static final Map<String, String> PORT_MODES =
      Spelling.same(
          "mount",
          "ro_mount",
          "rw_mount",
          "download",
          "upload",
          "direct",
          "eval_mount",
          "eval_download",
          "link");

  private ComponentKinds() {}

  static final Table COMPONENT =
      new Table()
          .text("$schema", "$schema")
          .ignored("name", "version", "id", "creation_context", "type")
          .text("display_name", "display_name")
          .text("description", "description")
          .strings("tags", "tags")
          .texts("properties", "properties")
          .bool("is_deterministic", "is_deterministic")
          .row("inputs", (value, target, sending) -> inputs(value, target.putObject("inputs")))
          .row("outputs", (value, target, sending) -> outputs(value, target.putObject("outputs")));

  private static final Table RESOURCES =
      new Table()
          .integer("instance_count", "instance_count")
          .json("instance_type", "instance_type")
          .text("shm_size", "shm_size")
          .text("docker_args", "docker_args")
          .ignored("properties", "locations", "max_instance_count");

  static final Table COMMAND =
      new Table()
          .with(COMPONENT)
          .text("command", "command")
          .ignored("code") // with additional_includes, below
          .json("additional_includes", "additional_includes")
          .row("environment", ComponentKinds::environment)
          .ignored("environment_variables")
          .below("resources", RESOURCES)
          .below("distribution", RunKinds.componentDistribution());

  static final Table TASK =
      new Table()
          .choice("type", "type", Spelling.same("run_function", "model", "function"))
          .row("code", ComponentKinds::code)
          .text("entry_script", "entry_script")
          .text("program_arguments", "program_arguments")
          .text("model", "model")
          .text("append_row_to", "append_row_to")
          .row("environment", ComponentKinds::environment)
          .tolerant(); // the client drops what a task does not have

  static final Table RETRIES =
      new Table().integer("timeout", "timeout").integer("max_retries", "max_retries").passing();

  /** What parallel components and nodes have alike. */
  static final Table PARALLEL_SETTINGS =
      new Table()
          .choice(
              "logging_level",
              "logging_level",
              Map.of("debug", "DEBUG", "info", "INFO", "warning", "WARNING"))
          .row(
              "task",
              (value, target, sending) -> TASK.map(value, target.putObject("task"), sending))
          .text("input_data", "input_data")
          .row(
              "retry_settings",
              (value, target, sending) ->
                  RETRIES.map(value, target.putObject("retry_settings"), sending))
          .whole("max_concurrency_per_instance", "max_concurrency_per_instance")
          .whole("error_threshold", "error_threshold")
          .whole("mini_batch_error_threshold", "mini_batch_error_threshold");

  static final Table PARALLEL =
      new Table()
          .with(COMPONENT)
          .with(PARALLEL_SETTINGS)
          .ignored("environment_variables")
          .row(
              "mini_batch_size",
              (value, target, sending) ->
                  NodeKinds.batchSize(value)
                      .ifPresent(size -> target.put("mini_batch_size", Long.toString(size))))
          .row(
              "partition_keys",
              (value, target, sending) -> target.put("partition_keys", NodeKinds.keys(value)))
          .json("resources", "resources");

  private static void inputs(Value value, ObjectNode inputs) {
    JobPorts.named(value)
        .forEach((name, input) -> ComponentPort.map(input, inputs.putObject(name)));
  }

  private static void outputs(Value value, ObjectNode outputs) {
    var table =
        new Table()
            .choice("type", "type", both())
            .text("description", "description")
            .choice("mode", "mode", PORT_MODES)
            .ignored("is_control", "early_available");
    JobPorts.named(value)
        .forEach(
            (name, output) -> {
              output.require("type");
              table.map(output, outputs.putObject(name), Assets.NOTHING_SENT);
            });
  }

  static Map<String, String> both() {
    var both = new java.util.TreeMap<>(PORT_TYPES);
    both.putAll(PARAMETER_TYPES);
    return both;
  }

  static Map<String, String> modes() {
    return PORT_MODES;
  }

  private static void code(Value value, ObjectNode target, Sending sending) {
    Code.ofComponent(value.as("code"), sending).ifPresent(id -> target.put("code", prefixed(id)));
  }

  private static void environment(Value value, ObjectNode target, Sending sending) {
    InlineAssets.anonymousEnvironment(value, sending)
        .ifPresent(id -> target.put("environment", prefixed(id)));
  }

  /** Inside a document an id is a reference as YAML has them. */
  static String prefixed(String id) {
    return id.startsWith("azureml:") ? id : "azureml:" + id;
  }

  /** A component from its own document. */
  static Optional<Component> read(Value document, String source, Sending sending) {
    return read(document, source, false, sending);
  }

  /**
   * @param named whether steps of a pipeline say their names, which they do in a file that is sent
   *     by itself
   */
  static Optional<Component> read(Value document, String source, boolean named, Sending sending) {
    var type = document.find("type").filter(Value::isText).flatMap(Value::text).orElse("command");
    return switch (type.toLowerCase(java.util.Locale.ROOT)) {
      case "command" -> Optional.of(command(document, source, sending));
      case "parallel" -> Optional.of(parallel(document, source, sending));
      case "pipeline" -> Optional.of(PipelineComponents.read(document, source, named, sending));
      default -> {
        document
            .require("type")
            .ifPresent(
                value ->
                    value.fault(
                        "components of type %s are not supported; supported are command, parallel and pipeline"
                            .formatted(Paths.shown(type))));
        yield Optional.empty();
      }
    };
  }

  private static Component command(Value document, String source, Sending sending) {
    document.require("command");
    document.require("environment");
    Placeholders.ofComponent(document);
    var spec = Table.object();
    new Table().with(COMMAND).passing().map(document, spec, sending);
    withCode(document, spec, sending);
    return deterministic(new Component("command", spec, source, document));
  }

  private static Component parallel(Value document, String source, Sending sending) {
    document.require("task");
    var spec = Table.object();
    new Table().with(PARALLEL).passing().map(document, spec, sending);
    return deterministic(new Component("parallel", spec, source, document));
  }

  static Component deterministic(Component component) {
    if (!component.spec().has("is_deterministic")) {
      component.spec().put("is_deterministic", true);
    }
    return component;
  }

  /** Its code with what else it includes. */
  static void withCode(Value document, ObjectNode spec, Sending sending) {
    var text = PLACEHOLDER_TEXT.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var id =
        Code.ofComponent(document, sending)
            .orElseGet(() -> Code.put(Upload.file(PLACEHOLDER, text), sending));
    spec.put("code", prefixed(id));
  }
}
