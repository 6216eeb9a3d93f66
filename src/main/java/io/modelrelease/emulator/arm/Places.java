package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Workspaces and registries: they exist, are shown, and take new tags. */
final class Places {
  private static final String SPEC = "spec workspaceRP.json, registries.json";
  private static final List<String> DIAGNOSES =
      List.of(
          "userDefinedRouteResults",
          "networkSecurityRuleResults",
          "resourceLockResults",
          "dnsResolutionResults",
          "storageAccountResults",
          "keyVaultResults",
          "containerRegistryResults",
          "applicationInsightsResults",
          "otherResults");

  private final World world;

  Places(World world) {
    this.world = world;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W", "the workspace, which exists from the start", SPEC, this::get),
        Operation.put("W", "as PATCH; no other workspace can be created", SPEC, this::put),
        Operation.patch("W", "its tags, description and friendly name", SPEC, this::patch),
        Operation.delete(
            "W", "not supported: there is what there is from the start", SPEC, this::delete),
        Operation.get("W/features", "an empty list: features of studio", SPEC, this::none),
        Operation.get("W/privateEndpointConnections", "an empty list", SPEC, this::none),
        Operation.get(
            "W/privateEndpointConnections/{name}",
            "there is none",
            SPEC,
            (exchange, parts) -> {
              throw AzureFailure.noResource(
                  "workspaces/%s/privateEndpointConnections/%s"
                      .formatted(Place.of(parts).name(), parts.get("name")));
            }),
        Operation.post("W/diagnose", "nothing is wrong", SPEC, this::diagnose),
        Operation.post(
            "W/resyncKeys",
            "there is nothing to be done",
            SPEC,
            (exchange, parts) -> {
              Place.of(parts);
              exchange.empty(200);
            }),
        Operation.get("R", "the registry, which exists from the start", SPEC, this::get),
        Operation.patch("R", "its tags", SPEC, this::patch));
  }

  private void get(Exchange exchange, Map<String, String> parts) {
    exchange.json(200, show(Place.of(parts)));
  }

  private void none(Exchange exchange, Map<String, String> parts) {
    Place.of(parts);
    Paging.answer(exchange, List.of());
  }

  /** Workspaces_Diagnose: a list of findings for each thing that is looked at. */
  private void diagnose(Exchange exchange, Map<String, String> parts) {
    Place.of(parts);
    var answer = Exchange.JSON.createObjectNode();
    var value = answer.putObject("value");
    DIAGNOSES.forEach(value::putArray);
    exchange.json(200, answer);
  }

  private void put(Exchange exchange, Map<String, String> parts) {
    if (!World.WORKSPACES.contains(parts.get("workspace").toLowerCase(Locale.ROOT))) {
      throw fixed();
    }
    Checks.location(exchange.json());
    patch(exchange, parts);
  }

  private void delete(Exchange exchange, Map<String, String> parts) {
    if (World.WORKSPACES.contains(parts.get("workspace").toLowerCase(Locale.ROOT))) {
      throw fixed();
    }
    exchange.empty(204);
  }

  private static AzureFailure fixed() {
    return new AzureFailure(
        501,
        "EmulatorLimit",
        "The emulator has the workspaces %s from the start; there can be no other ones, and none of them can be deleted."
            .formatted(World.WORKSPACES));
  }

  private void patch(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var key = place.key();
    var changes = Resource.find(world, key).orElseGet(() -> Resource.fresh(world, key));
    var body = exchange.json();
    if (body.path("tags").isObject()) {
      changes.body().set("tags", body.path("tags"));
    }
    for (var field : List.of("description", "friendlyName")) {
      if (body.path("properties").hasNonNull(field)) {
        changes.properties().set(field, body.path("properties").path(field));
      }
    }
    changes.save();
    exchange.json(200, show(place));
  }

  void list(Exchange exchange, boolean registries) {
    var names = registries ? World.REGISTRIES : World.WORKSPACES;
    Paging.answer(exchange, names.stream().map(name -> show(new Place(registries, name))).toList());
  }

  ObjectNode show(Place place) {
    var shown = place.registry() ? registry(place) : workspace(place);
    Resource.find(world, place.key())
        .ifPresent(
            changes -> {
              shown.withObject("/tags").setAll((ObjectNode) changes.body().withObject("/tags"));
              ((ObjectNode) shown.path("properties")).setAll(changes.properties());
            });
    return shown;
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
