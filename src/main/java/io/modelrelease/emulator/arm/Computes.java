package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;

/** Compute clusters. They cost no machine here: jobs run on this one. */
final class Computes {
  private static final String PATH = "W/computes/{name}";
  private static final String SPEC = "spec machineLearningServices.json, Compute";

  private final World world;
  private final Operations operations;
  private final CoreQuota quota;

  Computes(World world, Operations operations, CoreQuota quota) {
    this.world = world;
    this.operations = operations;
    this.quota = quota;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/computes", "", SPEC, this::list),
        Operation.get(
            PATH,
            "",
            SPEC,
            (exchange, parts) -> exchange.json(200, show(Place.of(parts), require(parts)))),
        Operation.put(PATH, "AmlCompute only", SPEC, this::put),
        Operation.patch(PATH, "scaleSettings only", SPEC, this::patch),
        Operation.delete(PATH, "needs underlyingResourceAction", SPEC, this::delete),
        Operation.post(
            PATH + "/listNodes",
            "nodes that jobs run on",
            SPEC,
            (exchange, parts) ->
                ClusterNodes.list(exchange, world, Place.of(parts), require(parts))),
        Operation.post(
            PATH + "/listKeys",
            "refused: for attached computes",
            SPEC,
            (exchange, parts) -> {
              throw AzureFailure.userError( // unverified: status and text
                  "Compute %s is an AmlCompute, which has no keys."
                      .formatted(require(parts).name()));
            }),
        Operation.post(PATH + "/start", "refused: for compute instances", SPEC, this::refuse),
        Operation.post(PATH + "/stop", "refused: for compute instances", SPEC, this::refuse),
        Operation.post(PATH + "/restart", "refused: for compute instances", SPEC, this::refuse));
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    Paging.answer(
        exchange,
        world.store().children(place.key("computes")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .map(compute -> show(place, compute))
            .toList());
  }

  private Resource require(Map<String, String> parts) {
    var place = Place.of(parts);
    return Resource.find(world, place.key("computes", parts.get("name")))
        .orElseThrow(
            () ->
                AzureFailure.noResource(
                    "workspaces/%s/computes/%s".formatted(place.name(), parts.get("name"))));
  }

  private void put(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var name = parts.get("name");
    var key = place.key("computes", name);
    if (!name.matches("(?=.{2,32}$)[a-zA-Z][-a-zA-Z0-9]*[a-zA-Z0-9]")) {
      throw AzureFailure.userError("The compute name %s is not valid.".formatted(name));
    }
    var body = Bodies.read(exchange, "workspaces_computes");
    Checks.location(body);
    Checks.properties(body, "computeType");
    if (!body.at("/properties/computeType").asText().equalsIgnoreCase("AmlCompute")) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The emulator has compute clusters (AmlCompute) only, no %s."
              .formatted(body.at("/properties/computeType").asText()));
    }
    Checks.properties(body, "properties.vmSize");
    var known = Resource.find(world, key);
    known.ifPresent(compute -> Endpoints.requireIdle(compute, "compute"));
    var size = requireSize(body);
    requireScale(body);
    known.ifPresent(compute -> requireSame(compute, body));
    var compute = known.orElseGet(() -> Resource.fresh(world, key));
    compute.take(body);
    begin(compute, known.isPresent() ? "Updating" : "Creating", size);
    operations.answerPut(exchange, compute, known.isEmpty(), show(place, compute));
  }

  private static VmSizes.Size requireSize(ObjectNode body) {
    return ClusterNodes.size(body)
        .orElseThrow(
            () ->
                new AzureFailure( // GitHub Azure/MachineLearningNotebooks 1169
                    400,
                    "InvalidPropertyValue",
                    "The specified value %s for property Cluster.Properties.VMSize is not a supported VM size."
                        .formatted(body.at("/properties/properties/vmSize").asText())));
  }

  private static void requireScale(ObjectNode body) {
    var fewest = ClusterNodes.fewest(body);
    var most = ClusterNodes.most(body);
    if (fewest < 0 || most < fewest) {
      throw AzureFailure.userError(
          "scaleSettings: minNodeCount is %d and maxNodeCount %d; 0 <= min <= max must hold."
              .formatted(fewest, most));
    }
  }

  /**
   * Only how a cluster scales, and its tags and identity, can be changed (unverified: the text).
   */
  private static void requireSame(Resource compute, ObjectNode body) {
    for (var field : List.of("vmSize", "vmPriority")) {
      var before = compute.properties().at("/properties/" + field).asText("");
      var wanted = body.at("/properties/properties/" + field).asText("");
      if (!before.isEmpty() && !wanted.isEmpty() && !before.equalsIgnoreCase(wanted)) {
        throw AzureFailure.userError(
            "The %s of compute %s is %s and cannot be changed to %s."
                .formatted(field, compute.name(), before, wanted));
      }
    }
  }

  private void begin(Resource compute, String state, VmSizes.Size size) {
    operations.begin(compute, state, "compute");
    if (compute.error().isEmpty()) {
      quota
          .refusal(
              size, ClusterNodes.fewest(compute.body()), ClusterNodes.isLowPriority(compute.body()))
          .ifPresent(
              reason -> {
                compute.willFail("BadRequest", reason, "ClusterMinNodesExceedCoreQuota");
                compute.save();
              });
    }
  }

  /** {@code {"properties": {"properties": {"scaleSettings": …}}}}. */
  private void patch(Exchange exchange, Map<String, String> parts) {
    var compute = require(parts);
    Endpoints.requireIdle(compute, "compute");
    var scale = exchange.json().at("/properties/properties/scaleSettings");
    if (!scale.path("maxNodeCount").isInt()) {
      throw AzureFailure.required("scaleSettings.maxNodeCount");
    }
    compute.properties().withObject("/properties").set("scaleSettings", scale);
    requireScale(compute.body());
    begin(compute, "Updating", requireSize(compute.body()));
    operations.answerPut(exchange, compute, false, show(Place.of(parts), compute));
  }

  private void delete(Exchange exchange, Map<String, String> parts) {
    var action = exchange.query("underlyingResourceAction").orElse("");
    if (!action.equalsIgnoreCase("Delete") && !action.equalsIgnoreCase("Detach")) {
      throw AzureFailure.userError("underlyingResourceAction (Delete or Detach) is required.");
    }
    var found = Resource.find(world, Place.of(parts).key("computes", parts.get("name")));
    if (found.isEmpty()) {
      exchange.empty(204);
      return;
    }
    if (!found.get().provisioningState().equals("Deleting")) {
      operations.begin(found.get(), "Deleting", "delete");
    }
    operations.answerAccepted(exchange, found.get().operationId());
  }

  /** Clusters start and stop by their scale settings (unverified: status and text). */
  private void refuse(Exchange exchange, Map<String, String> parts) {
    throw AzureFailure.userError(
        "Compute %s is an AmlCompute: only a compute instance can be started and stopped."
            .formatted(require(parts).name()));
  }

  private ObjectNode show(Place place, Resource compute) {
    var shown =
        compute.showProvisioned(place.armId("computes", compute.name()), place.type("computes"));
    var properties = (ObjectNode) shown.path("properties");
    var nodes = ClusterNodes.count(world, place, compute);
    ((ObjectNode) properties.path("properties"))
        .put("allocationState", "Steady")
        .put("currentNodeCount", nodes)
        .put("targetNodeCount", nodes)
        .remove("AzureAsyncOperationUri");
    if (compute.provisioningState().equals("Failed")) {
      compute
          .error()
          .ifPresent(
              error -> properties.putArray("provisioningErrors").addObject().set("error", error));
    }
    return shown;
  }
}
