package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ServerLog;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deployments of an endpoint: created beside each other, scaled, deleted. */
final class Deployments {
  private static final int MOST_OF_AN_ENDPOINT = 20;
  private static final int MOST_INSTANCES = 50;
  private static final int TAIL = 100;

  private final World world;
  private final Operations operations;

  Deployments(World world, Operations operations) {
    this.world = world;
    this.operations = operations;
  }

  void handle(
      Exchange exchange, Place place, EndpointKind kind, Resource endpoint, List<String> rest) {
    if (rest.isEmpty()) {
      Paging.answer(
          exchange,
          all(endpoint).stream()
              .sorted(Comparator.comparing(Resource::createdAt).reversed())
              .map(deployment -> show(place, kind, endpoint, deployment))
              .toList());
      return;
    }
    var name = rest.get(0);
    var known = Endpoints.find(world, endpoint.key() + "/deployments/" + name);
    if (rest.size() == 1) {
      switch (exchange.method()) {
        case "GET" -> exchange.json(200, show(place, kind, endpoint, require(known, name)));
        case "PUT" -> put(exchange, place, kind, endpoint, name, known);
        case "PATCH" -> patch(exchange, kind, require(known, name));
        case "DELETE" -> delete(exchange, kind, endpoint, known);
        default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
      }
    } else if (rest.size() == 2
        && kind.collection().equals(OnlineEndpoints.COLLECTION)
        && rest.get(1).equalsIgnoreCase("getLogs")
        && exchange.is("POST")) {
      logs(exchange, require(known, name));
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private List<Resource> all(Resource endpoint) {
    return world.store().children(endpoint.key() + "/deployments").stream()
        .flatMap(key -> Endpoints.find(world, key).stream())
        .toList();
  }

  private static Resource require(Optional<Resource> known, String name) {
    return known.orElseThrow(() -> AzureFailure.notFound("The deployment " + name));
  }

  private void put(
      Exchange exchange,
      Place place,
      EndpointKind kind,
      Resource endpoint,
      String name,
      Optional<Resource> known) {
    Checks.endpointName(name);
    var body = EndpointBodies.withoutReadOnly(exchange.json());
    Checks.properties(body);
    DeploymentChecks.location(body);
    EndpointBodies.checkIdentity(body);
    Endpoints.requireIdle(endpoint, "endpoint");
    if (!endpoint.provisioningState().equals("Succeeded")) {
      throw AzureFailure.userError(
          "Endpoint %s is %s and takes no deployments."
              .formatted(endpoint.name(), endpoint.provisioningState()));
    }
    known.ifPresent(deployment -> Endpoints.requireIdle(deployment, "deployment"));
    if (known.isEmpty() && all(endpoint).size() >= MOST_OF_AN_ENDPOINT) {
      throw AzureFailure.userError(
          "Quota: endpoint %s has %d deployments, as many as it may have."
              .formatted(endpoint.name(), MOST_OF_AN_ENDPOINT));
    }
    var model = kind.checkDeployment(place, body);
    kind.checkQuota(body, known);
    kind.completeDeployment(body);
    DeploymentChecks.objects(body, "tags");
    var deployment =
        known.orElseGet(() -> Resource.fresh(world, endpoint.key() + "/deployments/" + name));
    ServedModel.replace(deployment, model);
    deployment.take(body);
    operations.begin(deployment, known.isEmpty() ? "Creating" : "Updating", "deployment");
    var log = new ServerLog(world, deployment.key());
    log.add("INFO", "Downloading the model from " + model.path());
    kind.tryOut(body, model)
        .ifPresentOrElse(
            reason -> failLater(deployment, log, reason),
            () -> log.add("INFO", "The model is there."));
    operations.answerPut(
        exchange, deployment, known.isEmpty(), show(place, kind, endpoint, deployment));
  }

  /** As the service reports a container that does not come up. */
  private static void failLater(Resource deployment, ServerLog log, String reason) {
    log.add("ERROR", reason);
    if (deployment.error().isEmpty()) {
      deployment.willFail(
          "ResourceNotReady",
          "User container has crashed or terminated. The model could not be loaded: %s"
              .formatted(reason));
      deployment.save();
    }
  }

  private void patch(Exchange exchange, EndpointKind kind, Resource deployment) {
    var body = exchange.json();
    EndpointBodies.checkPatch(body, kind.patchable());
    Endpoints.requireIdle(deployment, "deployment");
    ServedModel.keep(deployment);
    if (body.path("properties") instanceof ObjectNode properties) {
      EndpointBodies.checkPatch(properties, Set.of("description"));
      deployment.properties().setAll(properties);
    }
    if (body.has("sku")) {
      var capacity = body.path("sku").path("capacity");
      if (!capacity.isInt() || capacity.asInt() < 1 || capacity.asInt() > MOST_INSTANCES) {
        throw AzureFailure.userError(
            "sku.capacity is %s, and must be an integer from 1 to %d."
                .formatted(capacity, MOST_INSTANCES));
      }
      var scaled = deployment.body().deepCopy();
      scaled.withObject("/sku").put("capacity", capacity.asInt());
      kind.checkQuota(scaled, Optional.of(deployment));
      deployment.body().withObject("/sku").put("capacity", capacity.asInt());
    }
    if (body.has("tags")) {
      deployment.body().set("tags", body.path("tags"));
    }
    operations.begin(deployment, "Updating", "deployment");
    operations.answerAccepted(exchange, deployment.operationId());
  }

  private void delete(
      Exchange exchange, EndpointKind kind, Resource endpoint, Optional<Resource> known) {
    if (known.isEmpty()) {
      exchange.empty(204);
      return;
    }
    var deployment = known.get();
    if (!deployment.provisioningState().equals("Deleting")) {
      Endpoints.requireIdle(deployment, "deployment");
      Endpoints.requireIdle(endpoint, "endpoint");
      kind.checkDeletion(endpoint, deployment.name());
      ServedModel.keep(deployment);
      operations.begin(deployment, "Deleting", "delete");
    }
    operations.answerAccepted(exchange, deployment.operationId());
  }

  private void logs(Exchange exchange, Resource deployment) {
    var body = exchange.jsonOrNothing();
    DeploymentChecks.atLeast(body, "tail", 1);
    var lines = new ServerLog(world, deployment.key()).tail(body.path("tail").asInt(TAIL));
    exchange.json(200, Exchange.JSON.createObjectNode().put("content", String.join("\n", lines)));
  }

  private static ObjectNode show(
      Place place, EndpointKind kind, Resource endpoint, Resource deployment) {
    var shown =
        deployment.showProvisioned(
            place.armId(kind.collection(), endpoint.name(), "deployments", deployment.name()),
            place.type(kind.collection() + "/deployments"));
    EndpointBodies.showIdentity(shown, deployment.key());
    return shown;
  }
}
