package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.fresh;
import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.EndpointWorld.online;
import static io.modelrelease.emulator.EndpointWorld.onlineDeployment;
import static io.modelrelease.emulator.EndpointWorld.onlineEndpoint;
import static io.modelrelease.emulator.EndpointWorld.require;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Online endpoints and deployments as the resource manager shows them. */
class OnlineEndpointsTest {
  private static final TinyModel MODEL = TinyModel.trained(1);

  @TempDir static Path home;
  private static RunningEmulator emulator;
  private static EndpointWorld world;

  @BeforeAll
  static void start() {
    emulator = RunningEmulator.start(home);
    world = new EndpointWorld(emulator);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Test
  void createsAnEndpointWithItsAddressesAndNoNulls() {
    var id = online(fresh("ep-"));
    var put = require(emulator.put(id, onlineEndpoint().toString()), 201);
    assertThat(world.outcome(put).path("status").asText()).isEqualTo("Succeeded");
    var shown = emulator.get(id);
    assertThat(shown.at("/id").asText()).isEqualTo(id);
    assertThat(shown.at("/type").asText())
        .isEqualTo("Microsoft.MachineLearningServices/workspaces/onlineEndpoints");
    assertThat(shown.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(shown.at("/properties/scoringUri").asText()).endsWith("/score");
    assertThat(shown.at("/properties/swaggerUri").asText()).endsWith("swagger.json");
    assertThat(shown.at("/properties/traffic").isObject()).isTrue();
    assertThat(shown.at("/properties/mirrorTraffic").isObject()).isTrue();
    assertThat(shown.at("/properties/properties/AzureAsyncOperationUri").asText())
        .isEqualTo(put.header("Azure-AsyncOperation").orElseThrow());
    assertThat(shown.at("/identity/principalId").asText()).hasSize(36);
    require(emulator.put(id, onlineEndpoint().toString()), 200);
  }

  @Test
  void takesItsTimeByTheClockAndIsBusyMeanwhile(@TempDir Path other) {
    try (var slow = RunningEmulator.start(other, Commands.ANY, java.time.Duration.ofHours(1))) {
      var slowly = new EndpointWorld(slow);
      var id = online("ep-slow");
      var put = require(slow.put(id, onlineEndpoint().toString()), 201);
      assertThat(put.at("/properties/provisioningState").asText()).isEqualTo("Creating");
      assertThat(slowly.outcome(put).path("status").asText()).isEqualTo("InProgress");
      var busy = slow.put(id, onlineEndpoint().toString());
      assertThat(busy.status()).isEqualTo(409);
      assertThat(busy.at("/error/message").asText()).contains("in progress");
      var early = slow.put(id + "/deployments/dep1", onlineDeployment("none").toString());
      assertThat(early.status()).isEqualTo(409);
      slow.advanceClock("PT2H");
      assertThat(slowly.state(id)).isEqualTo("Succeeded");
      var deletion = require(slow.delete(id), 202);
      assertThat(deletion.header("Retry-After")).isPresent();
      var location = deletion.header("Location").orElseThrow();
      assertThat(slow.get(location).status()).isEqualTo(202);
      assertThat(slowly.state(id)).isEqualTo("Deleting");
      slow.advanceClock("PT2H");
      assertThat(slow.get(location).status()).isIn(200, 204);
      assertThat(slow.get(id).status()).isEqualTo(404);
      assertThat(slow.delete(id).status()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ab", "1abc", "ab--c", "abc-", "a_bc", "abcdefghijabcdefghijabcdefghijabc"})
  void refusesNamesThatAzureRefuses(String name) {
    var refused = emulator.put(online(name), onlineEndpoint().toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("UserError");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'properties': {'authMode': 'Key'}} | location",
        "{'location': 'eastus', 'properties': {'authMode': 'Key'}} | westeurope",
        "{'location': 'westeurope', 'properties': {}} | authMode",
        "{'location': 'westeurope', 'properties': {'authMode': 'Password'}} | authMode",
        "{'location': 'westeurope'} | properties",
        "{'location': 'westeurope', 'properties': {'authMode': 'Key', 'traffic': {'no': 100}}} |"
            + " no",
        "{'location': 'westeurope', 'identity': {'type': 'Mine'}, 'properties': {'authMode':"
            + " 'Key'}} | identity"
      })
  void refusesAnEndpointBodyAndSaysWhy(String body, String why) {
    var refused = emulator.put(online(fresh("ep-")), json(body).toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).containsIgnoringCase(why);
  }

  @Test
  void refusesANameThatAnotherWorkspaceHas() {
    var name = fresh("ep-");
    require(emulator.put(online(name), onlineEndpoint().toString()), 201);
    var taken =
        emulator.put(
            RunningEmulator.STAGING + "/batchEndpoints/" + name,
            EndpointWorld.batchEndpoint().toString());
    assertThat(taken.status()).isEqualTo(400);
    assertThat(taken.at("/error/details/0/message").asText())
        .contains("There is already an endpoint with this name");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'traffic': {'dep1': 50}} | 0 or 100",
        "{'traffic': {'dep1': 60, 'dep2': 60}} | 0 or 100",
        "{'traffic': {'dep1': 99.5, 'dep2': 0.5}} | integer",
        "{'traffic': {'dep9': 100}} | dep9",
        "{'traffic': {'dep3': 100}} | Failed",
        "{'traffic': {'dep1': 100}, 'mirrorTraffic': {'dep2': 60}} | 50",
        "{'traffic': {'dep1': 100}, 'mirrorTraffic': {'dep1': 10}} | live traffic"
      })
  void refusesTrafficThatCannotBe(String properties, String why) {
    var endpoint = world.serving("{'dep1': 100}", MODEL, MODEL);
    addBroken(endpoint, "dep3");
    var body = onlineEndpoint();
    ((ObjectNode) body.path("properties")).setAll(json(properties));
    var refused = emulator.put(online(endpoint), body.toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).containsIgnoringCase(why);
    assertThat(emulator.get(online(endpoint)).at("/properties/traffic/dep1").asInt())
        .isEqualTo(100);
  }

  private static Reply addBroken(String endpoint, String deployment) {
    var folder = MODEL.folder();
    folder.put("model.json", "{\"broken\": ".getBytes(StandardCharsets.UTF_8));
    var model = world.register(folder, "mlflow_model");
    return require(
        emulator.put(
            online(endpoint) + "/deployments/" + deployment, onlineDeployment(model).toString()),
        201);
  }

  @Test
  void endsFailedWhenTheModelCannotBeLoadedAndSaysWhyInTheLog() {
    var endpoint = world.serving("{'dep1': 100}", MODEL);
    var outcome = world.outcome(addBroken(endpoint, "dep2"));
    assertThat(outcome.path("status").asText()).isEqualTo("Failed");
    assertThat(outcome.at("/error/code").asText()).isEqualTo("ResourceNotReady");
    assertThat(outcome.at("/error/message").asText()).contains("model.json");
    var id = online(endpoint) + "/deployments/dep2";
    assertThat(world.state(id)).isEqualTo("Failed");
    assertThat(emulator.post(id + "/getLogs", "{\"tail\": 1}").at("/content").asText())
        .contains("ERROR", "model.json");
    require(emulator.delete(id), 202);
    assertThat(emulator.get(id).status()).isEqualTo(404);
  }

  @Test
  void endsFailedWithoutMlmodelWithAnotherFlavourAndWithAnEnvironmentOfItsOwn() {
    var empty = Map.of("weights.bin", new byte[] {1});
    assertThat(failure(onlineDeployment(world.register(empty, "mlflow_model"))))
        .contains("MLmodel");
    var other = MODEL.folder();
    other.put("MLmodel", "flavors: {sklearn: {}}".getBytes(StandardCharsets.UTF_8));
    assertThat(failure(onlineDeployment(world.register(other, "mlflow_model"))))
        .contains("sklearn");
    var environment = RunningEmulator.DEV + "/environments/own/versions/1";
    require(emulator.put(environment, json("{'properties': {'image': 'ubuntu'}}").toString()), 201);
    var body = onlineDeployment(world.register(MODEL));
    ((ObjectNode) body.path("properties")).put("environmentId", environment);
    assertThat(failure(body)).contains("environmentId");
  }

  @Test
  void endsADeploymentAsAFaultOrdersIt() {
    emulator.fault(
        """
        {"method": "PUT", "path": "/deployments/", "fault": "fail",
         "error": {"code": "OutOfQuota", "message": "no cores"}}\
        """);
    assertThat(failure(onlineDeployment(world.register(MODEL)))).isEqualTo("no cores");
  }

  private static String failure(ObjectNode deployment) {
    var endpoint = fresh("ep-");
    require(emulator.put(online(endpoint), onlineEndpoint().toString()), 201);
    var put = emulator.put(online(endpoint) + "/deployments/dep1", deployment.toString());
    return world.outcome(require(put, 201)).at("/error/message").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/properties/endpointComputeType | null | endpointComputeType",
        "/properties/instanceType | null | instanceType",
        "/properties/instanceType | \"huge\" | huge",
        "/properties/model | null | model",
        "/properties/model | \"azureml://registries/mlr-staging/models/none/versions/1\" | none",
        "/properties/environmentId | \"azureml://registries/x/environments/none/versions/1\" |"
            + " none",
        "/properties/requestSettings | {\"requestTimeout\": \"PT4M\"} | requestTimeout",
        "/properties/scaleSettings | {\"scaleType\": \"TargetUtilization\"} | scaleType",
        "/sku | null | capacity",
        "/sku | {\"name\": \"Default\", \"capacity\": 0} | capacity",
        "/location | null | location"
      })
  void refusesADeploymentBodyAndSaysWhy(String pointer, String value, String why) throws Exception {
    var endpoint = fresh("ep-");
    require(emulator.put(online(endpoint), onlineEndpoint().toString()), 201);
    var body = onlineDeployment(world.register(MODEL));
    var slash = pointer.lastIndexOf('/');
    var parent = (ObjectNode) body.at(pointer.substring(0, slash));
    parent.set(pointer.substring(slash + 1), EndpointWorld.JSON.readTree(value));
    var refused = emulator.put(online(endpoint) + "/deployments/dep1", body.toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).containsIgnoringCase(why);
  }

  @Test
  void refusesAModelThatNeedsCode() {
    var endpoint = fresh("ep-");
    require(emulator.put(online(endpoint), onlineEndpoint().toString()), 201);
    var model = world.register(MODEL.folder(), "custom_model");
    var refused =
        emulator.put(online(endpoint) + "/deployments/dep1", onlineDeployment(model).toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("MissingDriverProgram");
  }

  @Test
  void showsDeploymentsWithEmptyObjectsInsteadOfNulls() {
    var endpoint = world.serving("{'dep1': 100}", MODEL);
    var shown = emulator.get(online(endpoint) + "/deployments/dep1");
    assertThat(shown.at("/properties/scaleSettings/scaleType").asText()).isEqualTo("Default");
    assertThat(shown.at("/properties/environmentVariables").isObject()).isTrue();
    assertThat(shown.at("/properties/requestSettings/requestTimeout").asText()).isEqualTo("PT5S");
    assertThat(emulator.get(online(endpoint) + "/deployments").at("/value")).hasSize(1);
  }

  @Test
  void neverDeletesADeploymentWithTrafficButTheEndpointTakesItAlong() {
    var endpoint = world.serving("{'dep1': 100}", MODEL);
    var deployment = online(endpoint) + "/deployments/dep1";
    var refused = emulator.delete(deployment);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("traffic");
    require(emulator.delete(online(endpoint)), 202);
    assertThat(emulator.get(online(endpoint)).status()).isEqualTo(404);
    assertThat(emulator.get(deployment).status()).isEqualTo(404);
  }

  @Test
  void patchesTagsAndInstancesOnly() {
    var endpoint = world.serving("{'dep1': 100}", MODEL);
    var deployment = online(endpoint) + "/deployments/dep1";
    var patched =
        emulator.call(
            "PATCH", deployment, "{\"tags\": {\"a\": \"b\"}, \"sku\": {\"capacity\": 3}}");
    require(patched, 202);
    assertThat(patched.header("Location")).isPresent();
    assertThat(emulator.get(deployment).at("/sku/capacity").asInt()).isEqualTo(3);
    assertThat(emulator.get(deployment).at("/tags/a").asText()).isEqualTo("b");
    require(emulator.call("PATCH", online(endpoint), "{\"tags\": {\"c\": \"d\"}}"), 202);
    assertThat(emulator.get(online(endpoint)).at("/properties/traffic/dep1").asInt())
        .isEqualTo(100);
    var traffic = emulator.call("PATCH", online(endpoint), "{\"properties\": {\"traffic\": {}}}");
    assertThat(traffic.status()).isEqualTo(400);
  }

  @Test
  void regeneratesOneKeyAndKeepsTheOther() {
    var id = online(fresh("ep-"));
    require(emulator.put(id, onlineEndpoint().toString()), 201);
    var before = emulator.post(id + "/listKeys", "");
    require(emulator.post(id + "/regenerateKeys", "{\"keyType\": \"Primary\"}"), 202);
    var after = emulator.post(id + "/listKeys", "");
    assertThat(after.at("/primaryKey")).isNotEqualTo(before.at("/primaryKey"));
    assertThat(after.at("/secondaryKey")).isEqualTo(before.at("/secondaryKey"));
    assertThat(emulator.post(id + "/token", "").status()).isEqualTo(400);
  }
}
