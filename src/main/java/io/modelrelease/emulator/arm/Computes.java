package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Set;

/** Compute clusters. They cost no machine here: jobs run on this one. */
final class Computes {
  private final World world;
  private final Operations operations;
  private final CoreQuota quota;

  Computes(World world, Operations operations, CoreQuota quota) {
    this.world = world;
    this.operations = operations;
    this.quota = quota;
  }

  void handle(Exchange exchange, Place place, List<String> rest) {
    if (rest.isEmpty()) {
      Paging.answer(
          exchange,
          world.store().children(place.key("computes")).stream()
              .flatMap(key -> Resource.find(world, key).stream())
              .map(compute -> show(place, compute))
              .toList());
      return;
    }
    if (rest.size() == 2 && exchange.is("POST") && rest.get(1).equalsIgnoreCase("listNodes")) {
      var compute =
          Resource.require(world, place.key("computes", rest.get(0)), "The compute " + rest.get(0));
      ClusterNodes.list(exchange, world, place, compute);
      return;
    }
    if (rest.size() > 1) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    var name = rest.get(0);
    var key = place.key("computes", name);
    switch (exchange.method()) {
      case "GET" ->
          exchange.json(200, show(place, Resource.require(world, key, "The compute " + name)));
      case "PUT" -> put(exchange, place, name, key);
      case "DELETE" -> delete(exchange, key);
      default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
    }
  }

  private void put(Exchange exchange, Place place, String name, String key) {
    if (!name.matches("(?=.{2,32}$)[a-zA-Z][-a-zA-Z0-9]*[a-zA-Z0-9]")) {
      throw AzureFailure.userError("The compute name %s is not valid.".formatted(name));
    }
    var body = exchange.json();
    Checks.location(body);
    Checks.properties(body, "computeType");
    Checks.oneOf(body, "computeType", Set.of("AmlCompute"));
    Checks.properties(body, "properties.vmSize");
    var scale = body.path("properties").path("properties").path("scaleSettings");
    if (scale.isObject() && !scale.path("maxNodeCount").isInt()) {
      throw new AzureFailure(
          400,
          "ValidationError",
          "The field scaleSettings.maxNodeCount is required and is missing.");
    }
    var known = Resource.find(world, key);
    known
        .filter(Resource::isBusy)
        .ifPresent(
            compute -> {
              throw AzureFailure.conflict(
                  "Another operation on compute %s is in progress.".formatted(name));
            });
    var compute = known.orElseGet(() -> Resource.fresh(world, key));
    var size =
        ClusterNodes.size(body)
            .orElseThrow(
                () ->
                    AzureFailure.userError(
                        "The specified VM size %s is not supported in region %s."
                            .formatted(
                                body.at("/properties/properties/vmSize").asText(),
                                World.LOCATION)));
    compute.take(body);
    operations.begin(compute, known.isPresent() ? "Updating" : "Creating", "compute");
    if (compute.error().isEmpty()) {
      quota
          .refusal(size, ClusterNodes.fewest(body), ClusterNodes.isLowPriority(body))
          .ifPresent(
              reason -> {
                compute.willFail("BadRequest", reason, "ClusterMinNodesExceedCoreQuota");
                compute.save();
              });
    }
    operations.answerPut(exchange, compute, known.isEmpty(), show(place, compute));
  }

  private void delete(Exchange exchange, String key) {
    if (exchange.query("underlyingResourceAction").isEmpty()) {
      throw AzureFailure.userError("underlyingResourceAction (Delete or Detach) is required.");
    }
    var found = Resource.find(world, key);
    if (found.isEmpty()) {
      exchange.empty(204);
      return;
    }
    world.store().remove(key);
    operations.answerAccepted(exchange, "gone");
  }

  private static ObjectNode show(Place place, Resource compute) {
    var shown =
        compute.showProvisioned(place.armId("computes", compute.name()), place.type("computes"));
    var properties = (ObjectNode) shown.path("properties");
    ((ObjectNode) properties.path("properties")).remove("AzureAsyncOperationUri");
    if (compute.provisioningState().equals("Failed")) {
      compute
          .error()
          .ifPresent(
              error -> properties.putArray("provisioningErrors").addObject().set("error", error));
    }
    return shown;
  }
}
