package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** How files of deployments become bodies. */
final class DeploymentKinds {
  private static final Map<String, String> ACCESS =
      Map.of(
          "enabled",
          "Enabled",
          "Enabled",
          "Enabled",
          "disabled",
          "Disabled",
          "Disabled",
          "Disabled");
  private static final String SCALE = "properties.scaleSettings.";

  private DeploymentKinds() {}

  private static Table deployment() {
    return new Table()
        .ignored("$schema", "name", "endpoint_name", "type", "provisioning_state")
        .ignored("id", "creation_context") // what az ml shows
        .text("description", "properties.description")
        .texts("tags", "tags")
        .texts("properties", "properties.properties");
  }

  /** What runs the model: code before environment, as the client sends them. */
  private static Table scoring(Table table) {
    return table
        .row("code_configuration", DeploymentKinds::code)
        .row(
            "environment",
            (value, target, sending) ->
                InlineAssets.environment(value, sending)
                    .ifPresent(id -> target.withObject("/properties").put("environmentId", id)))
        .texts("environment_variables", "properties.environmentVariables");
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

  static final Table ONLINE =
      scoring(deployment())
          .row(
              "model",
              (value, target, sending) ->
                  InlineAssets.model(value, sending)
                      .ifPresent(id -> target.withObject("/properties").put("model", id)))
          .text("model_mount_path", "properties.modelMountPath")
          .text("instance_type", "properties.instanceType")
          .integer("instance_count", "sku.capacity")
          .bool("app_insights_enabled", "properties.appInsightsEnabled")
          .choice("egress_public_network_access", "properties.egressPublicNetworkAccess", ACCESS)
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
                  .row("type", DeploymentKinds::scaleType)
                  .integer("min_instances", SCALE + "minInstances")
                  .integer("max_instances", SCALE + "maxInstances")
                  .seconds("polling_interval", SCALE + "pollingInterval")
                  .integer("target_utilization_percentage", SCALE + "targetUtilizationPercentage"))
          .ignored("data_collector") // with the names of endpoint and deployment
          .row(
              "private_network_connection",
              (value, target, sending) -> {
                // a field of a preview; the client says the same in a property, and that is left
                if (value.bool().orElse(false)) {
                  target
                      .withObject("/properties/properties")
                      .put("private-network-connection", "True");
                }
              });

  /** Azure scales managed deployments by Azure Monitor's rules; the client refuses others. */
  private static void scaleType(Value value, ObjectNode target, Sending sending) {
    value
        .choice(Map.of("default", "Default", "target_utilization", "TargetUtilization"))
        .ifPresent(
            type -> {
              Table.at(target, SCALE).put("scaleType", type);
              if (!type.equals("Default")) {
                value.fault(
                    "managed deployments scale by default only; set the rule with Azure Monitor's"
                        + " autoscale");
              }
            });
  }

  /** All fields of a deployment of this name. */
  static Table online(Table table, String endpoint, String name) {
    return new Table().with(table).row("data_collector", new DataCollector(endpoint, name)::map);
  }

  private static final Table BATCH_SETTINGS =
      new Table()
          .integer("mini_batch_size", "properties.miniBatchSize")
          .integer("max_concurrency_per_instance", "properties.maxConcurrencyPerInstance")
          .row(
              "error_threshold",
              (value, target, sending) ->
                  value
                      .integer()
                      .ifPresent(
                          files -> target.withObject("/properties").put("errorThreshold", files)))
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
              Map.of(
                  "info", "Info", "INFO", "Info", "warning", "Warning", "WARNING", "Warning",
                  "debug", "Debug", "DEBUG", "Debug"))
          .texts("environment_variables", "properties.environmentVariables");

  static final Table BATCH =
      scoring(deployment())
          .with(BATCH_SETTINGS) // older files have the settings at top level
          .nested(
              "settings",
              new Table()
                  .with(BATCH_SETTINGS)
                  .integer("instance_count", "properties.resources.instanceCount"))
          .row(
              "model",
              (value, target, sending) ->
                  InlineAssets.model(value, sending).ifPresent(id -> model(target, id)))
          .compute("compute", "properties.compute")
          .nested(
              "resources",
              new Table()
                  .integer("instance_count", "properties.resources.instanceCount")
                  .text("instance_type", "properties.resources.instanceType")
                  .json("properties", "properties.resources.properties"));

  /** A release deploys the version that it registered, whatever the file says. */
  static final Table RELEASED_ONLINE = new Table().with(ONLINE).ignored("model");

  static final Table RELEASED_BATCH = new Table().with(BATCH).ignored("model");

  static void model(ObjectNode body, String id) {
    body.withObject("/properties").putObject("model").put("referenceType", "Id").put("assetId", id);
  }

  private static void code(Value value, ObjectNode target, Sending sending) {
    value.require("code");
    value.require("scoring_script");
    new Table()
        .code("code", "codeId")
        .text("scoring_script", "scoringScript")
        .map(value, target.withObject("/properties/codeConfiguration"), sending);
    value
        .find("code")
        .flatMap(code -> value.find("scoring_script").filter(script -> isMissing(code, script)))
        .ifPresent(script -> script.fault("is no file in the folder of the code"));
  }

  /** The client reads it before it uploads. */
  private static boolean isMissing(Value code, Value script) {
    var folder = code.isText() ? code.text().orElse("") : "";
    return !folder.isEmpty()
        && script.isText()
        && !Table.isRemote(folder)
        && !code.local().isFile(code, script.text().orElse(""));
  }

  static ObjectNode online(Value file, String location, Sending sending) {
    var body = Endpoints.endpoint(location);
    body.putObject("sku").put("name", "Default");
    var properties = body.withObject("/properties");
    properties.put("endpointComputeType", "Managed").put("appInsightsEnabled", false);
    properties.putObject("environmentVariables");
    file.require("instance_type");
    online(
            ONLINE,
            file.find("endpoint_name").flatMap(Value::text).orElse(""),
            file.find("name").flatMap(Value::text).orElse(""))
        .map(file, body, sending);
    return body;
  }

  static ObjectNode batch(Value file, String location, Sending sending) {
    if (file.find("type").flatMap(Value::text).filter("pipeline"::equals).isPresent()) {
      return PipelineDeployment.body(file, location, sending);
    }
    var body = Endpoints.endpoint(location);
    body.withObject("/properties").putObject("environmentVariables");
    file.require("compute");
    BATCH.map(file, body, sending);
    var properties = body.path("properties");
    if (properties.path("outputAction").asText().equals("SummaryOnly")
        && properties.has("outputFileName")) {
      file.fault("output_file_name", "is of no use with summary_only; leave it out");
    }
    if (body.at("/properties/resources").isObject()) {
      body.withObject("/properties/resources/properties");
    }
    return body;
  }
}
