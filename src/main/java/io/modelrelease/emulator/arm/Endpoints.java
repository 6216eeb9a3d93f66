package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ServerLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Online and batch endpoints, and the way to their deployments. */
final class Endpoints {
  private static final String SPEC = "spec mfe.json, Endpoints";
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
    if (found.isEmpty() && world.store().has(key)) {
      for (var gone : world.store().tree(key)) {
        world.store().remove(gone);
        new ServerLog(world, gone).delete();
      }
      return Optional.empty();
    }
    return found;
  }

  List<Operation> operations() {
    var all = new ArrayList<Operation>();
    for (var kind : List.of(online, batch)) {
      var path = "W/" + kind.collection();
      var one = path + "/{endpoint}";
      all.add(
          Operation.get(
              path,
              kind == online ? "by name, tags, properties, orderBy, count" : "by count",
              SPEC,
              locked((exchange, parts) -> list(exchange, Place.of(parts), kind))));
      all.add(
          Operation.get(
              one,
              "",
              SPEC,
              locked(
                  (exchange, parts) ->
                      exchange.json(200, show(Place.of(parts), kind, require(parts, kind))))));
      all.add(
          Operation.put(
              one,
              kind == online ? "traffic, mirrorTraffic" : "defaults.deploymentName",
              SPEC,
              locked(
                  (exchange, parts) ->
                      put(
                          exchange,
                          Place.of(parts),
                          kind,
                          parts.get("endpoint"),
                          known(parts, kind)))));
      all.add(
          Operation.patch(
              one,
              "tags and identity only",
              SPEC,
              locked((exchange, parts) -> patch(exchange, require(parts, kind)))));
      all.add(
          Operation.delete(
              one,
              "with its deployments",
              SPEC,
              locked((exchange, parts) -> delete(exchange, known(parts, kind)))));
      all.add(
          Operation.post(
              one + "/listKeys",
              "",
              SPEC,
              locked((exchange, parts) -> EndpointKeys.list(exchange, require(parts, kind)))));
    }
    all.add(
        Operation.post(
            "W/onlineEndpoints/{endpoint}/token",
            "of an endpoint with AMLToken",
            SPEC,
            locked(
                (exchange, parts) ->
                    EndpointKeys.token(exchange, tokens, require(parts, online)))));
    all.add(
        Operation.post(
            "W/onlineEndpoints/{endpoint}/regenerateKeys",
            "",
            SPEC,
            locked(
                (exchange, parts) -> {
                  EndpointKeys.regenerate(require(parts, online), exchange.json());
                  operations.answerAccepted(exchange, "done");
                })));
    all.addAll(deployments.operations(this, online));
    all.addAll(deployments.operations(this, batch));
    return all;
  }

  /** Reads clear away what is deleted, so they hold the lock, too. */
  Operation.Handler locked(Operation.Handler handler) {
    return (exchange, parts) ->
        world.exclusively(
            () -> {
              handler.handle(exchange, parts);
              return true;
            });
  }

  private Optional<Resource> known(Map<String, String> parts, EndpointKind kind) {
    return find(world, Place.of(parts).key(kind.collection(), parts.get("endpoint")));
  }

  Resource require(Map<String, String> parts, EndpointKind kind) {
    return known(parts, kind)
        .orElseThrow(
            () ->
                AzureFailure.noResource(
                    "workspaces/%s/%s/%s"
                        .formatted(
                            parts.get("workspace"), kind.collection(), parts.get("endpoint"))));
  }

  private void list(Exchange exchange, Place place, EndpointKind kind) {
    Paging.answer(
        exchange,
        all(place, kind)
            .filter(endpoint -> exchange.query("name").map(endpoint.name()::equals).orElse(true))
            .filter(endpoint -> Filters.pairs(exchange, "tags", endpoint.body().path("tags")))
            .filter(
                endpoint ->
                    Filters.pairs(exchange, "properties", endpoint.properties().path("properties")))
            .sorted(Filters.order(exchange))
            .map(endpoint -> show(place, kind, endpoint))
            .toList());
  }

  private Stream<Resource> all(Place place, EndpointKind kind) {
    return world.store().children(place.key(kind.collection())).stream()
        .flatMap(key -> find(world, key).stream());
  }

  private void put(
      Exchange exchange, Place place, EndpointKind kind, String name, Optional<Resource> known) {
    Checks.endpointName(name);
    var body =
        EndpointBodies.withoutReadOnly(Bodies.read(exchange, "workspaces_" + kind.collection()));
    Checks.properties(body, "authMode");
    DeploymentChecks.location(body);
    EndpointBodies.checkIdentity(body);
    known.ifPresent(endpoint -> requireIdle(endpoint, "endpoint"));
    if (known.isEmpty()) {
      requireFree(name);
    } else {
      requireMade(known.get());
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
      throw AzureFailure.inferencing(
          "",
          "There is already an endpoint with this name, Endpoint name needs to be unique within a region. Try some other name.");
    }
    if (all.size() >= MOST_ENDPOINTS) {
      throw AzureFailure.userError(
          "Quota: there are %d endpoints in region %s, as many as there may be."
              .formatted(all.size(), World.LOCATION));
    }
  }

  /** As read in Microsoft's own notes on failed endpoints: it has to be deleted first. */
  private static void requireMade(Resource endpoint) {
    if (endpoint.operationState().equals("Creating")
        && endpoint.provisioningState().equals("Failed")) {
      throw AzureFailure.inferencing(
          "",
          "Specified endpoint [%s] has not been created successfully. Please recreate the endpoint."
              .formatted(endpoint.name()));
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

  private static ObjectNode show(Place place, EndpointKind kind, Resource endpoint) {
    var shown =
        endpoint.showProvisioned(
            place.armId(kind.collection(), endpoint.name()), place.type(kind.collection()));
    kind.addresses(place, endpoint.name(), (ObjectNode) shown.path("properties"));
    EndpointBodies.showIdentity(shown, endpoint.key());
    return shown;
  }
}
