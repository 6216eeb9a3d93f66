package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.model.ServerLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Deployments of an endpoint: created beside each other, scaled, deleted. */
final class Deployments {
  private static final String SPEC = "spec mfe.json, Deployments";
  private static final int MOST_OF_AN_ENDPOINT = 20;
  private static final int MOST_IN_REGION = 500;
  private static final int MOST_INSTANCES = 50;
  private static final int TAIL = 100;

  /** The service's own words, as a public repository's tests keep them. */
  private static final String WITHHELD =
      "Deployment is in deleting or creating state so logs can't be retrieved.";

  private final World world;
  private final Operations operations;

  Deployments(World world, Operations operations) {
    this.world = world;
    this.operations = operations;
  }

  List<Operation> operations(Endpoints endpoints, EndpointKind kind) {
    var path = "W/%s/{endpoint}/deployments".formatted(kind.collection());
    var one = path + "/{name}";
    var all =
        List.of(
            Operation.get(
                path,
                "by $orderBy, $top",
                SPEC,
                endpoints.locked(
                    (exchange, parts) ->
                        list(exchange, Place.of(parts), kind, endpoints.require(parts, kind)))),
            Operation.get(
                one,
                "",
                SPEC,
                endpoints.locked(
                    (exchange, parts) -> {
                      var endpoint = endpoints.require(parts, kind);
                      var deployment = require(endpoint, parts);
                      exchange.json(200, show(Place.of(parts), kind, endpoint, deployment));
                    })),
            Operation.put(
                one,
                "",
                SPEC,
                endpoints.locked(
                    (exchange, parts) -> {
                      var endpoint = endpoints.require(parts, kind);
                      var name = parts.get("name");
                      put(exchange, Place.of(parts), kind, endpoint, name, known(endpoint, name));
                    })),
            Operation.patch(
                one,
                "%s only".formatted(String.join(" and ", new TreeSet<>(kind.patchable()))),
                SPEC,
                endpoints.locked(
                    (exchange, parts) ->
                        patch(exchange, kind, require(endpoints.require(parts, kind), parts)))),
            Operation.delete(
                one,
                "unless it has traffic or is the default",
                SPEC,
                endpoints.locked(
                    (exchange, parts) -> {
                      var endpoint = endpoints.require(parts, kind);
                      delete(exchange, kind, endpoint, known(endpoint, parts.get("name")));
                    })));
    return kind.collection().equals(OnlineEndpoints.COLLECTION)
        ? Stream.concat(all.stream(), onlineOnly(endpoints, kind, one)).toList()
        : all;
  }

  private Stream<Operation> onlineOnly(Endpoints endpoints, EndpointKind kind, String one) {
    return Stream.of(
        Operation.post(
            one + "/getLogs",
            "containerType, tail",
            SPEC,
            endpoints.locked(
                (exchange, parts) ->
                    logs(exchange, require(endpoints.require(parts, kind), parts)))),
        Operation.get(
            one + "/skus",
            "how far it can be scaled",
            SPEC,
            endpoints.locked(
                (exchange, parts) -> {
                  require(endpoints.require(parts, kind), parts);
                  skus(exchange);
                })));
  }

  /** Online Deployments - List Skus. */
  private static void skus(Exchange exchange) {
    var answer = Exchange.JSON.createObjectNode();
    var sku = answer.putArray("value").addObject();
    sku.put("resourceType", "Microsoft.MachineLearning.Services/endpoints/deployments");
    sku.putObject("sku").put("name", "Default").put("tier", "Standard");
    sku.putObject("capacity")
        .put("default", 1)
        .put("minimum", 1)
        .put("maximum", MOST_INSTANCES)
        .put("scaleType", "Manual");
    exchange.json(200, answer);
  }

  private void list(Exchange exchange, Place place, EndpointKind kind, Resource endpoint) {
    Paging.answer(
        exchange,
        all(endpoint).stream()
            .sorted(Filters.order(exchange))
            .map(deployment -> show(place, kind, endpoint, deployment))
            .toList());
  }

  private Optional<Resource> known(Resource endpoint, String name) {
    return Endpoints.find(world, endpoint.key() + "/deployments/" + name);
  }

  private Resource require(Resource endpoint, Map<String, String> parts) {
    return known(endpoint, parts.get("name"))
        .orElseThrow(
            () ->
                AzureFailure.noResource(
                    endpoint.key().replaceFirst("^ws", "workspaces")
                        + "/deployments/"
                        + parts.get("name")));
  }

  private long inRegion() {
    return World.WORKSPACES.stream()
        .map(Place::workspace)
        .flatMap(
            place ->
                Stream.of(OnlineEndpoints.COLLECTION, BatchEndpoints.COLLECTION)
                    .flatMap(kind -> world.store().children(place.key(kind)).stream()))
        .mapToLong(endpoint -> world.store().children(endpoint + "/deployments").size())
        .sum();
  }

  private List<Resource> all(Resource endpoint) {
    return world.store().children(endpoint.key() + "/deployments").stream()
        .flatMap(key -> Endpoints.find(world, key).stream())
        .toList();
  }

  private void put(
      Exchange exchange,
      Place place,
      EndpointKind kind,
      Resource endpoint,
      String name,
      Optional<Resource> known) {
    Checks.endpointName(name);
    var body =
        EndpointBodies.withoutReadOnly(
            Bodies.read(exchange, "workspaces_%s_deployments".formatted(kind.collection())));
    Checks.properties(body);
    DeploymentChecks.location(body);
    EndpointBodies.checkIdentity(body);
    Endpoints.requireIdle(endpoint, "endpoint");
    if (!endpoint.provisioningState().equals("Succeeded")) {
      throw AzureFailure.inferencing(
          "",
          "This endpoint has not been created successfully or is in deleting provisioning state. Please recreate endpoint and then try again to create deployment.");
    }
    known.ifPresent(deployment -> Endpoints.requireIdle(deployment, "deployment"));
    known.ifPresent(Deployments::requireMade);
    if (known.isEmpty() && all(endpoint).size() >= MOST_OF_AN_ENDPOINT) {
      throw AzureFailure.userError(
          "Quota: endpoint %s has %d deployments, as many as it may have."
              .formatted(endpoint.name(), MOST_OF_AN_ENDPOINT));
    }
    if (known.isEmpty() && inRegion() >= MOST_IN_REGION) {
      throw AzureFailure.userError(
          "Quota: there are %d deployments in region %s, as many as there may be."
              .formatted(MOST_IN_REGION, World.LOCATION));
    }
    var model = kind.checkDeployment(place, body);
    kind.checkQuota(body, known);
    kind.completeDeployment(body);
    DeploymentChecks.objects(body, "tags");
    var deployment =
        known.orElseGet(() -> Resource.fresh(world, endpoint.key() + "/deployments/" + name));
    ServedModel.replace(deployment, model, kind.program(place, body, model));
    deployment.take(body);
    operations.begin(deployment, known.isEmpty() ? "Creating" : "Updating", "deployment");
    var log = new ServerLog(world, deployment.key());
    log.add("INFO", "Downloading the model from " + model.path());
    kind.tryOut(body, model)
        .ifPresentOrElse(
            reason -> failLater(deployment, log, reason),
            () -> waitForPython(kind, deployment, log));
    operations.answerPut(
        exchange, deployment, known.isEmpty(), show(place, kind, endpoint, deployment));
  }

  /** As read in Microsoft's own notes on failed deployments: it has to be deleted first. */
  private static void requireMade(Resource deployment) {
    if (deployment.operationState().equals("Creating")
        && deployment.provisioningState().equals("Failed")) {
      throw AzureFailure.inferencing(
          "",
          "Specified deployment [%s] failed during initial provisioning and is in an unrecoverable state. Delete and re-create."
              .formatted(deployment.name()));
    }
  }

  /** An online deployment is there when its scoring server is. */
  private static void waitForPython(EndpointKind kind, Resource deployment, ServerLog log) {
    log.add("INFO", "The model is there.");
    if (kind.collection().equals(OnlineEndpoints.COLLECTION)
        && ServedModel.coming(deployment).filter(ServedModel::isPython).isPresent()
        && !deployment.isStuck()) {
      deployment.hold();
      deployment.save();
    }
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
    var container = body.path("containerType").asText("InferenceServer");
    if (Stream.of("InferenceServer", "StorageInitializer", "ModelDataCollector")
        .noneMatch(container::equalsIgnoreCase)) {
      throw AzureFailure.noSuchWord(
          "containerType", List.of("StorageInitializer", "InferenceServer"));
    }
    if (List.of("Creating", "Deleting").contains(deployment.provisioningState())) {
      exchange.json(200, Exchange.JSON.createObjectNode().put("content", WITHHELD));
      return;
    }
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
