package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ServerLog;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Online and batch endpoints, and the way to their deployments. */
final class Endpoints {
  private static final int MOST_ENDPOINTS = 100;
  private static final Set<String> PATCHABLE = Set.of("tags", "identity");

  private final World world;
  private final Operations operations;
  private final Tokens tokens;
  private final EndpointKind online;
  private final EndpointKind batch;
  private final Deployments deployments;

  Endpoints(
      World world, References references, Operations operations, Tokens tokens, CoreQuota quota) {
    this.world = world;
    this.operations = operations;
    this.tokens = tokens;
    this.online = new OnlineEndpoints(world, references, quota);
    this.batch = new BatchEndpoints(world, references);
    this.deployments = new Deployments(world, operations);
  }

  /**
   * An endpoint or deployment that is there; one whose deletion is over is cleared away by this.
   * Only for requests that hold the lock.
   */
  static Optional<Resource> find(World world, String key) {
    var found = Resource.find(world, key);
    if (found.filter(Resource::isGone).isPresent()) {
      for (var gone : world.store().tree(key)) {
        world.store().remove(gone);
        new ServerLog(world, gone).delete();
      }
      return Optional.empty();
    }
    return found;
  }

  void handle(Exchange exchange, Place place, boolean isOnline, List<String> rest) {
    world.exclusively(
        () -> {
          answer(exchange, place, isOnline, rest);
          return true;
        });
  }

  private void answer(Exchange exchange, Place place, boolean isOnline, List<String> rest) {
    var kind = isOnline ? online : batch;
    if (rest.isEmpty()) {
      Paging.answer(
          exchange, all(place, kind).map(endpoint -> show(place, kind, endpoint)).toList());
      return;
    }
    var name = rest.get(0);
    var key = place.key(kind.collection(), name);
    if (rest.size() == 1) {
      endpoint(exchange, place, kind, name, key);
      return;
    }
    var endpoint =
        find(world, key)
            .orElseThrow(
                () ->
                    new AzureFailure(
                        404, "ResourceNotFound", "The endpoint %s was not found.".formatted(name)));
    if (rest.get(1).equalsIgnoreCase("deployments")) {
      deployments.handle(exchange, place, kind, endpoint, rest.subList(2, rest.size()));
    } else if (rest.size() == 2 && exchange.is("POST")) {
      act(exchange, isOnline, endpoint, rest.get(1).toLowerCase(Locale.ROOT));
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private Stream<Resource> all(Place place, EndpointKind kind) {
    return world.store().children(place.key(kind.collection())).stream()
        .flatMap(key -> find(world, key).stream());
  }

  private void endpoint(
      Exchange exchange, Place place, EndpointKind kind, String name, String key) {
    var known = find(world, key);
    switch (exchange.method()) {
      case "GET" ->
          exchange.json(
              200,
              show(
                  place,
                  kind,
                  known.orElseThrow(() -> AzureFailure.notFound("The endpoint " + name))));
      case "PUT" -> put(exchange, place, kind, name, known);
      case "PATCH" ->
          patch(exchange, known.orElseThrow(() -> AzureFailure.notFound("The endpoint " + name)));
      case "DELETE" -> delete(exchange, known);
      default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
    }
  }

  private void put(
      Exchange exchange, Place place, EndpointKind kind, String name, Optional<Resource> known) {
    Checks.endpointName(name);
    var body = EndpointBodies.withoutReadOnly(exchange.json());
    Checks.properties(body, "authMode");
    DeploymentChecks.location(body);
    EndpointBodies.checkIdentity(body);
    known.ifPresent(endpoint -> requireIdle(endpoint, "endpoint"));
    if (known.isEmpty()) {
      requireFree(name);
    }
    kind.checkEndpoint(place, name, known, body);
    var wantedKeys = body.path("properties").path("keys").deepCopy();
    ((ObjectNode) body.path("properties")).remove("keys");
    kind.completeEndpoint(body);
    EndpointBodies.complete(body);
    var endpoint = known.orElseGet(() -> Resource.fresh(world, place.key(kind.collection(), name)));
    endpoint.take(body);
    if (known.isEmpty()) {
      EndpointKeys.create(endpoint, wantedKeys);
    }
    operations.begin(endpoint, known.isEmpty() ? "Creating" : "Updating", "endpoint");
    operations.answerPut(exchange, endpoint, known.isEmpty(), show(place, kind, endpoint));
  }

  /** Names are unique in a region, and all workspaces here are in one; so is the limit. */
  private void requireFree(String name) {
    var all =
        World.WORKSPACES.stream()
            .map(Place::workspace)
            .flatMap(place -> Stream.concat(all(place, online), all(place, batch)))
            .map(Resource::name)
            .toList();
    if (all.stream().anyMatch(name::equalsIgnoreCase)) {
      throw AzureFailure.userError(
          "An endpoint with the name %s already exists in region %s: names are unique in a region."
              .formatted(name, World.LOCATION));
    }
    if (all.size() >= MOST_ENDPOINTS) {
      throw AzureFailure.userError(
          "Quota: there are %d endpoints in region %s, as many as there may be."
              .formatted(all.size(), World.LOCATION));
    }
  }

  static void requireIdle(Resource resource, String what) {
    if (resource.isBusy()) {
      throw AzureFailure.conflict(
          "Another operation on %s %s is in progress: it is in the %s state."
              .formatted(what, resource.name(), resource.provisioningState()));
    }
  }

  private void patch(Exchange exchange, Resource endpoint) {
    var body = exchange.json();
    EndpointBodies.checkPatch(body, PATCHABLE);
    EndpointBodies.checkIdentity(body);
    requireIdle(endpoint, "endpoint");
    body.properties().forEach(field -> endpoint.body().set(field.getKey(), field.getValue()));
    operations.begin(endpoint, "Updating", "endpoint");
    operations.answerAccepted(exchange, endpoint.operationId());
  }

  /** The deployments go with it, those with traffic too. */
  private void delete(Exchange exchange, Optional<Resource> known) {
    if (known.isEmpty()) {
      exchange.empty(204);
      return;
    }
    var endpoint = known.get();
    if (!endpoint.provisioningState().equals("Deleting")) {
      if (!endpoint.isStuck()) { // else there would be no way out; unverified on Azure
        requireIdle(endpoint, "endpoint");
      }
      for (var key : world.store().children(endpoint.key() + "/deployments")) {
        find(world, key).ifPresent(deployment -> requireIdle(deployment, "deployment"));
      }
      operations.begin(endpoint, "Deleting", "delete");
    }
    operations.answerAccepted(exchange, endpoint.operationId());
  }

  private void act(Exchange exchange, boolean isOnline, Resource endpoint, String action) {
    if (action.equals("listkeys")) {
      EndpointKeys.list(exchange, endpoint);
    } else if (isOnline && action.equals("token")) {
      EndpointKeys.token(exchange, tokens, endpoint);
    } else if (isOnline && action.equals("regeneratekeys")) {
      EndpointKeys.regenerate(endpoint, exchange.json());
      operations.answerAccepted(exchange, "done");
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private static ObjectNode show(Place place, EndpointKind kind, Resource endpoint) {
    var shown =
        endpoint.showProvisioned(
            place.armId(kind.collection(), endpoint.name()), place.type(kind.collection()));
    kind.addresses(place, endpoint.name(), (ObjectNode) shown.path("properties"));
    EndpointBodies.showIdentity(shown, endpoint.key());
    return shown;
  }
}
