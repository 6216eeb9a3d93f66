package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mapping of pipeline jobs of command nodes (contract, section 7): names within {@code jobs}
 * stay snake_case, a bare {@code command:} becomes an anonymous component that is put before.
 */
final class PipelineKinds {
  private static final String ANONYMOUS = "azureml_anonymous";
  private static final Pattern BINDING =
      Pattern.compile("\\$\\{\\{\\s*parent\\.(inputs|outputs|jobs)\\.([\\w-]+).*}}");
  private static final Map<String, String> MODES =
      Map.of(
          "ro_mount", "ReadOnlyMount",
          "mount", "ReadOnlyMount",
          "rw_mount", "ReadWriteMount",
          "download", "Download",
          "upload", "Upload",
          "direct", "Direct",
          "eval_mount", "EvalMount",
          "eval_download", "EvalDownload");

  private static final Table PIPELINE_JOB =
      new Table()
          .ignored("$schema", "type", "name", "jobs")
          .text("display_name", "properties.displayName")
          .text("experiment_name", "properties.experimentName")
          .text("description", "properties.description")
          .texts("tags", "properties.tags")
          .texts("properties", "properties.properties")
          .compute("compute", "properties.computeId")
          .row("settings", PipelineKinds::settings)
          .row("inputs", Kinds::inputs)
          .row("outputs", Kinds::outputs);

  private static final Table SETTINGS =
      new Table()
          .compute("default_compute", "default_compute")
          .row("default_datastore", PipelineKinds::datastore)
          .bool("continue_on_step_failure", "continue_on_step_failure")
          .bool("force_rerun", "force_rerun");

  /** What a node says beside its component. */
  private static final Table NODE =
      new Table()
          .ignored("name", "code", "command", "environment", "component", "description")
          .text("type", "type")
          .text("display_name", "display_name")
          .texts("tags", "tags")
          .compute("compute", "computeId")
          .texts("environment_variables", "environment_variables")
          .nested(
              "resources",
              new Table()
                  .integer("instance_count", "resources.instance_count")
                  .text("instance_type", "resources.instance_type")
                  .text("shm_size", "resources.shm_size"))
          .nested("limits", new Table().row("timeout", PipelineKinds::timeout))
          .row("inputs", PipelineKinds::inputs)
          .row("outputs", PipelineKinds::outputs);

  /** A component's file, and what a bare command has of one. */
  private static final Table COMPONENT =
      new Table()
          .ignored("$schema", "name", "version", "type", "inputs", "outputs", "tags")
          .text("display_name", "display_name")
          .text("description", "description")
          .text("command", "command")
          .row(
              "code",
              (value, target, sending) ->
                  Code.id(value, sending).ifPresent(id -> target.put("code", spec(id))))
          .row(
              "environment",
              (value, target, sending) ->
                  InlineAssets.environment(value, sending)
                      .ifPresent(id -> target.put("environment", spec(id))))
          .bool("is_deterministic", "is_deterministic");

  private PipelineKinds() {}

  /** How a component names an ARM id. */
  private static String spec(String id) {
    return id.startsWith("/") ? "azureml:" + id : id;
  }

  private static void settings(Value value, ObjectNode target, Sending sending) {
    var settings = target.withObject("/properties").putObject("settings");
    SETTINGS.map(value, settings, sending);
    settings.put("_source", "YAML.JOB");
  }

  private static void datastore(Value value, ObjectNode target, Sending sending) {
    value
        .text()
        .map(text -> text.replaceFirst("^azureml:", ""))
        .ifPresent(
            name -> target.put("default_datastore", sending.workspace() + "/datastores/" + name));
  }

  private static void timeout(Value value, ObjectNode target, Sending sending) {
    value
        .count()
        .ifPresent(
            seconds ->
                target
                    .putObject("limits")
                    .put("job_limits_type", "Command")
                    .put("timeout", Duration.ofSeconds(seconds).toString()));
  }

  /** The whole file. */
  static void map(Value file, ObjectNode body, Sending sending) {
    PIPELINE_JOB.map(file, body, sending);
    var jobs = body.withObject("/properties").putObject("jobs");
    file.require("jobs")
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach((name, node) -> node(name, node, file, jobs.putObject(name), sending));
  }

  private static void node(
      String name, Value node, Value file, ObjectNode target, Sending sending) {
    var kind = node.find("type").flatMap(Value::text).orElse("command");
    if (!kind.equals("command")) {
      node.find("type").ifPresent(type -> type.fault("only command jobs are released"));
      return;
    }
    target.put("name", name).put("type", "command");
    NODE.map(node, target, sending);
    component(node, file, sending).ifPresent(id -> target.put("componentId", id));
    target.put("_source", "YAML.JOB");
  }

  private static Optional<String> component(Value node, Value pipeline, Sending sending) {
    var named = node.find("component");
    if (named.isEmpty()) {
      node.require("command");
      node.require("environment");
      var spec = Table.object();
      COMPONENT.map(node.keeping("command", "code", "environment", "description"), spec, sending);
      declare(node, pipeline, "inputs", spec.putObject("inputs"));
      declare(node, pipeline, "outputs", spec.putObject("outputs"));
      return Optional.of(put(spec, sending));
    }
    if (Table.isRemote(named.get().text().orElse(""))) {
      return Table.reference(named.get(), "components", sending);
    }
    return node.local()
        .yaml(named.get())
        .map(
            file -> {
              var spec = Table.object();
              COMPONENT.map(file, spec, sending);
              for (var part : List.of("inputs", "outputs")) {
                var declared = spec.putObject(part);
                file.find(part)
                    .map(Value::mapping)
                    .orElse(Map.of())
                    .forEach((name, value) -> declare(value, declared.putObject(name)));
              }
              return put(spec, sending);
            });
  }

  private static String put(ObjectNode spec, Sending sending) {
    spec.put("name", ANONYMOUS).put("version", "1").put("type", "command");
    if (!spec.has("is_deterministic")) {
      spec.put("is_deterministic", true);
    }
    spec.put("_source", "YAML.COMPONENT");
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.set("componentSpec", spec);
    properties.put("isAnonymous", true).put("isArchived", false);
    properties.putObject("properties");
    properties.putObject("tags");
    var version =
        AssetKinds.hash(body).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12}).*", "$1-$2-$3-$4-$5");
    return sending.put("components", ANONYMOUS, version, body);
  }

  private static void declare(Value value, ObjectNode declared) {
    value
        .mapping()
        .forEach(
            (field, said) -> {
              if (field.equals("optional")) {
                said.bool().ifPresent(flag -> declared.put(field, flag));
              } else {
                said.literal().ifPresent(text -> declared.put(field, text));
              }
            });
  }

  /** The types of a bare command's inputs and outputs, from what they are bound to. */
  private static void declare(Value node, Value pipeline, String part, ObjectNode declared) {
    node.find(part)
        .filter(Value::isMapping)
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach(
            (name, value) ->
                declared
                    .putObject(name)
                    .put(
                        "type",
                        part.equals("inputs")
                            ? inputType(value, pipeline)
                            : outputType(value, pipeline)));
  }

  private static Optional<Value> top(Value pipeline, String part, String name) {
    return pipeline.find(part).flatMap(all -> all.find(name));
  }

  private static String inputType(Value value, Value pipeline) {
    if (value.isMapping()) {
      return value.find("type").flatMap(Value::text).orElse("uri_folder");
    }
    var binding = BINDING.matcher(value.text().orElse("").strip());
    if (!binding.matches()) {
      return "string";
    }
    return binding.group(1).equals("inputs")
        ? top(pipeline, "inputs", binding.group(2))
            .map(input -> inputType(input, pipeline))
            .orElse("string")
        : "uri_folder";
  }

  private static String outputType(Value value, Value pipeline) {
    if (value.isMapping()) {
      return value.find("type").flatMap(Value::text).orElse("uri_folder");
    }
    var binding = BINDING.matcher(value.isText() ? value.text().orElse("").strip() : "");
    return binding.matches()
        ? top(pipeline, "outputs", binding.group(2))
            .filter(Value::isMapping)
            .flatMap(output -> output.find("type"))
            .flatMap(Value::text)
            .orElse("uri_folder")
        : "uri_folder";
  }

  private static void inputs(Value value, ObjectNode target, Sending sending) {
    var inputs = target.putObject("inputs");
    value.mapping().forEach((name, input) -> input(input, inputs.putObject(name), sending));
  }

  private static void input(Value input, ObjectNode bound, Sending sending) {
    if (!input.isMapping()) {
      bound.put("job_input_type", "literal");
      input.literal().ifPresent(text -> bound.put("value", text));
      return;
    }
    var path = input.find("path").flatMap(Value::text).orElse("");
    if (BINDING.matcher(path).matches()) {
      bound.put("job_input_type", "literal").put("value", path);
    } else {
      var type = input.find("type").flatMap(Value::text).orElse("uri_folder");
      bound.put("job_input_type", type);
      input
          .find("path")
          .flatMap(
              data -> Table.reference(data, type.endsWith("_model") ? "models" : "data", sending))
          .ifPresent(uri -> bound.put("uri", uri));
    }
    mode(input, bound);
  }

  private static void mode(Value said, ObjectNode bound) {
    said.find("mode")
        .flatMap(Value::text)
        .ifPresent(mode -> bound.put("mode", MODES.getOrDefault(mode, mode)));
  }

  private static void outputs(Value value, ObjectNode target, Sending sending) {
    var outputs = target.putObject("outputs");
    value
        .mapping()
        .forEach(
            (name, output) -> {
              if (output.isText()) {
                outputs
                    .putObject(name)
                    .put("type", "literal")
                    .put("value", output.text().orElse(""));
              } else if (output.isMapping()) {
                var bound = outputs.putObject(name);
                bound.put(
                    "job_output_type",
                    output.find("type").flatMap(Value::text).orElse("uri_folder"));
                output.find("path").flatMap(Value::text).ifPresent(path -> bound.put("uri", path));
                mode(output, bound);
              }
            });
  }
}
