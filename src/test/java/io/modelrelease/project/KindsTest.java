package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.json.JSONException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

/** The bodies that Microsoft's own client sends for the same files. */
class KindsTest {
  private static final ModelProject SAMPLE =
      ModelProject.read(ProjectFiles.ofFolder(Path.of("pipelines", "models", "credit-risk")));
  private static final Sending WORKSPACE =
      new PlannedSending("/ws", "https://store.example/container");
  private static final Map<String, String> TAGS = Map.of("release", "r1");

  private static void assertBody(JsonNode body, String expected) throws JSONException {
    JSONAssert.assertEquals(expected, body.toString(), JSONCompareMode.STRICT);
  }

  @Test
  void data() throws Exception {
    var data = SAMPLE.data().get(0);

    assertThat(data.version()).matches("[0-9a-f]{16}");
    assertThat(data.files()).containsOnlyKeys("train.csv");
    assertBody(
        data.body("azureml://datastores/workspaceblobstore/paths/LocalUpload/1/train.csv"),
        """
        {"properties": {
          "dataType": "uri_file",
          "dataUri": "azureml://datastores/workspaceblobstore/paths/LocalUpload/1/train.csv",
          "description": "Chance that a credit goes bad, 700 rows to learn from; see data/README.md",
          "isAnonymous": false, "isArchived": false,
          "properties": {}, "tags": {"split": "train", "split_seed": "1"}}}
        """);
  }

  @Test
  void environment() throws Exception {
    var environment = SAMPLE.environments().get(0);

    assertThat(environment.version()).matches("[0-9a-f]{16}");
    assertBody(
        environment.body(Assets.NOTHING_SENT),
        """
        {"properties": {
          "image": "modelrelease.azurecr.io/trainer:0.1.0", "osType": "Linux",
          "description": "Java 17, OpenMP and the sample training program",
          "isAnonymous": false, "isArchived": false, "properties": {}, "tags": {}}}
        """);
  }

  @Test
  void compute() throws Exception {
    assertBody(
        SAMPLE.computes().get(0).body("westeurope", Assets.NOTHING_SENT),
        """
        {"location": "westeurope", "tags": {},
         "properties": {
           "computeType": "AmlCompute", "description": "Trains and scores the sample models",
           "properties": {
             "osType": "Linux", "vmSize": "Standard_DS3_v2", "vmPriority": "Dedicated",
             "remoteLoginPortPublicAccess": "NotSpecified", "enableNodePublicIp": true,
             "scaleSettings": {
               "minNodeCount": 0, "maxNodeCount": 2, "nodeIdleTimeBeforeScaleDown": "PT5M"}}}}
        """);
  }

  @Test
  void trainingJob() throws Exception {
    var binding =
        new JobBinding(
            "credit-risk 7 train",
            "credit-risk",
            TAGS,
            Map.of(),
            Map.of("model", "azureml://datastores/workspaceblobstore/paths/azureml/j1/model/"));

    assertBody(
        SAMPLE.training().body(WORKSPACE, binding),
        """
        {"properties": {
          "jobType": "Command", "isArchived": false, "displayName": "credit-risk 7 train",
          "experimentName": "credit-risk", "description": "Gradient-boosted trees (XGBoost)",
          "command": "trainer train --data ${{inputs.train_data}} --label class --task binary --rounds ${{inputs.rounds}} --depth ${{inputs.depth}} --eta ${{inputs.eta}} --seed ${{inputs.seed}} --model ${{outputs.model}}",
          "environmentId": "/ws/environments/trainer/versions/1",
          "computeId": "/ws/computes/cpu-cluster",
          "inputs": {
            "train_data": {"jobInputType": "uri_file", "mode": "ReadOnlyMount",
                           "uri": "/ws/data/credit-risk-train/versions/1"},
            "rounds": {"jobInputType": "literal", "value": "200"},
            "depth": {"jobInputType": "literal", "value": "3"},
            "eta": {"jobInputType": "literal", "value": "0.05"},
            "seed": {"jobInputType": "literal", "value": "7"}},
          "outputs": {
            "model": {"jobOutputType": "mlflow_model", "mode": "ReadWriteMount",
                      "uri": "azureml://datastores/workspaceblobstore/paths/azureml/j1/model/"}},
          "resources": {"instanceCount": 1},
          "limits": {"jobLimitsType": "Command", "timeout": "PT1H"},
          "environmentVariables": {}, "properties": {}, "tags": {"release": "r1"}}}
        """);
  }

  @Test
  void evaluationJobGetsCandidateAndChampionFromTheRelease() {
    var binding =
        new JobBinding(
            "evaluate",
            "credit-risk",
            TAGS,
            Map.of(
                "candidate",
                "/ws/models/credit-risk/versions/7",
                "champion",
                "/ws/models/credit-risk/versions/6"),
            Map.of());
    var noModelYet = new PlannedSending("/ws", "https://store.example/container");

    var inputs =
        SAMPLE.evaluation().orElseThrow().body(noModelYet, binding).at("/properties/inputs");

    assertThat(inputs.at("/candidate/uri").asText()).isEqualTo("/ws/models/credit-risk/versions/7");
    assertThat(inputs.at("/champion/uri").asText()).isEqualTo("/ws/models/credit-risk/versions/6");
    assertThat(inputs.at("/champion/jobInputType").asText()).isEqualTo("mlflow_model");
    assertThat(inputs.at("/test_data/uri").asText())
        .isEqualTo("/ws/data/credit-risk-test/versions/1");
  }

  @Test
  void onlineEndpoint() throws Exception {
    assertBody(
        SAMPLE.online().orElseThrow().endpointBody("westeurope", TAGS),
        """
        {"location": "westeurope", "tags": {"release": "r1"},
         "identity": {"type": "SystemAssigned"},
         "properties": {"authMode": "Key", "properties": {},
           "description": "Chance that a credit goes bad, one request at a time"}}
        """);
  }

  @Test
  void onlineDeployment() throws Exception {
    assertBody(
        SAMPLE
            .online()
            .orElseThrow()
            .deploymentBody(
                WORKSPACE,
                new Placement("westeurope", "e", "d"),
                "azureml://registries/mlr/models/m/versions/7",
                TAGS),
        """
        {"location": "westeurope", "tags": {"release": "r1"},
         "sku": {"name": "Default", "capacity": 1},
         "properties": {
           "endpointComputeType": "Managed",
           "model": "azureml://registries/mlr/models/m/versions/7",
           "instanceType": "Standard_DS2_v2", "appInsightsEnabled": false,
           "requestSettings": {
             "requestTimeout": "PT10S", "maxConcurrentRequestsPerInstance": 10},
           "scaleSettings": {"scaleType": "Default"},
           "environmentVariables": {}, "properties": {}}}
        """);
  }

  @Test
  void batchEndpoint() throws Exception {
    assertBody(
        SAMPLE.batch().orElseThrow().endpointBody("westeurope", TAGS),
        """
        {"location": "westeurope", "tags": {"release": "r1"},
         "properties": {"authMode": "AADToken", "properties": {},
           "description": "Chance that a credit goes bad, files of rows"}}
        """);
  }

  @Test
  void batchDeployment() throws Exception {
    assertBody(
        SAMPLE
            .batch()
            .orElseThrow()
            .deploymentBody(
                WORKSPACE, "westeurope", "azureml://registries/mlr/models/m/versions/7", TAGS),
        """
        {"location": "westeurope", "tags": {"release": "r1"},
         "properties": {
           "model": {"referenceType": "Id",
                     "assetId": "azureml://registries/mlr/models/m/versions/7"},
           "compute": "/ws/computes/cpu-cluster",
           "resources": {"instanceCount": 1},
           "miniBatchSize": 1, "maxConcurrencyPerInstance": 1, "errorThreshold": 0,
           "outputAction": "AppendRow", "outputFileName": "predictions.csv",
           "retrySettings": {"maxRetries": 2, "timeout": "PT5M"}, "loggingLevel": "Info",
           "environmentVariables": {}, "properties": {}}}
        """);
  }

  private static LocalFiles local(Set<Fault> faults) {
    return new LocalFiles(ProjectFiles.NONE, faults);
  }

  private static ObjectNode mapped(Table table, String yaml) {
    var faults = new LinkedHashSet<Fault>();
    var body = Table.object();
    table.map(
        Yaml.read("file.yml", yaml.getBytes(StandardCharsets.UTF_8), local(faults)).orElseThrow(),
        body,
        WORKSPACE);
    assertThat(faults).isEmpty();
    return body;
  }

  @ParameterizedTest
  @CsvSource({
    "200, 200",
    "0.10, 0.1",
    "1.0, 1.0",
    "'\"0.10\"', 0.10",
    "true, True",
    "'\"true\"', true",
    "gini, gini",
    "1e-3, 1e-3"
  })
  void literalsAreTextsAsPythonWritesThem(String yaml, String value) {
    var body = mapped(JobKinds.COMMAND_JOB, "inputs: {x: " + yaml + "}");

    assertThat(body.at("/properties/inputs/x/value").asText()).isEqualTo(value);
    assertThat(body.at("/properties/inputs/x/jobInputType").asText()).isEqualTo("literal");
  }

  @ParameterizedTest
  @CsvSource({
    "azureml:own:3, /ws/environments/own/versions/3",
    "azureml:own@latest, /ws/environments/own/versions/1",
    "azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu@latest, azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu@latest",
    "azureml://registries/azureml/environments/sklearn-1.5/labels/latest, azureml://registries/azureml/environments/sklearn-1.5/labels/latest",
    "/subscriptions/s/x, /subscriptions/s/x"
  })
  void referencesBecomeIdsAndCuratedOnesStay(String reference, String id) {
    assertThat(
            mapped(JobKinds.COMMAND_JOB, "environment: " + reference)
                .at("/properties/environmentId")
                .asText())
        .isEqualTo(id);
  }

  @Test
  void aComputeIsNamedWithOrWithoutPrefix() {
    for (var compute : List.of("azureml:cpu", "cpu")) {
      assertThat(
              mapped(JobKinds.COMMAND_JOB, "compute: " + compute)
                  .at("/properties/computeId")
                  .asText())
          .isEqualTo("/ws/computes/cpu");
    }
  }

  @Test
  void typesModesAndNamesOfInputsAndOutputs() throws Exception {
    assertBody(
        mapped(
            JobKinds.COMMAND_JOB,
            """
            inputs:
              folder: {path: "azureml:rows:1"}
              model: {type: custom_model, path: "azureml:m:2", mode: download}
              web: {type: uri_file, path: "https://example.org/a.csv", mode: direct}
            outputs:
              plain:
              named: {type: mlflow_model, name: registered, mode: mount}
            """),
        """
        {"properties": {
          "inputs": {
            "folder": {"jobInputType": "uri_folder", "uri": "/ws/data/rows/versions/1"},
            "model": {"jobInputType": "custom_model", "mode": "Download",
                      "uri": "/ws/models/m/versions/2"},
            "web": {"jobInputType": "uri_file", "mode": "Direct",
                    "uri": "https://example.org/a.csv"}},
          "outputs": {
            "plain": {"jobOutputType": "uri_folder"},
            "named": {"jobOutputType": "mlflow_model", "assetName": "registered",
                      "mode": "ReadWriteMount"}}}}
        """);
  }

  @Test
  void durationsAreIso8601() {
    assertThat(
            mapped(JobKinds.COMMAND_JOB, "limits: {timeout: 90}")
                .at("/properties/limits/timeout")
                .asText())
        .isEqualTo("PT1M30S");
    var deployment =
        mapped(
            DeploymentKinds.ONLINE,
            """
            request_settings: {request_timeout_ms: 90000, max_queue_wait_ms: 500}
            liveness_probe: {initial_delay: 10, period: 5, timeout: 2, failure_threshold: 3}
            """);
    assertThat(deployment.at("/properties/requestSettings/requestTimeout").asText())
        .isEqualTo("PT1M30S");
    assertThat(deployment.at("/properties/requestSettings/maxQueueWait").asText())
        .isEqualTo("PT0.5S");
    assertThat(deployment.at("/properties/livenessProbe/initialDelay").asText()).isEqualTo("PT10S");
    assertThat(deployment.at("/properties/livenessProbe/failureThreshold").intValue()).isEqualTo(3);
  }

  @Test
  void olderBatchDeploymentsHaveTheirSettingsAtTheTop() {
    var body = mapped(DeploymentKinds.BATCH, "{mini_batch_size: 5, output_file_name: out.csv}");

    assertThat(body.at("/properties/miniBatchSize").intValue()).isEqualTo(5);
    assertThat(body.at("/properties/outputFileName").asText()).isEqualTo("out.csv");
  }

  @Test
  void condaFilesAreSentAsTextWithSortedKeys() {
    var conda =
        "dependencies: [python=3.10, {pip: [xgboost==2.1.4]}]\nchannels: [conda-forge]\nname: own\n";
    var sent =
        """
        channels:
        - conda-forge
        dependencies:
        - python=3.10
        - pip:
          - xgboost==2.1.4
        name: own
        """;

    var bytes = conda.getBytes(StandardCharsets.UTF_8);
    assertThat(Yaml.sorted(Yaml.document("e.yml", bytes, new LinkedHashSet<>()).orElseThrow()))
        .isEqualTo(sent);
    assertThat(
            Yaml.sorted(
                Yaml.read("e.yml", bytes, local(new LinkedHashSet<>())).orElseThrow().document()))
        .isEqualTo(sent);
  }
}
