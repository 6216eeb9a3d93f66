package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The mapping of Azure ML CLI v2 YAML to ARM bodies (API version 2025-12-01), a table a kind, as
 * Microsoft's own client (azure-ai-ml) sends it for Microsoft's published examples. Targets are
 * below the body; what is left out here is refused by name.
 */
final class Kinds {
  private static final Map<String, String> MODES =
      Map.of(
          "ro_mount", "ReadOnlyMount",
          "mount", "ReadOnlyMount",
          "rw_mount", "ReadWriteMount",
          "download", "Download",
          "direct", "Direct",
          "eval_mount", "EvalMount",
          "eval_download", "EvalDownload",
          "upload", "Upload");
  private static final Map<String, String> OUTPUT_MODES =
      Map.of(
          "mount", "ReadWriteMount",
          "rw_mount", "ReadWriteMount",
          "upload", "Upload",
          "direct", "Direct");
  private static final Map<String, String> ASSET_TYPES =
      Map.of(
          "uri_file", "uri_file",
          "uri_folder", "uri_folder",
          "mltable", "mltable",
          "mlflow_model", "mlflow_model",
          "custom_model", "custom_model",
          "triton_model", "triton_model");

  private static final Predicate<String> NAME =
      Pattern.compile("[a-zA-Z0-9_-]{1,255}").asMatchPredicate();

  private Kinds() {}

  static final Table COMMAND_JOB =
      new Table()
          .ignored("$schema", "type", "name")
          .code("code", "properties.codeId")
          .text("command", "properties.command")
          .text("display_name", "properties.displayName")
          .text("experiment_name", "properties.experimentName")
          .text("description", "properties.description")
          .texts("tags", "properties.tags")
          .texts("properties", "properties.properties")
          .reference("environment", "properties.environmentId", "environments")
          .compute("compute", "properties.computeId")
          .texts("environment_variables", "properties.environmentVariables")
          .nested(
              "resources",
              new Table()
                  .integer("instance_count", "properties.resources.instanceCount")
                  .text("instance_type", "properties.resources.instanceType")
                  .text("shm_size", "properties.resources.shmSize")
                  .text("docker_args", "properties.resources.dockerArgs"))
          .nested("limits", new Table().row("timeout", Kinds::timeout))
          .row("inputs", Kinds::inputs)
          .row("outputs", Kinds::outputs);

  private static void timeout(Value value, ObjectNode target, Sending sending) {
    value
        .count()
        .ifPresent(
            seconds ->
                target
                    .withObject("/properties")
                    .putObject("limits")
                    .put("jobLimitsType", "Command")
                    .put("timeout", Duration.ofSeconds(seconds).toString()));
  }

  private static void inputs(Value value, ObjectNode target, Sending sending) {
    var inputs = target.withObject("/properties").withObject("/inputs");
    named(value).forEach((name, input) -> input(input, inputs.putObject(name), sending));
  }

  /** Inputs and outputs by names that a command can say: {@code ${{inputs.train_data}}}. */
  private static Map<String, Value> named(Value value) {
    var named = value.mapping();
    named.forEach(
        (name, entry) -> {
          if (!NAME.test(name)) {
            entry.fault("expected a name of 1 to 255 letters, digits, _ and -");
          }
        });
    return named;
  }

  private static void input(Value value, ObjectNode input, Sending sending) {
    if (!value.isMapping()) {
      input.put("jobInputType", "literal");
      value.literal().ifPresent(text -> input.put("value", text));
      return;
    }
    var type = value.find("type").flatMap(Value::text).orElse("uri_folder");
    new Table()
        .choice("type", "jobInputType", ASSET_TYPES)
        .choice("mode", "mode", MODES)
        .text("description", "description")
        .reference("path", "uri", type.endsWith("_model") ? "models" : "data")
        .map(value, input, sending);
    input.put("jobInputType", type);
  }

  private static void outputs(Value value, ObjectNode target, Sending sending) {
    var outputs = target.withObject("/properties").withObject("/outputs");
    named(value)
        .forEach(
            (name, output) -> {
              var node = outputs.putObject(name).put("jobOutputType", "uri_folder");
              if (output.isMapping()) {
                new Table()
                    .choice("type", "jobOutputType", ASSET_TYPES)
                    .choice("mode", "mode", OUTPUT_MODES)
                    .text("description", "description")
                    .text("path", "uri")
                    .text("name", "assetName")
                    .map(output, node, sending);
              } else if (output.isText()) {
                output.unexpected("fields like type and mode, or nothing");
              }
            });
  }
}
