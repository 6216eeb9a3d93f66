package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.project.Job;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What model projects become, against Microsoft's schema where that is at hand; how the schema is
 * read, everywhere. The bodies of a whole release are held against it where one is run.
 */
class ArmSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path MODELS = Path.of("pipelines", "models");
  private static final String WORKSPACE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
  private static final String MODEL = "azureml://registries/r/models/m/versions/7";
  private static final String TINY =
      """
      {"resourceDefinitions": {"workspaces_shapes": {"type": "object",
         "properties": {"name": {"type": "string"}, "type": {"type": "string"},
           "apiVersion": {"enum": ["2025-12-01"]},
           "properties": {"oneOf": [{"$ref": "#/definitions/Shape"},
             {"$ref": "https://x.example/common.json#/definitions/expression"}]}},
         "required": ["name", "properties"]}},
       "definitions": {
         "Shape": {"allOf": [
           {"type": "object", "additionalProperties": false, "required": ["kind"],
            "properties": {"kind": {"enum": ["Circle", "Image"]}, "color": {"type": "string"}}},
           {"oneOf": [
             {"allOf": [{"$ref": "#/definitions/Circle"},
               {"properties": {"kind": {"const": "Circle"}}, "required": ["kind"]}]},
             {"allOf": [{"$ref": "#/definitions/Image"},
               {"properties": {"kind": {"const": "Image"}}, "required": ["kind"]}]}]}]},
         "Circle": {"type": "object", "properties": {"radius": {"type": "integer"}},
           "required": ["radius"]},
         "Image": {"type": "object", "properties": {
           "build": {"oneOf": [{"$ref": "#/definitions/BuildContext"},
             {"$ref": "https://x.example/common.json#/definitions/expression"}]},
           "route": {"$ref": "#/definitions/Route"}}},
         "BuildContext": {"type": "object", "properties": {
           "contextUri": {"type": "string", "pattern": "[a-zA-Z0-9_]"}}},
         "Route": {"type": "object", "properties": {
           "path": {"type": "string", "pattern": "[a-zA-Z0-9_]"}, "port": {"type": "integer"}}}}}
      """;

  @TempDir Path folder;

  private static Stream<String> tiny(String properties) throws IOException {
    var body = JSON.readTree("{\"properties\": " + properties.replace('\'', '"') + "}");
    return ArmSchema.of(JSON.readTree(TINY)).faults(WORKSPACE + "/shapes/s", body).stream();
  }

  @Test
  void aVariantHasItsOwnFieldsAndThoseOfItsBase() throws Exception {
    assertThat(tiny("{'kind': 'Circle', 'color': 'red', 'radius': 2}")).isEmpty();
    assertThat(tiny("{'kind': 'Circle', 'color': 'red'}")).anyMatch(s -> s.contains("radius"));
    assertThat(tiny("{'kind': 'Circle', 'radius': '2'}")).anyMatch(s -> s.contains("integer"));
    assertThat(tiny("{'kind': 'Image', 'radius': 2}")).anyMatch(s -> s.contains("radius"));
    assertThat(tiny("{'kind': 'Square'}")).anyMatch(s -> s.contains("kind"));
    assertThat(tiny("{'radius': 2}")).anyMatch(s -> s.contains("kind"));
    assertThat(tiny("'[parameters(1)]'")).isNotEmpty();
  }

  @Test
  void noFieldIsAllowedThatIsNotNamed() throws Exception {
    assertThat(tiny("{'kind': 'Image', 'route': {'path': '/score', 'prot': 80}}"))
        .anyMatch(s -> s.contains("prot"));
  }

  @Test
  void whatMicrosoftsClientSendsIsTolerated() throws Exception {
    assertThat(tiny("{'kind': 'Image', 'build': {'contextUri': '.'}, 'route': {'path': '/'}}"))
        .isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> microsoftsSchemaAllowsWhatTheSampleProjectsBecome() throws IOException {
    var schema = ArmSchema.published();
    return schema.isEmpty()
        ? Stream.empty()
        : Stream.of("credit-risk", "concrete-strength")
            .flatMap(name -> allowed(schema.get(), name, MODELS.resolve(name)));
  }

  /** Every field that is read, in one project. */
  @TestFactory
  Stream<DynamicTest> microsoftsSchemaAllowsEveryFieldThatIsRead() throws IOException {
    var schema = ArmSchema.published();
    if (schema.isEmpty()) {
      return Stream.empty();
    }
    var project = folder.resolve("all");
    try (var files = Files.walk(MODELS.resolve("credit-risk"))) {
      for (var file : files.toList()) {
        Files.copy(file, project.resolve(MODELS.resolve("credit-risk").relativize(file)));
      }
    }
    Files.createDirectories(project.resolve("src"));
    Files.writeString(project.resolve("src/train.sh"), "true\n");
    Files.writeString(project.resolve("conda.yml"), "{name: c, dependencies: [python=3.10]}\n");
    Files.writeString(
        project.resolve("environment.yml"),
        """
        {name: trainer, version: "3", description: d, image: "i:1", conda_file: conda.yml,
         os_type: linux, tags: {a: b}, properties: {c: d}}
        """);
    Files.writeString(
        project.resolve("compute.yml"),
        """
        {name: cpu-cluster, type: amlcompute, location: westeurope, description: d, tags: {a: b},
         size: Standard_DS3_v2, tier: low_priority, min_instances: 0, max_instances: 2,
         idle_time_before_scale_down: 300, enable_node_public_ip: false,
         ssh_public_access_enabled: true}
        """);
    Files.writeString(
        project.resolve("job.yml"),
        """
        {type: command, code: src, command: "sh train.sh ${{inputs.data}} ${{outputs.model}}",
         display_name: d, experiment_name: e, description: d, tags: {a: b}, properties: {c: d},
         environment: "azureml:trainer@latest", compute: "azureml:cpu-cluster",
         environment_variables: {A: b}, limits: {timeout: 60},
         resources: {instance_count: 2, instance_type: Standard_DS3_v2, shm_size: 2g,
           docker_args: "--ipc=host"},
         inputs: {data: {type: uri_file, mode: download, path: "azureml:credit-risk-train@latest"},
           table: {type: mltable, mode: eval_mount, path: "azureml:t:1"}, flag: true, rate: 0.5},
         outputs: {model: {type: mlflow_model, mode: upload, name: registered},
           plain: {type: uri_folder, mode: direct, description: d}}}
        """);
    Files.writeString(
        project.resolve("online-endpoint.yml"),
        """
        {name: e, description: d, tags: {a: b}, properties: {c: d}, auth_mode: aad_token,
         public_network_access: disabled, traffic: {blue: 100}}
        """);
    Files.writeString(
        project.resolve("online-deployment.yml"),
        """
        {name: blue, endpoint_name: e, type: managed, description: d, tags: {a: b},
         properties: {c: d}, model: "azureml:m@latest", instance_type: Standard_DS3_v2,
         instance_count: 2, environment_variables: {A: b}, app_insights_enabled: true,
         egress_public_network_access: disabled, scale_settings: {type: default},
         code_configuration: {code: src, scoring_script: train.sh}, model_mount_path: /var/model,
         environment: {image: "i:1", conda_file: conda.yml},
         data_collector: {sampling_rate: 0.5, rolling_rate: hour, collections: {
           model_inputs: {enabled: true},
           request: {enabled: true, data: {name: kept, path: "azureml://datastores/d/paths/p/"}}}},
         request_settings: {request_timeout_ms: 3000, max_queue_wait_ms: 500,
           max_concurrent_requests_per_instance: 2},
         liveness_probe: {initial_delay: 1, period: 2, timeout: 3, success_threshold: 1,
           failure_threshold: 2},
         readiness_probe: {initial_delay: 1, period: 2, timeout: 3, success_threshold: 1,
           failure_threshold: 2}}
        """);
    Files.writeString(
        project.resolve("batch-endpoint.yml"),
        """
        {name: e, description: d, tags: {a: b}, properties: {c: d}, auth_mode: aad_token,
         defaults: {deployment_name: blue}}
        """);
    Files.writeString(
        project.resolve("batch-deployment.yml"),
        """
        {name: blue, endpoint_name: e, type: model, description: d, tags: {a: b},
         properties: {c: d}, model: "azureml:m@latest", compute: "azureml:cpu-cluster",
         resources: {instance_count: 2},
         settings: {mini_batch_size: 2, max_concurrency_per_instance: 2, error_threshold: 1,
           output_action: summary_only, output_file_name: o.csv, logging_level: warning,
           retry_settings: {max_retries: 1, timeout: 30}, environment_variables: {A: b}}}
        """);
    return allowed(schema.get(), "all fields", project);
  }

  private static Stream<DynamicTest> allowed(ArmSchema schema, String name, Path project) {
    return bodies(ModelProject.read(ProjectFiles.ofFolder(project))).entrySet().stream()
        .map(
            body ->
                DynamicTest.dynamicTest(
                    name + ": " + body.getKey(),
                    () ->
                        assertThat(schema.faults(WORKSPACE + "/" + body.getKey(), body.getValue()))
                            .as("%s", body.getValue())
                            .isEmpty()));
  }

  private static Map<String, JsonNode> bodies(ModelProject project) {
    var sending = new PlannedSending(WORKSPACE, "https://a.example/c");
    var tags = Map.of("t", "r");
    var bodies = new LinkedHashMap<String, JsonNode>();
    for (var data : project.data()) {
      bodies.put(
          "data/%s/versions/%s".formatted(data.name(), data.version()),
          data.body("azureml://datastores/d/paths/p"));
    }
    for (var environment : project.environments()) {
      bodies.put(
          "environments/%s/versions/%s".formatted(environment.name(), environment.version()),
          environment.body(sending));
    }
    for (var compute : project.computes()) {
      bodies.put("computes/" + compute.name(), compute.body("westeurope", sending));
    }
    var training = project.training();
    bodies.put("jobs/train", training.body(sending, binding(training)));
    project
        .evaluation()
        .ifPresent(job -> bodies.put("jobs/evaluate", job.body(sending, binding(job))));
    project
        .online()
        .ifPresent(
            online -> {
              bodies.put("onlineEndpoints/e", online.endpointBody("westeurope", tags));
              bodies.put(
                  "onlineEndpoints/e/deployments/v007",
                  online.deploymentBody(
                      sending, new Placement("westeurope", "e", "d"), MODEL, tags));
            });
    project
        .batch()
        .ifPresent(
            batch -> {
              bodies.put("batchEndpoints/e", batch.endpointBody("westeurope", tags));
              bodies.put(
                  "batchEndpoints/e/deployments/v007",
                  batch.deploymentBody(sending, "westeurope", MODEL, tags));
            });
    sending
        .requests()
        .forEach(
            request ->
                bodies.put(request.path().substring(WORKSPACE.length() + 1), request.body()));
    return bodies;
  }

  private static JobBinding binding(Job job) {
    var outputs = new LinkedHashMap<String, String>();
    job.outputs().forEach(output -> outputs.put(output, "azureml://datastores/d/paths/" + output));
    return new JobBinding("shown", "experiment", Map.of("t", "r"), Map.of(), outputs);
  }
}
