package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;

/** Workspaces and registries: they exist, are shown, and take new tags. */
final class Places {
  private final World world;

  Places(World world) {
    this.world = world;
  }

  void list(Exchange exchange, boolean registries) {
    var names = registries ? World.REGISTRIES : World.WORKSPACES;
    Paging.answer(exchange, names.stream().map(name -> show(new Place(registries, name))).toList());
  }

  ObjectNode show(Place place) {
    return place.registry() ? registry(place) : workspace(place);
  }

  private ObjectNode workspace(Place place) {
    var body = envelope(place, "workspaces");
    body.put("kind", "Default").putObject("sku").put("name", "Basic").put("tier", "Basic");
    identity(place, body);
    var properties = body.putObject("properties");
    properties.put("friendlyName", place.name()).put("description", "");
    properties.put("workspaceId", World.guid(place.name()));
    properties.put("tenantId", World.guid("tenant"));
    properties.put("provisioningState", "Succeeded");
    properties.put("mlFlowTrackingUri", world.base() + "/mlflow/v1.0" + place.armId());
    properties.put("discoveryUrl", world.base() + "/discovery");
    properties.put("storageAccount", other("Microsoft.Storage/storageAccounts", place.account()));
    properties.put("keyVault", other("Microsoft.KeyVault/vaults", "kv-" + place.name()));
    properties.put(
        "applicationInsights", other("Microsoft.insights/components", "appi-" + place.name()));
    properties.put("hbiWorkspace", false).put("v1LegacyMode", false);
    properties.put("publicNetworkAccess", "Enabled");
    return body;
  }

  private ObjectNode registry(Place place) {
    var body = envelope(place, "registries");
    identity(place, body);
    var properties = body.putObject("properties");
    properties.put("discoveryUrl", world.base() + "/discovery");
    properties.put(
        "mlFlowRegistryUri",
        "azureml" + world.base().replaceFirst("^https?", "") + "/mlflow/v1.0" + place.armId());
    properties.put("publicNetworkAccess", "Enabled");
    properties
        .putArray("regionDetails")
        .addObject()
        .put("location", World.LOCATION)
        .putArray("storageAccountDetails");
    return body;
  }

  private static void identity(Place place, ObjectNode body) {
    body.putObject("identity")
        .put("type", "SystemAssigned")
        .put("principalId", World.guid(place.key()))
        .put("tenantId", World.guid("tenant"));
  }

  private static String other(String type, String name) {
    return "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
        .formatted(World.SUBSCRIPTION, World.RESOURCE_GROUP, type, name);
  }

  private ObjectNode envelope(Place place, String type) {
    var body = Exchange.JSON.createObjectNode();
    body.put("id", place.armId()).put("name", place.name());
    body.put("type", "Microsoft.MachineLearningServices/" + type);
    body.put("location", World.LOCATION).putObject("tags");
    return body;
  }
}
