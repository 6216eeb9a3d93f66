package io.modelrelease.azureml;

import static io.modelrelease.azureml.StubAzure.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.Progress.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Azure adds fields, states and kinds to its answers without a new version, and leaves out what it
 * may leave out: the client reads such answers as it reads today's. The seed of a failure is in its
 * message.
 */
class LaterAnswersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SEEDS = 60;
  private static final String REGISTRY =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/registries/mlr";
  private static final String LOCATION =
      "/subscriptions/sub-1/providers/Microsoft.MachineLearningServices/locations/westeurope";

  /** What is no answer without them: names of things, and where they are. */
  private static final Set<String> NEEDED =
      Set.of(
          "value",
          "name",
          "location",
          "properties",
          "workspaceId",
          "mlFlowTrackingUri",
          "api",
          "discoveryUrl",
          "subscriptionId",
          "resourceGroup",
          "primaryRegionResourceProviderUri",
          "run",
          "data",
          "metrics",
          "key");

  /** Enumerations that Azure may add values to. */
  private static final Set<String> ENUMERATED =
      Set.of(
          "provisioningState",
          "status",
          "authMode",
          "jobType",
          "endpointComputeType",
          "type",
          "scaleType",
          "createdByType",
          "publicNetworkAccess",
          "modelType",
          "unit");

  private final StubAzure azure = new StubAzure();
  private final AzureMl client = azure.client();
  private final Workspace workspace = client.workspace(TargetEnvironment.STAGING);

  @AfterEach
  void stop() {
    azure.close();
  }

  private static Map<String, String> answers(String base) {
    var answers = new LinkedHashMap<String, String>();
    answers.put(
        "/onlineEndpoints/e",
        """
        {'id': 'i', 'name': 'e', 'type': 't', 'location': 'westeurope', 'kind': 'k',
         'systemData': {'createdByType': 'User'}, 'identity': {'type': 'SystemAssigned'},
         'tags': {'a': 'b'}, 'properties': {'authMode': 'Key', 'provisioningState': 'Succeeded',
         'traffic': {'v001': 100}, 'mirrorTraffic': {}, 'scoringUri': '%s/score',
         'publicNetworkAccess': 'Enabled', 'properties': {'x': 'y'}}}"""
            .formatted(base));
    answers.put(
        "/onlineEndpoints/e/deployments",
        """
        {'value': [{'name': 'v001', 'tags': {}, 'sku': {'name': 'Default', 'capacity': 1},
         'properties': {'endpointComputeType': 'Managed', 'model': 'm', 'provisioningState':
         'Succeeded', 'scaleSettings': {'scaleType': 'Default'}}}]}""");
    answers.put(
        "/batchEndpoints/e",
        """
        {'name': 'e', 'properties': {'authMode': 'AADToken', 'provisioningState': 'Succeeded',
         'defaults': {'deploymentName': 'v001'}, 'scoringUri': '%s/jobs'}}"""
            .formatted(base));
    answers.put(
        "/jobs/j",
        """
        {'name': 'j', 'properties': {'jobType': 'Command', 'status': 'Completed', 'tags': {},
         'services': {'Studio': {'endpoint': 'https://ml.azure.com/x'}}}}""");
    answers.put(
        "/models/m/versions",
        """
        {'value': [{'name': '6', 'properties': {'modelType': 'mlflow_model', 'flavors': {}}},
         {'name': '7', 'properties': {}}, {'name': 'seven'}]}""");
    answers.put(
        "/datastores",
        """
        {'value': [{'name': 'workspaceblobstore', 'properties': {'accountName': 'a'}}]}""");
    return answers;
  }

  private void answer(Random random) throws Exception {
    for (var answer : answers(azure.base()).entrySet()) {
      azure.always("GET " + WORKSPACE + answer.getKey(), 200, later(answer.getValue(), random));
    }
    azure.always(
        "GET " + LOCATION + "/vmSizes",
        200,
        later("{'value': [{'name': 'Standard_D2', 'family': 'f', 'vCPUs': 2}]}", random));
    azure.always(
        "GET " + LOCATION + "/usages",
        200,
        later(
            """
            {'value': [{'name': {'value': 'f', 'localizedValue': 'F'}, 'limit': 4, 'unit': 'Count',
             'currentValue': 2, 'id': 'i', 'type': 't'}]}""",
            random));
    azure.always(
        "GET /mlflow/v1.0/api/2.0/mlflow/runs/get",
        200,
        later("{'run': {'data': {'metrics': [{'key': 'auc', 'value': 0.5}]}}}", random));
    azure.always(
        "GET /registrymanagement/v1.0/registries/mlr/discovery",
        200,
        later(
            """
            {'registryName': 'mlr', 'subscriptionId': 's', 'resourceGroup': 'g',
             'primaryRegionResourceProviderUri': '%s/'}"""
                .formatted(azure.base()),
            random));
    azure.always(
        "GET " + REGISTRY + "/models/m/versions/7",
        200,
        later("{'name': '7', 'properties': {'provisioningState': 'Succeeded'}}", random));
  }

  private static String later(String answer, Random random) throws Exception {
    return changed(JSON.readTree(answer.replace('\'', '"')), random).toString();
  }

  private static JsonNode changed(JsonNode node, Random random) {
    if (node instanceof ArrayNode list) {
      list.forEach(one -> changed(one, random));
    } else if (node instanceof ObjectNode object) {
      for (var name : List.copyOf(JSON.convertValue(object, Map.class).keySet())) {
        var field = (String) name;
        changed(object.get(field), random);
        if (!NEEDED.contains(field) && random.nextInt(4) == 0) {
          object.remove(field);
        } else if (!NEEDED.contains(field) && random.nextInt(6) == 0) {
          object.putNull(field);
        } else if (ENUMERATED.contains(field) && random.nextBoolean()) {
          object.put(field, "FromALaterYear");
        }
      }
      for (var more = random.nextInt(3); more > 0; more--) {
        object.set("unheardOf" + random.nextInt(100), unheardOf(random));
      }
    }
    return node;
  }

  private static JsonNode unheardOf(Random random) {
    var any = JSON.createObjectNode();
    return switch (random.nextInt(5)) {
      case 0 -> any.numberNode(random.nextLong());
      case 1 -> any.textNode("new");
      case 2 -> any.nullNode();
      case 3 -> any.put("deeper", random.nextDouble());
      default -> any.arrayNode().add(any.objectNode().put("a", true)).addNull();
    };
  }

  @Test
  void noAnswerIsTooNewToBeRead() throws Exception {
    for (var seed = 0; seed < SEEDS; seed++) {
      answer(new Random(seed));
      assertThatCode(
              () -> {
                workspace.onlineEndpoints().find("e").orElseThrow();
                workspace.onlineEndpoints().deployments("e");
                workspace.batchEndpoints().find("e").orElseThrow();
                workspace.progress(workspace.armId("onlineEndpoints", "e"), Optional.empty());
                workspace.jobs().progress("j");
                workspace.jobs().runs("j");
                workspace.runs().metrics("j");
                workspace.latestVersion("models", "m");
                workspace
                    .machines()
                    .size("Standard_D2")
                    .map(size -> workspace.machines().limits(size, true));
                var registry = azure.client().registry(TargetEnvironment.STAGING);
                registry.modelProgress("m", "7");
              })
          .as("seed %d", seed)
          .doesNotThrowAnyException();
      assertThat(workspace.highestVersion("models", "m")).as("seed %d", seed).isEqualTo(7);
    }
  }

  @Test
  void aStateThatNobodyKnowsIsNoEnd() {
    azure.always("GET " + WORKSPACE + "/jobs/j", 200, "{'properties': {'status': 'Hibernating'}}");
    azure.always(
        "GET " + WORKSPACE + "/onlineEndpoints/e",
        200,
        "{'properties': {'provisioningState': 'Migrating'}}");
    assertThat(workspace.jobs().progress("j").state()).isEqualTo(State.RUNNING);
    assertThat(
            workspace.progress(workspace.armId("onlineEndpoints", "e"), Optional.empty()).state())
        .isEqualTo(State.RUNNING);
  }
}
