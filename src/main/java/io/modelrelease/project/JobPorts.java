package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Inputs and outputs of jobs. Jobs write their fields as ARM does; the nodes inside a pipeline job,
 * which ARM does not look into, write them as YAML does ({@code job_input_type}).
 */
enum JobPorts {
  JOB("jobInputType", "jobOutputType"),
  NODE("job_input_type", "job_output_type");

  static final Map<String, String> INPUT_MODES =
      Map.of(
          "ro_mount", "ReadOnlyMount",
          "mount", "ReadOnlyMount",
          "rw_mount", "ReadWriteMount",
          "download", "Download",
          "direct", "Direct",
          "eval_mount", "EvalMount",
          "eval_download", "EvalDownload",
          "upload", "Upload");
  static final Map<String, String> OUTPUT_MODES =
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
  private static final Pattern BINDING = Pattern.compile("\\s{0,20}\\$\\{\\{\\s{0,20}parent\\.");
  private static final Pattern OLD_BINDING = Pattern.compile("\\$\\{\\{(?:inputs|outputs|jobs)\\.");
  private static final String FOLDER = "uri_folder";
  private static final String LITERAL = "literal";
  private static final String VALUE = "value";
  private static final Predicate<String> NAME =
      Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,254}(?:\\.[a-zA-Z_][a-zA-Z0-9_]{0,254}){0,9}")
          .asMatchPredicate();

  private final String inputType;
  private final String outputType;

  JobPorts(String inputType, String outputType) {
    this.inputType = inputType;
    this.outputType = outputType;
  }

  /** {@code ${{parent.…}}}: a value that another part of the pipeline gives. */
  private static boolean isBinding(String text) {
    return BINDING.matcher(text).lookingAt();
  }

  /** The first previews left {@code parent} out; the client refuses that now. */
  private void checkBinding(Value port) {
    if (this == NODE) {
      (port.isMapping() ? port.find("path") : Optional.of(port))
          .filter(Value::isText)
          .flatMap(Value::text)
          .filter(text -> OLD_BINDING.matcher(text).lookingAt())
          .ifPresent(
              text ->
                  port.fault(
                      "is %s, which is written %s"
                          .formatted(
                              Paths.shown(text), Paths.shown(text.replace("{{", "{{parent.")))));
    }
  }

  /** Where an input or output that is written as fields gets its value; else empty. */
  static Optional<String> binding(Value port) {
    var text = port.isMapping() ? port.find("path") : Optional.of(port);
    return text.filter(Value::isText).flatMap(Value::text).filter(JobPorts::isBinding);
  }

  void inputs(Value value, ObjectNode inputs, Sending sending) {
    named(value)
        .forEach(
            (name, input) -> {
              if (input.isEmpty()) {
                input.fault("has no value; leave it out, or give one");
              } else {
                input(input, inputs.putObject(name), sending);
              }
            });
  }

  /** Inputs or outputs by names that a command can say: {@code ${{inputs.train_data}}}. */
  static Map<String, Value> named(Value value) {
    var named = value.mapping();
    var known = new HashSet<String>();
    named.forEach(
        (name, entry) -> {
          if (!NAME.test(name)) {
            entry.fault("expected a name of letters, digits and underscores, no digit first");
          } else if (!known.add(name.toLowerCase(Locale.ROOT))) {
            entry.fault("there is another of this name, in other letters");
          }
        });
    return named;
  }

  private void input(Value value, ObjectNode input, Sending sending) {
    checkBinding(value);
    var literal = value.find(VALUE).orElse(value);
    if (!literal.isMapping()) {
      input.put(inputType, LITERAL);
      literal.parameter().ifPresent(text -> input.put(VALUE, text));
      return;
    }
    var table =
        new Table()
            .choice("type", inputType, ASSET_TYPES)
            .choice("mode", "mode", INPUT_MODES)
            .text("description", "description")
            .ignored("datastore");
    var binding = binding(value);
    if (binding.isPresent()) {
      table.ignored("path").map(value, input, sending);
      input.put(inputType, LITERAL).put(VALUE, binding.get());
      return;
    }
    value.require("path");
    var type = value.find("type").filter(Value::isText).flatMap(Value::text).orElse(FOLDER);
    table
        .row(
            "path",
            (path, target, to) -> uri(path, type, to).ifPresent(id -> target.put("uri", id)))
        .map(value, input, sending);
    if (!input.has(inputType)) {
      input.put(inputType, FOLDER);
    }
  }

  /** Data elsewhere, a registered asset, or local files that are uploaded. */
  private static Optional<String> uri(Value path, String type, Sending sending) {
    var text = path.text().orElse("");
    if (Table.isRemote(text)) {
      return Table.reference(path, type.endsWith("_model") ? "models" : "data", sending);
    }
    return path.local()
        .upload(path)
        .map(
            upload -> {
              // the client sends both, and the job then finds nothing there
              if (!upload.folder() && type.equals(FOLDER)) {
                path.fault("is a file: give type uri_file");
              } else if (upload.folder() && type.equals("uri_file")) {
                path.fault("is a folder: give type uri_folder");
              }
              var uri = sending.upload(upload);
              return type.equals(FOLDER) ? uri : uri.replaceFirst("/$", "");
            });
  }

  void outputs(Value value, ObjectNode outputs, Sending sending) {
    named(value)
        .forEach(
            (name, output) -> {
              if (this == JOB || !output.isEmpty()) {
                output(output, outputs.putObject(name), sending);
              }
            });
  }

  private void output(Value value, ObjectNode output, Sending sending) {
    checkBinding(value);
    var binding = this == NODE ? binding(value) : Optional.<String>empty();
    if (binding.isPresent()) {
      output.put(VALUE, binding.get()).put("type", LITERAL);
      if (value.isMapping()) {
        new Table()
            .ignored("type", "path")
            .choice("mode", "mode", OUTPUT_MODES)
            .map(value, output, sending);
      }
      return;
    }
    output.put(outputType, FOLDER);
    if (value.isMapping()) {
      new Table()
          .choice("type", outputType, ASSET_TYPES)
          .choice("mode", "mode", OUTPUT_MODES)
          .text("description", "description")
          .text("path", "uri")
          .text("name", this == JOB ? "assetName" : "asset_name")
          .row("version", this::version)
          .map(value, output, sending);
    } else if (!value.isEmpty()) {
      value.unexpected("fields like type and mode, or nothing");
    }
  }

  /**
   * ARM 2025-12-01 has a name for what a job registers, and no version; steps are not looked into.
   */
  private void version(Value version, ObjectNode output, Sending sending) {
    if (this == JOB) {
      version.fault("cannot be chosen for a job's output; leave it out, and the next one is taken");
    } else {
      version.literal().ifPresent(text -> output.put("asset_version", text));
    }
  }
}
