package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.DataPlane;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.mlflow.MlflowCall.Handler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * MLflow's REST API ({@code {mlFlowTrackingUri}/api/2.0/mlflow/…}): experiments, runs, metrics,
 * registered models, whose versions are the workspace's models; and the artifacts ({@code
 * …/api/2.0/mlflow-artifacts/…}), as a tracking server of MLflow's own lends them.
 */
public final class MlflowApi {
  static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final int API = DataPlane.CALL;
  private static final int CALL = API + 3;

  private final World world;
  private final Tokens tokens;
  private final Map<String, Handler> handlers = new TreeMap<>();
  private final ArtifactProxy artifacts;

  public MlflowApi(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    var experiments = new Experiments(world);
    var models = new RegisteredModels(world);
    handlers.putAll(new ExperimentCalls(world, experiments).handlers());
    handlers.putAll(new RunCalls(world, experiments).handlers());
    handlers.putAll(new ModelCalls(models).handlers());
    handlers.putAll(new ModelVersionCalls(models).handlers());
    this.artifacts = new ArtifactProxy(world, models);
  }

  /** All that is answered: what the calls below have handlers for. */
  public List<Route> routes() {
    return Stream.concat(
            handlers.keySet().stream()
                .map(call -> call.split(" "))
                .map(
                    call ->
                        new Route(
                            call[0],
                            "/mlflow/v1.0{W}/api/2.0/mlflow/" + call[1],
                            "",
                            "MLflow's REST API; azureml-mlflow")),
            ArtifactProxy.ROUTES.stream())
        .toList();
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("mlflow");
  }

  public void handle(Exchange exchange) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    var path = exchange.path();
    var place =
        Place.workspaceAt(path, DataPlane.SCOPE)
            .filter(known -> path.size() > CALL)
            .filter(known -> path.subList(API, API + 2).equals(List.of("api", "2.0")))
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    var rest = path.subList(CALL, path.size());
    try {
      switch (path.get(CALL - 1)) {
        case "mlflow" -> answer(exchange, place, String.join("/", rest));
        case "mlflow-artifacts" -> artifacts.handle(exchange, place, rest);
        default -> throw AzureFailure.notFound(exchange.rawPath());
      }
    } catch (AzureFailure failure) {
      exchange.json(failure.status(), Errors.body(failure, world.clock().now()));
    }
  }

  /**
   * Refuses what has no run.
   *
   * @throws AzureFailure 404
   */
  public void requireRun(Place place, String run) {
    MetricApi.requireRun(new Runs(world), place, run);
  }

  private void answer(Exchange exchange, Place place, String name) {
    var refused = Errors.NOT_OFFERED.get(name.replaceFirst("/.*", ""));
    if (refused != null) {
      exchange.empty(refused);
      return;
    }
    var handler =
        Optional.ofNullable(handlers.get(exchange.method() + " " + name))
            .orElseThrow(() -> Errors.unknownCall(exchange.method() + " " + name));
    var call = new MlflowCall(exchange, place, body(exchange), JSON.createObjectNode());
    world.exclusively( // documents are read, changed and saved
        () -> {
          handler.handle(call);
          return true;
        });
    exchange.json(200, call.answer());
  }

  private static JsonNode body(Exchange exchange) {
    if (exchange.is("GET") || exchange.body().length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(exchange.body());
    } catch (IOException e) {
      throw new AzureFailure(400, "BAD_REQUEST", "The body is no JSON: " + e.getMessage());
    }
  }
}
