package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.EndpointKeys;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.model.MlflowModel;
import io.modelrelease.emulator.model.ModelColumn;
import io.modelrelease.emulator.model.ModelFailure;
import io.modelrelease.emulator.model.ModelInput;
import io.modelrelease.emulator.model.ServerLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code /online/{workspace}/{endpoint}/}: {@code score}, {@code swagger.json}, and liveness at the
 * root. The header {@code azureml-model-deployment} picks a deployment, else the traffic does.
 */
final class OnlineApi {
  private static final String DEPLOYMENT = "azureml-model-deployment";
  private static final int LARGEST_BODY = 3 << 19;

  private static final String SOURCE =
      "docs: Invoke online endpoints; azureml-inference-server-http";

  /** All that is answered. */
  static final List<Route> ROUTES =
      List.of(
          new Route("GET", "/online/{workspace}/{endpoint}", "liveness", SOURCE),
          new Route("GET", "/online/{workspace}/{endpoint}/swagger.json", "", SOURCE),
          new Route(
              "POST",
              "/online/{workspace}/{endpoint}/score",
              "by traffic, or by the header azureml-model-deployment",
              SOURCE));

  private final World world;
  private final Tokens tokens;
  private final ModelServers servers;
  private final PythonServers pythons;
  private final Executor mirror;

  OnlineApi(
      World world, Tokens tokens, ModelServers servers, PythonServers pythons, Executor mirror) {
    this.world = world;
    this.tokens = tokens;
    this.servers = servers;
    this.pythons = pythons;
    this.mirror = mirror;
  }

  void handle(Exchange exchange, List<String> path) {
    Route.require(ROUTES, exchange);
    try {
      answer(exchange, path);
    } catch (AzureFailure failure) {
      if (!failure.code().equals(EndpointKeys.WRONG_KEY)) {
        throw failure;
      }
      var said = failure.getMessage().getBytes(StandardCharsets.UTF_8);
      exchange.bytes(failure.status(), "text/plain; charset=utf-8", said);
    } catch (ModelFailure failure) {
      exchange.set("ms-azureml-model-error-statuscode", "500");
      exchange.set("ms-azureml-model-error-reason", "model_error");
      throw new AzureFailure(424, "ModelError", failure.getMessage());
    }
  }

  private void answer(Exchange exchange, List<String> path) {
    var endpoint = endpoint(path.get(1), path.get(2));
    var what = path.size() == 3 ? "" : String.join("/", path.subList(3, path.size()));
    switch (what) {
      case "" -> {
        exchange.bytes(
            200, "text/plain; charset=utf-8", "Healthy".getBytes(StandardCharsets.UTF_8));
      }
      case "swagger.json" -> {
        EndpointKeys.require(exchange, tokens, endpoint);
        var deployment = chosen(exchange, endpoint);
        exchange.json(200, Swagger.of(endpoint.name(), world.base(), columns(deployment)));
      }
      default -> {
        EndpointKeys.require(exchange, tokens, endpoint);
        score(exchange, endpoint);
      }
    }
  }

  private Resource endpoint(String workspace, String name) {
    return Resource.find(world, Place.workspace(workspace).key("onlineEndpoints", name))
        .filter(found -> !found.isGone())
        .orElseThrow(() -> AzureFailure.notFound("The online endpoint " + name));
  }

  private void score(Exchange exchange, Resource endpoint) {
    var deployment = chosen(exchange, endpoint);
    exchange.set(DEPLOYMENT, deployment.name());
    if (exchange.body().length > LARGEST_BODY) {
      throw new AzureFailure(
          413,
          "RequestEntityTooLarge",
          "The request has %d bytes, more than the %d that are allowed."
              .formatted(exchange.body().length, LARGEST_BODY));
    }
    var served = ServedModel.of(deployment).orElseThrow();
    if (served.isScript()) {
      script(exchange, deployment, served);
      return;
    }
    var body = exchange.jsonOrNothing();
    if (body.isMissingNode()) {
      throw new AzureFailure(
          400, "InvalidRequestContent", "The request content was invalid: JSON is expected.");
    }
    try {
      var input = ScoringInput.read(body);
      exchange.json(200, answers(deployment, input));
      if (exchange.header(DEPLOYMENT).isEmpty()) {
        mirror(endpoint, input);
      }
    } catch (ModelFailure failure) {
      new ServerLog(world, deployment.key()).add("ERROR", failure.getMessage());
      throw failure;
    }
  }

  /** The script gets the body as it came; what it answers is sent as JSON. */
  private void script(Exchange exchange, Resource deployment, ServedModel served) {
    try {
      var body = new String(exchange.body(), StandardCharsets.UTF_8);
      exchange.json(200, pythons.score(served, deployment.key(), body));
    } catch (ModelFailure failure) { // as azureml-inference-server-http words it
      throw new ModelFailure(
          "An unexpected error occurred in scoring script. Check the logs for more info.", failure);
    }
  }

  private JsonNode answers(Resource deployment, ModelInput input) {
    var served = ServedModel.of(deployment).orElseThrow();
    return served.isPython()
        ? pythons.predict(served, deployment.key(), input.columns(), input.rows())
        : answers(load(deployment).predict(input));
  }

  private List<ModelColumn> columns(Resource deployment) {
    var served = ServedModel.of(deployment).orElseThrow();
    if (served.isPython()) {
      return served.isScript() ? List.of() : MlflowModel.columnsOf(world.blobs(), served.folder());
    }
    return load(deployment).columns();
  }

  private MlflowModel load(Resource deployment) {
    return servers.of(ServedModel.of(deployment).orElseThrow());
  }

  private Resource chosen(Exchange exchange, Resource endpoint) {
    var named = exchange.header(DEPLOYMENT);
    if (named.isPresent()) {
      return serving(endpoint, named.get())
          .orElseThrow(
              () -> AzureFailure.notFound("A deployment %s that serves".formatted(named.get())));
    }
    var point = ThreadLocalRandom.current().nextInt(100);
    for (var share : endpoint.properties().path("traffic").properties()) {
      point -= share.getValue().asInt();
      if (point < 0) {
        return serving(endpoint, share.getKey())
            .orElseThrow(
                () ->
                    AzureFailure.notFound("A deployment %s that serves".formatted(share.getKey())));
      }
    }
    throw AzureFailure.notFound("A deployment with traffic at endpoint " + endpoint.name());
  }

  private Optional<Resource> serving(Resource endpoint, String deployment) {
    return Resource.find(world, endpoint.key() + "/deployments/" + deployment)
        .filter(found -> ServedModel.of(found).isPresent());
  }

  /** A share of the requests is asked a second time, and the answer forgotten. */
  private void mirror(Resource endpoint, ModelInput input) {
    for (var share : endpoint.properties().path("mirrorTraffic").properties()) {
      if (ThreadLocalRandom.current().nextInt(100) < share.getValue().asInt()) {
        serving(endpoint, share.getKey())
            .ifPresent(deployment -> mirror.execute(() -> ask(deployment, input)));
      }
    }
  }

  private void ask(Resource deployment, ModelInput input) {
    var log = new ServerLog(world, deployment.key());
    try {
      log.add("INFO", "Mirrored request: %d answers".formatted(answers(deployment, input).size()));
    } catch (ModelFailure failure) {
      log.add("ERROR", "Mirrored request: " + failure.getMessage());
    }
  }

  /** A plain list: a number a row, a list a row where the model has several outputs. */
  private static ArrayNode answers(float[][] predictions) {
    var answers = Exchange.JSON.createArrayNode();
    for (var row : predictions) {
      if (row.length == 1) {
        answers.add((double) row[0]);
      } else {
        var numbers = answers.addArray();
        for (var number : row) {
          numbers.add((double) number);
        }
      }
    }
    return answers;
  }
}
