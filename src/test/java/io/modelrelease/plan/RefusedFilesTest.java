package io.modelrelease.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files of assets, clusters, endpoints and deployments that {@code az ml} refuses: read in the
 * source of azure-ai-ml, and most of them tried with Debian's package.
 */
class RefusedFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: abc, endpoint_name: abc, type: kubernetes}    | kubernetes is not supported
          {name: abc, compute: azureml:k8s, auth_mode: Key}    | an endpoint of a Kubernetes compute is not supported
          {name: ab, auth_mode: key}                           | name: is "ab", expected 3 to 32 letters
          {name: a_b_c, auth_mode: key}                        | name: is "a_b_c", expected 3 to 32 letters
          {name: abc, auth_mode: key, traffic: {a: 90, b: 11}} | traffic: is more than 100 percent together
          {name: abc, auth_mode: key, type: online}            | type: online is not supported
          {name: abc, auth_mode: key, identity: {type: user_assigned, user_assigned_identities: [{resource_id: a}, {resource_id: b}]}} | expected one identity
          {name: c, type: amlcompute, tier: lowpriority}       | did you mean low_priority?
          {name: d, type: uri_file, path: azureml:other:1}     | path: is "azureml:other:1", expected an address
          {name: d, type: uri_folder, path: wrong.yml}         | path: is a file: give type uri_file
          {name: d, type: uri_file, path: .}                   | path: is a folder: give type uri_folder
          {name: d, type: uri_file, path: file:wrong.yml}      | path: is a path that has no file: before it
          {name: e, image: i, conda_file: file:wrong.yml}      | conda_file: is a path that has no file: before it
          {name: m, type: mlflow_model, path: wrong.yml}       | an mlflow_model is a folder
          {name: e, image: i, inference_config: {scoring_route: {port: 1}}} | inference_config.readiness_route: is missing
          {name: b, endpoint_name: abc, compute: c, output_action: summary_only, output_file_name: a} | output_file_name: is of no use with summary_only
          {name: b, endpoint_name: abc, type: pipeline}        | component: is missing
          {name: b, endpoint_name: abc, type: pipeline, job_definition: {type: pipeline}} | expected a pipeline job that has run
          {name: abc, endpoint_name: abc, instance_type: S, scale_settings: {type: target_utilization}} | managed deployments scale by default only
          {name: abc, endpoint_name: abc, instance_type: S, code_configuration: {code: ., scoring_script: none.py}} | scoring_script: is no file in the folder of the code
          {name: abc, endpoint_name: abc, instance_type: S, data_collector: {sampling_rate: 2, collections: {a: {enabled: true}}}} | expected a number from 0.0 to 1.0
          {name: c, import_data: ./import.yml}                 | data import is not supported
          {name: c, dependencies: [python=3.10]}               | a conda file by itself is not supported
          {name: c, replication_locations: []}                 | registry is not supported
          {name: c, model_id: m}                               | serverless endpoint is not supported
          {name: c, type: synapsespark}                        | synapsespark is not supported
          {$schema: http://azureml/sdk-2-0/DataImport.json}    | DataImport is not supported
          {$schema: http://azureml/sdk-2-0/ModelVersionPackage.json} | ModelVersionPackage is not supported
          """)
  void theFaultIsNamed(String yaml, String message) throws IOException {
    var file = Files.writeString(folder.resolve("wrong.yml"), yaml + "\n");
    var err = new ByteArrayOutputStream();

    var code =
        new PlanCommand(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run("--file", file.toString());

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }
}
