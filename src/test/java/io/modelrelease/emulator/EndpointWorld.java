package io.modelrelease.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What tests of endpoints need over and over: models, endpoints, deployments of workspace dev. */
final class EndpointWorld {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String WORKSPACE = "mlw-dev";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final RunningEmulator emulator;

  EndpointWorld(RunningEmulator emulator) {
    this.emulator = emulator;
  }

  /** A name that no other test has. */
  static String fresh(String prefix) {
    return prefix + COUNT.incrementAndGet();
  }

  static String online(String endpoint) {
    return RunningEmulator.DEV + "/onlineEndpoints/" + endpoint;
  }

  static String batch(String endpoint) {
    return RunningEmulator.DEV + "/batchEndpoints/" + endpoint;
  }

  static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Uploads a model folder and registers it; returns its id. */
  String register(Map<String, byte[]> folder, String type) {
    var name = fresh("model");
    folder.forEach((file, content) -> emulator.upload(WORKSPACE, name + "/" + file, content));
    var id = RunningEmulator.DEV + "/models/" + name + "/versions/1";
    var body =
        json(
            "{'properties': {'modelType': '%s', 'modelUri': '%s'}}"
                .formatted(type, RunningEmulator.datastoreUri(name + "/")));
    require(emulator.put(id, body.toString()), 201);
    return id;
  }

  String register(TinyModel model) {
    return register(model.folder(), "mlflow_model");
  }

  static ObjectNode onlineEndpoint() {
    return json("{'location': 'westeurope', 'properties': {'authMode': 'Key'}}");
  }

  static ObjectNode onlineEndpoint(String traffic) {
    var body = onlineEndpoint();
    ((ObjectNode) body.path("properties")).set("traffic", json(traffic));
    return body;
  }

  static ObjectNode onlineDeployment(String model) {
    return json(
        """
        {'location': 'westeurope', 'sku': {'name': 'Default', 'capacity': 1},
         'properties': {'endpointComputeType': 'Managed', 'instanceType': 'Standard_DS3_v2',
                        'model': '%s'}}\
        """
            .formatted(model));
  }

  static ObjectNode batchEndpoint() {
    return json("{'location': 'westeurope', 'properties': {'authMode': 'AADToken'}}");
  }

  static ObjectNode batchDeployment(String model) {
    return json(
        """
        {'location': 'westeurope',
         'properties': {'compute': '%s/computes/cpu',
                        'model': {'referenceType': 'Id', 'assetId': '%s'}}}\
        """
            .formatted(RunningEmulator.DEV, model));
  }

  void createCompute() {
    var body =
        json(
            """
            {'location': 'westeurope', 'properties': {'computeType': 'AmlCompute', 'properties':
             {'vmSize': 'Standard_DS3_v2', 'scaleSettings': {'maxNodeCount': 1}}}}\
            """);
    require(emulator.put(RunningEmulator.DEV + "/computes/cpu", body.toString()), 201);
  }

  /** An endpoint with a deployment for each model, named v1, v2, …, and this traffic. */
  String serving(String traffic, TinyModel... models) {
    var endpoint = fresh("online-");
    require(emulator.put(online(endpoint), onlineEndpoint().toString()), 201);
    for (var number = 1; number <= models.length; number++) {
      var deployment = online(endpoint) + "/deployments/dep" + number;
      var model = register(models[number - 1]);
      require(emulator.put(deployment, onlineDeployment(model).toString()), 201);
      assertThat(state(deployment)).isEqualTo("Succeeded");
    }
    require(emulator.put(online(endpoint), onlineEndpoint(traffic).toString()), 200);
    return endpoint;
  }

  String key(String endpoint) {
    return emulator.post(online(endpoint) + "/listKeys", "").at("/primaryKey").asText();
  }

  String state(String resource) {
    return emulator.get(resource).at("/properties/provisioningState").asText();
  }

  String scoringUri(String endpoint) {
    return emulator.get(endpoint).at("/properties/scoringUri").asText();
  }

  /** Asks an online endpoint with its key. */
  Reply ask(String endpoint, String body, Map<String, String> headers) {
    var all = new java.util.HashMap<>(headers);
    all.putIfAbsent("Authorization", "Bearer " + key(endpoint));
    return emulator.send("POST", scoringUri(online(endpoint)), body.replace('\'', '"'), all);
  }

  /** What the operation that a PUT began came to. */
  JsonNode outcome(Reply put) {
    return emulator.get(put.header("Azure-AsyncOperation").orElseThrow()).json();
  }

  static Reply require(Reply reply, int status) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    return reply;
  }
}
