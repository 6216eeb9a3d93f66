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

  private static Table asset() {
    return new Table()
        .ignored("$schema", "name", "version")
        .text("description", "properties.description")
        .texts("tags", "properties.tags")
        .texts("properties", "properties.properties");
  }

  static final Table DATA =
      asset()
          .choice(
              "type",
              "properties.dataType",
              Map.of("uri_file", "uri_file", "uri_folder", "uri_folder"))
          .ignored("path");

  static final Table ENVIRONMENT =
      asset()
          .text("image", "properties.image")
          .ignored("conda_file")
          .choice("os_type", "properties.osType", Map.of("linux", "Linux", "windows", "Windows"));

  static final Table COMPUTE =
      new Table()
          .ignored("$schema", "name", "type")
          .text("location", "location")
          .text("description", "properties.description")
          .texts("tags", "tags")
          .text("size", "properties.properties.vmSize")
          .choice(
              "tier",
              "properties.properties.vmPriority",
              Map.of("dedicated", "Dedicated", "low_priority", "LowPriority"))
          .integer("min_instances", "properties.properties.scaleSettings.minNodeCount")
          .integer("max_instances", "properties.properties.scaleSettings.maxNodeCount")
          .seconds(
              "idle_time_before_scale_down",
              "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown")
          .bool("enable_node_public_ip", "properties.properties.enableNodePublicIp")
          .row("ssh_public_access_enabled", Kinds::sshPublicAccess);

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

  private static final Table ENDPOINT =
      new Table()
          .ignored("$schema", "name", "traffic", "mirror_traffic", "type")
          .text("description", "properties.description")
          .texts("tags", "tags")
          .texts("properties", "properties.properties");

  static final Table ONLINE_ENDPOINT =
      copy(ENDPOINT)
          .choice(
              "auth_mode",
              "properties.authMode",
              Map.of("key", "Key", "aml_token", "AMLToken", "aad_token", "AADToken"))
          .choice(
              "public_network_access",
              "properties.publicNetworkAccess",
              Map.of("enabled", "Enabled", "disabled", "Disabled"));

  static final Table BATCH_ENDPOINT =
      copy(ENDPOINT)
          .ignored("defaults")
          .choice("auth_mode", "properties.authMode", Map.of("aad_token", "AADToken"));

  private static Table deployment() {
    return new Table()
        .ignored("$schema", "name", "endpoint_name", "model", "type")
        .text("description", "properties.description")
        .texts("tags", "tags")
        .texts("properties", "properties.properties");
  }

  private static Table probe(String name) {
    var to = "properties." + name + ".";
    return new Table()
        .seconds("initial_delay", to + "initialDelay")
        .seconds("period", to + "period")
        .seconds("timeout", to + "timeout")
        .integer("success_threshold", to + "successThreshold")
        .integer("failure_threshold", to + "failureThreshold");
  }

  static final Table ONLINE_DEPLOYMENT =
      deployment()
          .text("instance_type", "properties.instanceType")
          .integer("instance_count", "sku.capacity")
          .texts("environment_variables", "properties.environmentVariables")
          .bool("app_insights_enabled", "properties.appInsightsEnabled")
          .choice(
              "egress_public_network_access",
              "properties.egressPublicNetworkAccess",
              Map.of("enabled", "Enabled", "disabled", "Disabled"))
          .nested(
              "request_settings",
              new Table()
                  .milliseconds("request_timeout_ms", "properties.requestSettings.requestTimeout")
                  .integer(
                      "max_concurrent_requests_per_instance",
                      "properties.requestSettings.maxConcurrentRequestsPerInstance")
                  .milliseconds("max_queue_wait_ms", "properties.requestSettings.maxQueueWait"))
          .nested("liveness_probe", probe("livenessProbe"))
          .nested("readiness_probe", probe("readinessProbe"))
          .nested(
              "scale_settings",
              new Table()
                  .choice(
                      "type", "properties.scaleSettings.scaleType", Map.of("default", "Default")));

  private static final Table BATCH_SETTINGS =
      new Table()
          .integer("mini_batch_size", "properties.miniBatchSize")
          .integer("max_concurrency_per_instance", "properties.maxConcurrencyPerInstance")
          .row("error_threshold", Kinds::errorThreshold)
          .choice(
              "output_action",
              "properties.outputAction",
              Map.of("append_row", "AppendRow", "summary_only", "SummaryOnly"))
          .text("output_file_name", "properties.outputFileName")
          .nested(
              "retry_settings",
              new Table()
                  .integer("max_retries", "properties.retrySettings.maxRetries")
                  .seconds("timeout", "properties.retrySettings.timeout"))
          .choice(
              "logging_level",
              "properties.loggingLevel",
              Map.of("info", "Info", "warning", "Warning", "debug", "Debug"))
          .texts("environment_variables", "properties.environmentVariables");

  static final Table BATCH_DEPLOYMENT =
      copy(BATCH_SETTINGS, deployment()) // older files have the settings at top level
          .nested("settings", BATCH_SETTINGS)
          .compute("compute", "properties.compute")
          .nested(
              "resources",
              new Table().integer("instance_count", "properties.resources.instanceCount"));

  private static Table copy(Table... tables) {
    var copy = new Table();
    for (var table : tables) {
      copy.rows().putAll(table.rows());
    }
    return copy;
  }

  private static void sshPublicAccess(Value value, ObjectNode target, Sending sending) {
    value
        .bool()
        .ifPresent(
            enabled ->
                target
                    .withObject("/properties/properties")
                    .put("remoteLoginPortPublicAccess", enabled ? "Enabled" : "Disabled"));
  }

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

  /** -1 would ignore every failure: a batch that scored nothing would be a success. */
  private static void errorThreshold(Value value, ObjectNode target, Sending sending) {
    value
        .integer()
        .ifPresent(
            files -> {
              if (files < 0) {
                value.fault("-1 ignores every failure; give the number of files that may fail");
              }
              target.withObject("/properties").put("errorThreshold", files);
            });
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
