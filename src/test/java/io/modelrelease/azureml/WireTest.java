package io.modelrelease.azureml;

import static io.modelrelease.azureml.StubAzure.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.Progress.State;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the client speaks where the emulator is kinder than Azure. */
class WireTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATASTORES = WORKSPACE + "/datastores";
  private static final String DISCOVERY = "GET /registrymanagement/v1.0/registries/mlr/discovery";
  private static final String REGISTRY =
      "/subscriptions/sub-2/resourceGroups/rg-registries/providers/Microsoft.MachineLearningServices/registries/mlr";
  private static final String COPY = REGISTRY + "/models/m/versions/7";

  private final StubAzure azure = new StubAzure();
  private final AzureMl client = azure.client();
  private final Workspace workspace = client.workspace(TargetEnvironment.STAGING);
  private final Registry registry = client.registry(TargetEnvironment.STAGING);

  @AfterEach
  void stop() {
    azure.close();
  }

  private void datastore() {
    azure.always(
        "GET " + DATASTORES,
        200,
        """
        {'value': [{'name': 'workspaceblobstore', 'properties': {'datastoreType': 'AzureBlob',
          'accountName': 'acc', 'containerName': 'azureml-blobstore', 'protocol': 'http',
          'endpoint': '%s', 'credentials': {'credentialsType': 'AccountKey'}}}]}"""
            .formatted(azure.base().replace("http://", "")));
    azure.always(
        "POST " + DATASTORES + "/workspaceblobstore/listSecrets",
        200,
        "{'secretsType': 'AccountKey', 'key': 'a2V5'}");
    azure.then(
        "GET /acc/azureml-blobstore",
        200,
        "<?xml version='1.0' encoding='utf-8'?><EnumerationResults><Blobs/></EnumerationResults>",
        Map.of("Content-Type", "application/xml"));
  }

  private void registryElsewhere() {
    azure.always(
        DISCOVERY,
        200,
        """
        {'registryName': 'mlr', 'subscriptionId': 'sub-2', 'resourceGroup': 'rg-registries',
         'primaryRegionResourceProviderUri': '%s/cert/'}"""
            .formatted(azure.base()));
  }

  @Test
  void namesPlacesOfADatastoreAsMicrosoftsClientDoes() {
    datastore();
    var uri = workspace.datastore().outputUri("job-1", "model");
    assertThat(uri).isEqualTo("azureml://datastores/workspaceblobstore/paths/azureml/job-1/model/");
    assertThat(workspace.datastore().longUri(uri))
        .isEqualTo(
            "azureml://subscriptions/sub-1/resourcegroups/rg-Ml/workspaces/mlw/datastores/workspaceblobstore/paths/azureml/job-1/model/");
    assertThat(workspace.datastore().blobUrl(uri))
        .isEqualTo(azure.base() + "/acc/azureml-blobstore/azureml/job-1/model");
  }

  @Test
  void signsWithTheKeyOfAnAccount() {
    datastore();
    azure.always("PUT /acc/azureml-blobstore/" + pathOfRows(), 201, "");
    var files = new TreeMap<>(Map.of("rows.csv", "a".getBytes()));
    workspace.datastore().upload("rows", Content.of(files), false);
    assertThat(azure.seen("PUT", "/acc/azureml-blobstore/" + pathOfRows()))
        .singleElement()
        .satisfies(seen -> assertThat(seen.authorization()).startsWith("SharedKey acc:"));
  }

  /** A front of HTTP/1.1 answers 411 to a POST that does not say so. */
  @Test
  void saysThatARequestHasNoBody() {
    datastore();
    workspace.datastore().outputUri("j", "o");
    assertThat(azure.seen("POST", DATASTORES + "/workspaceblobstore/listSecrets"))
        .singleElement()
        .satisfies(seen -> assertThat(seen.length()).hasValue("0"));
  }

  private static String pathOfRows() {
    return "LocalUpload/1c1f4beb7705f6bf5e0fb12ec56b38f4/rows.csv";
  }

  @Test
  void findsARegistryInItsOwnResourceGroup() {
    registryElsewhere();
    azure.always("GET " + COPY, 200, "{'name': '7', 'properties': {}}");
    azure.always(
        "GET " + REGISTRY + "/models/m/versions", 200, "{'value': [{'name': '6'}, {'name': '7'}]}");
    assertThat(registry.findModel("m", "7")).isPresent();
    assertThat(registry.highestModelVersion("m")).isEqualTo(7);
  }

  @Test
  void doesNotTakeARegistryThatIsNotThereForAnEmptyOne() {
    assertThatThrownBy(() -> registry.findModel("m", "7"))
        .isInstanceOf(AzureException.class)
        .hasMessageContaining("/registries/mlr/discovery");
  }

  @Test
  void waitsForACopyThatIsShownBeforeItIsWhole() {
    registryElsewhere();
    azure.then("GET " + COPY, 404, "{}");
    azure.then("GET " + COPY, 200, "{'properties': {'provisioningState': 'Creating'}}");
    azure.then("GET " + COPY, 200, "{'properties': {'provisioningState': 'Succeeded'}}");
    azure.then("GET " + COPY, 200, "{'properties': {'provisioningState': 'Failed'}}");
    assertThat(registry.modelProgress("m", "7").state()).isEqualTo(State.MISSING);
    assertThat(registry.modelProgress("m", "7").state()).isEqualTo(State.RUNNING);
    assertThat(registry.modelProgress("m", "7").state()).isEqualTo(State.SUCCEEDED);
    assertThat(registry.modelProgress("m", "7").state()).isEqualTo(State.FAILED);
  }

  @Test
  void saysSoWhenARegistryGivesNoAddressToRead() {
    registryElsewhere();
    azure.always("GET " + COPY, 200, "{'properties': {'modelUri': 'https://a.example/c/p'}}");
    azure.always(
        "POST /cert/mferp/managementfrontend" + REGISTRY + "/datarefs/m/versions/7",
        200,
        "{'blobReferenceForConsumption': {'credential': {'credentialType': 'NoCredentials'}}}");
    assertThatThrownBy(() -> registry.digest("m", "7"))
        .isInstanceOf(AzureException.class)
        .hasMessageContaining("no signed address")
        .hasMessageContaining("NoCredentials");
  }

  @Test
  void doesNotTakeForGoneWhatAzureDoesNotShowYet() throws Exception {
    var endpoint = workspace.armId("onlineEndpoints", "e");
    var body = JSON.readTree("{\"location\": \"here\", \"properties\": {\"authMode\": \"Key\"}}");
    azure.always("PUT " + endpoint, 201, "{}");
    azure.then("GET " + endpoint, 404, "{}");
    azure.then("GET " + endpoint, 200, "{'properties': {'provisioningState': 'Creating'}}");
    azure.then("GET " + endpoint, 404, "{}");
    workspace.put(endpoint, body);
    assertThat(workspace.progress(endpoint, Optional.empty()).state()).isEqualTo(State.RUNNING);
    assertThat(workspace.progress(endpoint, Optional.empty()).state()).isEqualTo(State.RUNNING);
    assertThat(workspace.progress(endpoint, Optional.empty()).state()).isEqualTo(State.MISSING);
  }

  @Test
  void waitsThroughEveryStateThatIsNotAnEnd() {
    var deployment = workspace.armId("onlineEndpoints", "e", "deployments", "v001");
    for (var state : new String[] {"Creating", "Updating", "Scaling", "Deleting", "Paused"}) {
      azure.always(
          "GET " + deployment, 200, "{'properties': {'provisioningState': '%s'}}".formatted(state));
      assertThat(workspace.progress(deployment, Optional.empty()).state())
          .as(state)
          .isEqualTo(State.RUNNING);
    }
  }

  @Test
  void knowsThatAJobFailedThoughTheReasonMayNotBeRead() {
    var job = workspace.armId("jobs", "j");
    azure.always("GET " + job, 200, "{'properties': {'status': 'Failed'}}");
    azure.always(
        "GET /history/v1.0" + WORKSPACE + "/runs/j/details",
        403,
        "{'error': {'code': 'Forbidden', 'message': 'no'}}");
    var progress = workspace.jobs().progress("j");
    assertThat(progress.state()).isEqualTo(State.FAILED);
    assertThat(progress.error()).hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("Unknown"));
  }

  /** The pipeline's own words blame the user; its step may have met something else. */
  @Test
  void saysWhyTheStepOfAPipelineFailed() {
    azure.always(
        "GET " + workspace.armId("jobs", "p"),
        200,
        "{'properties': {'jobType': 'Pipeline', 'status': 'Failed'}}");
    var runs = "GET /history/v1.0" + WORKSPACE + "/runs/";
    azure.always(
        runs + "p/details",
        200,
        "{'error': {'error': {'code': 'UserError', 'message': 'Pipeline has failed child jobs.'}}}");
    azure.always(
        runs + "p/children",
        200,
        "{'value': [{'runId': 'c1', 'status': 'Completed'}, {'runId': 'c2', 'displayName': 'train', 'status': 'Failed'}]}");
    azure.always(
        runs + "c2/details",
        200,
        """
        {'error': {'error': {'code': 'UserError', 'message': 'AzureMLCompute job failed. PreemptionError: Nodes of this job got pre-empted.'}},
         'logFiles': {'user_logs/std_log.txt': '%s/log'}}"""
            .formatted(azure.base()));
    azure.always("GET /log", 200, "epoch 1\nepoch 2\n");
    var error = workspace.jobs().progress("p").error().orElseThrow();
    assertThat(error.message()).startsWith("Step train: ").contains("pre-empted");
    assertThat(error.details()).containsExactly("epoch 1", "epoch 2");
    assertThat(error.isResult()).isFalse();
    assertThat(error.passes()).isTrue();
  }

  @Test
  void knowsThatAPipelineFailedThoughItsStepsAreNotShown() {
    azure.always(
        "GET " + workspace.armId("jobs", "p"),
        200,
        "{'properties': {'jobType': 'Pipeline', 'status': 'Failed'}}");
    azure.always(
        "GET /history/v1.0" + WORKSPACE + "/runs/p/details",
        200,
        "{'error': {'code': 'UserError', 'message': 'Pipeline has failed child jobs.'}}");
    var error = workspace.jobs().progress("p").error().orElseThrow();
    assertThat(error.message()).isEqualTo("Pipeline has failed child jobs.");
  }

  @Test
  void doesNotMindThatAJobEndedBeforeItWasCancelled() {
    var job = workspace.armId("jobs", "j");
    azure.always("GET " + job, 200, "{'properties': {'status': 'Completed'}}");
    azure.always(
        "POST " + job + "/cancel", 400, "{'error': {'code': 'UserError', 'message': 'ended'}}");
    workspace.jobs().cancel("j");
    assertThat(azure.seen("POST", job + "/cancel")).hasSize(1);
  }

  @Test
  void saysWhyADeletionFailed() {
    var deployment = workspace.armId("onlineEndpoints", "e", "deployments", "v001");
    var report = "/subscriptions/sub-1/operations/1";
    azure.always(
        "DELETE " + deployment,
        202,
        "{'properties': {'properties': {'AzureAsyncOperationUri': '%s'}}}"
            .formatted(azure.base() + report));
    azure.always("GET " + deployment, 200, "{'properties': {'provisioningState': 'Deleting'}}");
    azure.then("GET " + report, 202, "");
    azure.then(
        "GET " + report,
        200,
        "{'status': 'Failed', 'error': {'code': 'Locked', 'message': 'a lock is on it'}}");
    workspace.delete(deployment);
    assertThat(workspace.gone(deployment, Optional.empty()).state()).isEqualTo(State.RUNNING);
    assertThat(workspace.gone(deployment, Optional.empty()).error())
        .hasValueSatisfying(error -> assertThat(error.message()).isEqualTo("a lock is on it"));
  }

  @Test
  void waitsOnForADeletionWhoseReportAzureKeepsNoMore() {
    var deployment = workspace.armId("onlineEndpoints", "e", "deployments", "v001");
    azure.always(
        "DELETE " + deployment,
        202,
        "{'properties': {'properties': {'AzureAsyncOperationUri': '%s/subscriptions/x'}}}"
            .formatted(azure.base()));
    azure.then("GET " + deployment, 200, "{'properties': {'provisioningState': 'Deleting'}}");
    azure.then("GET " + deployment, 404, "{}");
    workspace.delete(deployment);
    assertThat(workspace.gone(deployment, Optional.empty()).state()).isEqualTo(State.RUNNING);
    assertThat(workspace.gone(deployment, Optional.empty()).state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void findsTheBatchJobOfAnExperimentInTwoCallsHoweverManyJobsThereAre() throws Exception {
    azure.always(
        "GET /mlflow/v1.0/api/2.0/mlflow/experiments/get-by-name",
        200,
        "{'experiment': {'experiment_id': 'x-1', 'name': 'release-batch-1'}}");
    azure.always(
        "POST /mlflow/v1.0/api/2.0/mlflow/runs/search",
        200,
        """
        {'runs': [
          {'info': {'run_id': 'step'}, 'data': {'tags': [
             {'key': 'mlflow.parentRunId', 'value': 'job-1'}]}},
          {'info': {'run_id': 'job-1'}, 'data': {}}]}""");
    assertThat(workspace.batchEndpoints().jobOf("release-batch-1")).contains("job-1");
    assertThat(azure.seen("GET", WORKSPACE + "/jobs")).isEmpty();
    assertThat(azure.seen("POST", "/mlflow/v1.0/api/2.0/mlflow/runs/search"))
        .singleElement()
        .satisfies(
            seen -> {
              var order = JSON.readTree(seen.body());
              assertThat(order.path("experiment_ids").toString()).isEqualTo("[\"x-1\"]");
              assertThat(order.path("max_results").asInt()).isPositive();
            });
  }

  @Test
  void findsNoBatchJobWhereNoneWasBegun() {
    assertThat(workspace.batchEndpoints().jobOf("release-batch-1")).isEmpty();
  }

  @Test
  void sendsAFileOnlyWhereThereIsNoneAndWithItsChecksum() {
    datastore();
    var file = "/acc/azureml-blobstore/here/a.csv";
    azure.then(
        "PUT " + file,
        409,
        "<?xml version='1.0' encoding='utf-8'?><Error><Code>BlobAlreadyExists</Code></Error>",
        Map.of("x-ms-error-code", "BlobAlreadyExists", "Content-Type", "application/xml"));
    var files = new TreeMap<>(Map.of("a.csv", "a".getBytes()));
    assertThat(workspace.datastore().place("here", Content.of(files), true))
        .as("somebody was quicker with the same bytes")
        .isEqualTo("azureml://datastores/workspaceblobstore/paths/here/");
    assertThat(azure.seen("PUT", file))
        .singleElement()
        .satisfies(
            seen ->
                assertThat(seen.headers())
                    .containsEntry("if-none-match", "*")
                    .as("what arrives otherwise is refused")
                    .containsEntry("content-md5", "DMF1ucDxtqgxw5niaXcmYQ=="));
  }
}
