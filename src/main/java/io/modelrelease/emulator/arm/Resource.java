package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A document of a resource: {@code body} as it was PUT, when it was created, and the long-running
 * operation at it, if any. The provisioning state is computed: an operation is over when its time
 * has come.
 */
public final class Resource {
  private static final List<String> ENVELOPE =
      List.of("location", "tags", "identity", "sku", "kind");

  private final World world;
  private final String key;
  private final ObjectNode document;

  private Resource(World world, String key, ObjectNode document) {
    this.world = world;
    this.key = key;
    this.document = document;
  }

  /** Empty, too, when it was deleted and the time of that has come. */
  public static Optional<Resource> find(World world, String key) {
    return world
        .store()
        .get(key)
        .map(document -> new Resource(world, key, document))
        .filter(found -> !found.isGone());
  }

  public static Resource require(World world, String key, String what) {
    return find(world, key).orElseThrow(() -> AzureFailure.notFound(what));
  }

  public static Resource fresh(World world, String key) {
    var document = Exchange.JSON.createObjectNode();
    document.put("createdAt", world.clock().now().toString());
    document.putObject("body").putObject("properties");
    return new Resource(world, key, document);
  }

  public String key() {
    return key;
  }

  public String name() {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  public ObjectNode body() {
    return (ObjectNode) document.path("body");
  }

  public ObjectNode properties() {
    return (ObjectNode) body().path("properties");
  }

  /** What the emulator keeps about it and does not show. */
  public ObjectNode internal() {
    return document.withObject("/internal");
  }

  public Instant createdAt() {
    return Instant.parse(document.path("createdAt").asText());
  }

  Instant modifiedAt() {
    return Instant.parse(document.path("modifiedAt").asText(document.path("createdAt").asText()));
  }

  /** Takes over what a PUT may set: the envelope's fields and all properties. */
  public void take(JsonNode put) {
    var body = Exchange.JSON.createObjectNode();
    for (var field : ENVELOPE) {
      if (put.has(field)) {
        body.set(field, put.get(field));
      }
    }
    var properties = put.path("properties");
    body.set(
        "properties",
        properties.isObject() ? properties.deepCopy() : Exchange.JSON.createObjectNode());
    ((ObjectNode) body.path("properties")).remove("provisioningState");
    document.set("body", body);
    document.put("modifiedAt", world.clock().now().toString());
  }

  public void save() {
    world.store().put(key, document);
  }

  /** Begins a long-running operation: Creating, Updating or Deleting. */
  public void begin(String state, String pace) {
    var operation = document.putObject("operation");
    operation.put("id", UUID.randomUUID().toString()).put("state", state);
    operation.put("until", world.clock().now().plus(world.settings().paceOf(pace)).toString());
    operation.put("created", state.equals("Creating"));
  }

  /** The operation will never end, or end so. */
  public void spoil(boolean stuck, Optional<ObjectNode> error) {
    var operation = document.withObject("/operation");
    operation.put("stuck", stuck);
    error.ifPresent(failure -> operation.set("error", failure));
  }

  /** The operation will end Failed, when its time has come. */
  public void willFail(String code, String message) {
    document.withObject("/operation").putObject("error").put("code", code).put("message", message);
  }

  /** The same, with a finer code in the error's details. */
  void willFail(String code, String message, String detail) {
    willFail(code, message);
    error()
        .orElseThrow()
        .putArray("details")
        .addObject()
        .put("code", detail)
        .put("message", message);
  }

  public Optional<ObjectNode> error() {
    return document.path("operation").path("error") instanceof ObjectNode error
        ? Optional.of(error)
        : Optional.empty();
  }

  /** The operation does not end before {@link #letGo}, whatever its time. */
  void hold() {
    document.withObject("/operation").put("held", true);
  }

  public boolean isHeld() {
    return document.path("operation").path("held").asBoolean(false);
  }

  /** What the operation waited for is there. */
  public void letGo() {
    document.withObject("/operation").remove("held");
  }

  /** The operation was ordered never to end. */
  public boolean isStuck() {
    return document.path("operation").path("stuck").asBoolean(false);
  }

  /** The time of the operation has come. */
  public boolean isDue() {
    var operation = document.path("operation");
    return operation.isMissingNode()
        || (!isStuck()
            && !isHeld()
            && !Instant.parse(operation.path("until").asText()).isAfter(world.clock().now()));
  }

  public String operationState() {
    return document.path("operation").path("state").asText("");
  }

  /** It was deleted, and the time of that has come. */
  public boolean isGone() {
    return operationState().equals("Deleting") && provisioningState().equals("Succeeded");
  }

  public String provisioningState() {
    var operation = document.path("operation");
    if (operation.isMissingNode()) {
      return "Succeeded";
    }
    if (isDue()) {
      return operation.has("error") ? "Failed" : "Succeeded";
    }
    return operation.path("state").asText();
  }

  public boolean isBusy() {
    return List.of("Creating", "Updating", "Deleting").contains(provisioningState());
  }

  public String operationUrl() {
    return "%s/subscriptions/%s/providers/Microsoft.MachineLearningServices/locations/%s/mfeOperationsStatus/%s?api-version=2025-12-01"
        .formatted(
            world.base(),
            World.SUBSCRIPTION,
            World.LOCATION,
            document.path("operation").path("id").asText());
  }

  public boolean hasOperation(String id) {
    return document.path("operation").path("id").asText("").equals(id);
  }

  public String operationId() {
    return document.path("operation").path("id").asText();
  }

  /** The envelope: id, name, type, system data, and the body. */
  public ObjectNode show(String id, String type) {
    var shown = Exchange.JSON.createObjectNode();
    shown.put("id", id).put("name", name()).put("type", type);
    shown.setAll(body().deepCopy());
    shown
        .putObject("systemData")
        .put("createdAt", document.path("createdAt").asText())
        .put("createdBy", "emulator")
        .put("createdByType", "Application")
        .put(
            "lastModifiedAt",
            document.path("modifiedAt").asText(document.path("createdAt").asText()))
        .put("lastModifiedBy", "emulator")
        .put("lastModifiedByType", "Application");
    return shown;
  }

  /** As {@link #show}, with the provisioning state and where the operation is reported. */
  public ObjectNode showProvisioned(String id, String type) {
    var shown = show(id, type);
    var properties = (ObjectNode) shown.path("properties");
    properties.put("provisioningState", provisioningState());
    if (document.has("operation")) {
      properties.withObject("/properties").put("AzureAsyncOperationUri", operationUrl());
    }
    return shown;
  }
}
