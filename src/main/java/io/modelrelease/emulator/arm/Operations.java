package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.control.Faults;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Long-running operations as the resource manager shows them: PUT answers with the resource and the
 * header Azure-AsyncOperation, whose address reports {@code {"status"}}; DELETE and actions answer
 * 202 with Location, whose address answers 202 until the end.
 */
public final class Operations {
  private static final String RETRY_AFTER = "10";

  private final World world;
  private final ThreadLocal<Faults.Fault> fault = new ThreadLocal<>();

  private BiConsumer<Exchange, List<String>> resources = (exchange, path) -> exchange.empty(200);

  public Operations(World world) {
    this.world = world;
  }

  /** Where operations are asked for. */
  List<Operation> operations() {
    return List.of(
        Operation.get(
            "L/locations/{location}/mfeOperationsStatus/{id}",
            "how far an operation is: what Azure-AsyncOperation names",
            "contract of ARM's asynchronous operations",
            (exchange, parts) -> report(exchange, parts.get("id"))),
        Operation.get(
            "L/locations/{location}/mfeOperationResults/{id}",
            "202 until it is over: what Location names",
            "contract of ARM's asynchronous operations",
            (exchange, parts) -> result(exchange, parts.get("id"))));
  }

  /** The request that is being handled is to begin an operation that goes wrong. */
  public void with(Optional<Faults.Fault> ordered) {
    ordered
        .filter(order -> order.kind() == Faults.Kind.STUCK || order.kind() == Faults.Kind.FAIL)
        .ifPresentOrElse(fault::set, fault::remove);
  }

  /** What was ordered for the request that is being handled; it is used up by that. */
  public Optional<Faults.Fault> ordered() {
    var order = Optional.ofNullable(fault.get());
    fault.remove();
    return order;
  }

  /** Begins an operation at a resource, spoiled if that was asked for, and saves it. */
  public void begin(Resource resource, String state, String pace) {
    resource.begin(state, pace);
    var order = fault.get();
    if (order != null) {
      resource.spoil(
          order.kind() == Faults.Kind.STUCK,
          order.kind() == Faults.Kind.FAIL
              ? Optional.of(
                  Exchange.JSON
                      .createObjectNode()
                      .put("code", order.code())
                      .put("message", order.message()))
              : Optional.empty());
      fault.remove();
    }
    resource.save();
  }

  /** Answers a PUT. */
  public void answerPut(Exchange exchange, Resource resource, boolean fresh, ObjectNode shown) {
    exchange.set("Azure-AsyncOperation", resource.operationUrl());
    exchange.set("x-ms-async-operation-timeout", "PT1H");
    if (fresh) {
      exchange.created(shown);
    } else {
      exchange.json(200, shown);
    }
  }

  /**
   * Answers a DELETE or an action. A DELETE names both addresses (a recording of the service's in
   * azure-powershell, MachineLearningServices, WorkspaceCleanRemove).
   */
  public void answerAccepted(Exchange exchange, String operationId) {
    exchange.set("Location", address("mfeOperationResults", operationId));
    if (exchange.is("DELETE")) {
      exchange.set("Azure-AsyncOperation", address("mfeOperationsStatus", operationId));
      exchange.set("x-ms-async-operation-timeout", "PT30M");
    }
    exchange.set("Retry-After", RETRY_AFTER);
    exchange.empty(202);
  }

  private String address(String what, String operationId) {
    return "%s/subscriptions/%s/providers/Microsoft.MachineLearningServices/locations/%s/%s/%s?api-version=2025-12-01"
        .formatted(world.base(), World.SUBSCRIPTION, World.LOCATION, what, operationId);
  }

  /** {@code GET …/mfeOperationsStatus/{id}}. */
  private void report(Exchange exchange, String id) {
    var resource = find(id);
    var status = Exchange.JSON.createObjectNode();
    status.put("id", exchange.rawPath()).put("name", id);
    if (resource.isEmpty()) {
      status.put("status", "Succeeded"); // a deleted resource took its operation along
    } else {
      var state = resource.get().provisioningState();
      status.put("status", resource.get().isBusy() ? "InProgress" : state);
      if (state.equals("Failed")) {
        resource.get().error().ifPresent(error -> status.set("error", error));
      }
    }
    exchange.json(200, status);
  }

  /** {@code GET …/mfeOperationResults/{id}}. */
  private void result(Exchange exchange, String id) {
    var resource = find(id);
    if (resource.isEmpty()) {
      exchange.empty(204);
    } else if (resource.get().isBusy()) {
      answerAccepted(exchange, id);
    } else if (resource.get().provisioningState().equals("Failed")) {
      var error = resource.get().error().orElseGet(Exchange.JSON::createObjectNode);
      throw new AzureFailure(
          400, error.path("code").asText("UserError"), error.path("message").asText("Failed."));
    } else if (resource.get().operationState().equals("Updating")) {
      resources.accept(exchange, path(resource.get()));
    } else {
      exchange.empty(200);
    }
  }

  private static List<String> path(Resource resource) {
    var parts = resource.key().split("/");
    var rest = Arrays.copyOfRange(parts, 2, parts.length);
    var id = new Place(parts[0].equals("reg"), parts[1]).armId(rest);
    return List.of(id.substring(1).split("/"));
  }

  /** A changed resource is what its operation results in (spec mfe.json, answers of PATCH). */
  void resultsIn(BiConsumer<Exchange, List<String>> get) {
    resources = get;
  }

  private Optional<Resource> find(String id) {
    return Stream.of("ws", "reg", "op")
        .flatMap(root -> world.store().tree(root).stream())
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(resource -> resource.hasOperation(id))
        .findFirst();
  }
}
