package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Files of jobs as the client sends them on their own; a release binds names and inputs itself. */
final class JobFiles {
  private static final int GENERATED = 16;

  private static final Map<String, String> SERVICES =
      Map.of(
          "jupyter_lab", "JupyterLab",
          "ssh", "SSH",
          "tensor_board", "TensorBoard",
          "vs_code", "VSCode");

  private static final Table COMMAND =
      new Table()
          .with(Kinds.COMMAND_JOB)
          .row(
              "environment",
              (value, target, sending) ->
                  InlineAssets.environment(value, sending)
                      .ifPresent(id -> target.withObject("/properties").put("environmentId", id)))
          .nested(
              "resources",
              new Table()
                  .integer("instance_count", "properties.resources.instanceCount")
                  .text("instance_type", "properties.resources.instanceType")
                  .text("shm_size", "properties.resources.shmSize")
                  .text("docker_args", "properties.resources.dockerArgs")
                  .texts("properties", "properties.resources.properties"))
          .row("distribution", JobFiles::distribution)
          .row("identity", JobFiles::identity)
          .row("services", JobFiles::services)
          .nested(
              "queue_settings", new Table().text("job_tier", "properties.queueSettings.jobTier"));

  private JobFiles() {}

  static ObjectNode command(Value file, Sending sending) {
    file.require("command");
    file.require("environment");
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("jobType", "Command");
    for (var map :
        new String[] {"tags", "properties", "environmentVariables", "inputs", "outputs"}) {
      properties.putObject(map);
    }
    properties.put("experimentName", "Default").put("displayName", name(file));
    properties.put("isArchived", false);
    COMMAND.map(file, body, sending);
    if (properties.path("resources") instanceof ObjectNode resources
        && !resources.has("properties")) {
      resources.putObject("properties");
    }
    return body;
  }

  private static void distribution(Value value, ObjectNode target, Sending sending) {
    new Table()
        .choice(
            "type",
            "distributionType",
            Map.of(
                "pytorch",
                "PyTorch",
                "mpi",
                "Mpi",
                "tensorflow",
                "TensorFlow",
                "PyTorch",
                "PyTorch"))
        .integer("process_count_per_instance", "processCountPerInstance")
        .integer("worker_count", "workerCount")
        .integer("parameter_server_count", "parameterServerCount")
        .map(value, target.withObject("/properties").putObject("distribution"), sending);
  }

  private static void identity(Value value, ObjectNode target, Sending sending) {
    new Table()
        .choice(
            "type",
            "identityType",
            Map.of(
                "aml_token", "AMLToken",
                "managed", "Managed",
                "managed_identity", "Managed",
                "user_identity", "UserIdentity"))
        .text("client_id", "clientId")
        .text("object_id", "objectId")
        .text("msi_resource_id", "resourceId")
        .map(value, target.withObject("/properties").putObject("identity"), sending);
  }

  private static void services(Value value, ObjectNode target, Sending sending) {
    var services = target.withObject("/properties").putObject("services");
    value
        .mapping()
        .forEach(
            (name, service) ->
                new Table()
                    .choice("type", "jobServiceType", SERVICES)
                    .choice("job_service_type", "jobServiceType", SERVICES)
                    .integer("port", "port")
                    .texts("properties", "properties")
                    .map(service, services.putObject(name), sending));
  }

  /** The file's own, else one from its content: the client makes up adjective, noun and number. */
  static String name(Value file) {
    return file.find("name")
        .flatMap(Value::text)
        .orElseGet(
            () -> {
              var content = new TreeMap<String, byte[]>();
              content.put("job", String.valueOf(file.document()).getBytes(StandardCharsets.UTF_8));
              return "job_" + ProjectFiles.digest(content).substring(0, GENERATED);
            });
  }
}
