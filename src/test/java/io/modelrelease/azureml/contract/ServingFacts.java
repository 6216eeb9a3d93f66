package io.modelrelease.azureml.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.BatchInput;
import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.Progress;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.emulator.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Models, registry, endpoints, scoring. */
final class ServingFacts {
  private static final String MODELS = "contract, section 3, Models";
  private static final String ENDPOINTS = "contract, section 3, Online endpoints";
  private static final String SCORING = "contract, section 3, Scoring";
  private static final String BATCH = "contract, section 3, Batch invoke";
  private static final String PROMOTION = "contract, section 3, Promotion to a registry";
  private static final Duration LONGEST = Duration.ofMinutes(40);
  private static final String ROWS =
      "{\"input_data\": {\"columns\": [\"age\", \"amount\"], \"index\": [0, 1], \"data\": [[33, 120.5], [40, 10.0]]}}";

  private final Target target;
  private final Wire wire;
  private final Findings findings;
  private final Made made;
  private final Workspace workspace;
  private final TinyModel tiny = TinyModel.trained(1);
  private String modelUri = "";

  ServingFacts(Target target, Wire wire, Findings findings, Made made) {
    this.target = target;
    this.wire = wire;
    this.findings = findings;
    this.made = made;
    this.workspace = target.client().workspace(TargetEnvironment.DEV);
  }

  void ask() {
    findings.part("models", this::models);
    if (target.registry().isPresent()) {
      findings.part("registry", this::registry);
    } else {
      findings.leftOut("the registry: AZURE_ML_REGISTRY names one");
    }
    findings.part("endpoints that cost nothing", this::endpoints);
    if (target.costs().deployments()) {
      findings.part("online deployment", this::online);
      findings.part("batch deployment", this::batch);
    } else {
      findings.leftOut(
          "deployments, which cost an instance of Standard_DS3_v2 for about an hour: -Dazure.deploy=true");
    }
  }

  private void models() {
    var files = new TreeMap<>(tiny.folder());
    files.put(
        "conda.yaml",
        "dependencies:\n- python=3.11\n- pip\n- pip:\n  - mlflow==2.16.2\n  - xgboost==2.1.4\n  - pandas\n"
            .getBytes());
    var uri = workspace.datastore().upload(made.name("model"), Content.of(files), true);
    modelUri = uri;
    var path = "/models/" + made.name("m") + "/versions/1";
    var body =
        "{'properties': {'modelType': 'mlflow_model', 'modelUri': '%s', 'stage': 'candidate'}}"
            .formatted(uri);
    findings.same("a model is created", MODELS, 201, () -> wire.put(path, body).status());
    findings.holds(
        "its flavors are an object",
        "contract, section 2",
        () -> wire.get(path).at("/properties/flavors").isObject());
    findings.same(
        "its stage changes by a PUT",
        MODELS,
        "production",
        () -> {
          wire.put(path, body.replace("candidate", "production"));
          return wire.get(path).text("/properties/stage");
        });
    findings.same(
        "its path does not",
        MODELS,
        400,
        () -> wire.put(path, body.replace("/" + made.name("model"), "/others")).status());
    findings.same(
        "an upload again sends nothing and is the same place",
        "the client",
        uri,
        () -> workspace.datastore().upload(made.name("model"), Content.of(files), true));
  }

  private void registry() {
    var model = made.name("m");
    var registry = target.client().registry(TargetEnvironment.STAGING);
    if (!target.emulated()) {
      findings.leftOut("the registry keeps its copy of " + model + ": archive it there");
    }
    var started = workspace.publishModel(model, "1", registry);
    findings.same("publishing is accepted", PROMOTION, 202, started::status);
    var until = System.nanoTime() + LONGEST.toNanos();
    while (registry.modelProgress(model, "1").state() != Progress.State.SUCCEEDED
        && System.nanoTime() < until) {
      wire.pause();
    }
    findings.same(
        "then the copy is there",
        PROMOTION,
        Progress.State.SUCCEEDED,
        () -> registry.modelProgress(model, "1").state());
    findings.like(
        "its id is no ARM id",
        "contract, section 2",
        "azureml://registries/[^/]+/models/" + model + "/versions/1",
        () -> registry.findModel(model, "1").orElseThrow().path("id").asText());
    findings.same(
        "its bytes are the same",
        PROMOTION,
        workspace.datastore().digest(modelUri),
        () -> registry.digest(model, "1"));
  }

  private String location() {
    return wire.get("").text("/location");
  }

  private String endpoint(String mode, String more) {
    return "{'location': '%s', 'identity': {'type': 'SystemAssigned'}, 'properties': {'authMode': '%s'%s}}"
        .formatted(location(), mode, more);
  }

  private void endpoints() {
    var path = "/onlineEndpoints/" + made.name("on");
    var put = wire.put(path, endpoint("Key", ""));
    findings.same("an endpoint is created", "contract, section 2", 201, put::status);
    findings.holds(
        "with the address of its operation in the header",
        "contract, section 2",
        () -> put.has("Azure-AsyncOperation"));
    findings.holds(
        "and in the body",
        "contract, section 2 (deploy-rest.sh)",
        () -> !wire.get(path).text("/properties/properties/AzureAsyncOperationUri").isEmpty());
    findings.same(
        "it ends well", "contract, section 2", "Succeeded", () -> wire.settled(path, LONGEST));
    findings.like(
        "it has an address to score",
        SCORING,
        "https?://.*/score",
        () -> wire.get(path).text("/properties/scoringUri"));
    findings.same(
        "it has two keys",
        ENDPOINTS,
        2,
        () -> {
          var keys = wire.post(path + "/listKeys", "");
          return (keys.text("/primaryKey").isEmpty() ? 0 : 1)
              + (keys.text("/secondaryKey").isEmpty() ? 0 : 1);
        });
    findings.same(
        "traffic to no deployment is refused",
        ENDPOINTS,
        400,
        () -> wire.put(path, endpoint("Key", ", 'traffic': {'nobody': 100}")).status());
    findings.same(
        "a name of two letters is refused",
        "contract, section 6",
        400,
        () -> wire.put("/onlineEndpoints/ab", endpoint("Key", "")).status());
    findings.same(
        "an endpoint in no region is refused",
        "fields, OnlineEndpointTrackedResource",
        400,
        () ->
            wire.put(
                    "/onlineEndpoints/" + made.name("nowhere"),
                    "{'properties': {'authMode': 'Key'}}")
                .status());
    findings.same(
        "a DELETE of what is not there says so",
        "contract, section 2",
        204,
        () -> wire.delete("/onlineEndpoints/" + made.name("none")).status());
  }

  private void online() {
    var name = made.name("on");
    var path = "/onlineEndpoints/" + name;
    var deployment = path + "/deployments/blue";
    var body =
        """
        {'location': '%s', 'sku': {'name': 'Default', 'capacity': 1}, 'properties':
          {'endpointComputeType': 'Managed', 'instanceType': 'Standard_DS3_v2', 'model': '%s'}}"""
            .formatted(location(), wire.id("/models/" + made.name("m") + "/versions/1"));
    findings.same(
        "a deployment is created",
        "contract, section 2",
        201,
        () -> wire.put(deployment, body).status());
    findings.same(
        "it comes up", "contract, section 2", "Succeeded", () -> wire.settled(deployment, LONGEST));
    findings.same(
        "it shows how it scales",
        "contract, section 2",
        "Default",
        () -> wire.get(deployment).text("/properties/scaleSettings/scaleType"));
    findings.holds(
        "its log can be read",
        ENDPOINTS,
        () ->
            wire.post(deployment + "/getLogs", "{'containerType': 'InferenceServer', 'tail': 10}")
                .at("/content")
                .isTextual());
    findings.same("without traffic nobody answers", SCORING, 404, () -> score(name, "").status());
    findings.same(
        "but the deployment that is named", SCORING, 200, () -> score(name, "blue").status());
    findings.same(
        "percentages whose sum is neither 0 nor 100 are refused",
        ENDPOINTS,
        400,
        () -> wire.put(path, endpoint("Key", ", 'traffic': {'blue': 50}")).status());
    findings.same(
        "all traffic is a PUT of the endpoint",
        ENDPOINTS,
        200,
        () -> wire.put(path, endpoint("Key", ", 'traffic': {'blue': 100}")).status());
    wire.settled(path, LONGEST);
    findings.same(
        "it is shown", ENDPOINTS, 100, () -> wire.get(path).at("/properties/traffic/blue").asInt());
    findings.holds("an answer is a plain list", SCORING, () -> score(name, "").json().isArray());
    findings.same("of a number a row", SCORING, 2, () -> score(name, "").json().size());
    findings.same(
        "the product's client reads it",
        "the client",
        200,
        () -> workspace.onlineEndpoints().score(name, Optional.empty(), json(ROWS)).status());
    findings.same(
        "a wrong key is refused",
        SCORING,
        401,
        () ->
            wire.send(
                    "POST",
                    wire.get(path).text("/properties/scoringUri"),
                    ROWS,
                    Map.of("Authorization", "Bearer wrong"))
                .status());
    findings.same(
        "a deployment that is not there is not found",
        SCORING,
        404,
        () -> score(name, "green").status());
    findings.same(
        "a column that is missing is the model's error",
        SCORING,
        424,
        () ->
            wire.send(
                    "POST",
                    wire.get(path).text("/properties/scoringUri"),
                    "{\"input_data\": {\"columns\": [\"age\"], \"index\": [0], \"data\": [[33]]}}",
                    key(name, ""))
                .status());
    findings.same(
        "a deployment with traffic is not deleted",
        ENDPOINTS + " (remembered)",
        400,
        () -> wire.delete(deployment).status());
  }

  private Map<String, String> key(String endpoint, String deployment) {
    var bearer =
        "Bearer " + wire.post("/onlineEndpoints/" + endpoint + "/listKeys", "").text("/primaryKey");
    return deployment.isEmpty()
        ? Map.of("Authorization", bearer)
        : Map.of("Authorization", bearer, "azureml-model-deployment", deployment);
  }

  private Wire.Reply score(String endpoint, String deployment) {
    return wire.send(
        "POST",
        wire.get("/onlineEndpoints/" + endpoint).text("/properties/scoringUri"),
        ROWS,
        key(endpoint, deployment));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void batch() {
    var compute = made.compute("b");
    wire.put(
        "/computes/" + compute,
        """
        {'location': '%s', 'properties': {'computeType': 'AmlCompute', 'properties': {'vmSize': 'Standard_DS3_v2',
          'scaleSettings': {'minNodeCount': 0, 'maxNodeCount': 1, 'nodeIdleTimeBeforeScaleDown': 'PT2M'}}}}"""
            .formatted(location()));
    wire.settled("/computes/" + compute, LONGEST);
    var name = made.name("ba");
    var path = "/batchEndpoints/" + name;
    findings.same(
        "a batch endpoint is created",
        BATCH,
        201,
        () -> wire.put(path, endpoint("AADToken", "")).status());
    wire.settled(path, LONGEST);
    findings.same(
        "a batch deployment is created",
        BATCH,
        201,
        () ->
            wire.put(
                    path + "/deployments/blue",
                    """
                {'location': '%s', 'properties': {'compute': '%s', 'outputFileName': 'predictions.csv', 'outputAction': 'AppendRow',
                  'model': {'referenceType': 'Id', 'assetId': '%s'}, 'resources': {'instanceCount': 1}}}"""
                        .formatted(
                            location(),
                            wire.id("/computes/" + compute),
                            wire.id("/models/" + made.name("m") + "/versions/1")))
                .status());
    findings.same(
        "it comes up", BATCH, "Succeeded", () -> wire.settled(path + "/deployments/blue", LONGEST));
    findings.holds(
        "defaults are an object",
        "contract, section 2",
        () -> wire.get(path).at("/properties/defaults").isObject());
    findings.like(
        "it has an address to invoke",
        BATCH,
        "https?://.*/jobs",
        () -> wire.get(path).text("/properties/scoringUri"));
    findings.same(
        "a token of the resource manager invokes nothing",
        "contract, section 2",
        401,
        () ->
            wire.send(
                    "POST",
                    wire.get(path).text("/properties/scoringUri"),
                    "{}",
                    wire.as(Target.MANAGEMENT))
                .status());
    var rows =
        workspace
            .datastore()
            .upload(
                made.name("input"),
                Content.of(
                    new TreeMap<>(Map.of("rows.csv", "age,amount\n33,120.5\n40,10\n".getBytes()))),
                true);
    var output = workspace.datastore().outputUri(made.name("out"), "score") + "predictions.csv";
    var job =
        workspace
            .batchEndpoints()
            .invoke(name, "blue", new BatchInput("UriFolder", rows), made.name("bexp"), output);
    findings.same(
        "it is found by its experiment",
        "the client",
        Optional.of(job),
        () -> workspace.batchEndpoints().jobOf(made.name("bexp")));
    findings.same(
        "a batch job is a pipeline",
        BATCH,
        "Pipeline",
        () -> wire.get("/jobs/" + job).text("/properties/jobType"));
    findings.same("it ends well", BATCH, "Completed", () -> wire.ended(job, LONGEST));
    findings.same(
        "its answers are a line a row",
        BATCH,
        2L,
        () -> new String(workspace.batchEndpoints().predictions(output, 1 << 20)).lines().count());
  }
}
