package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;

/** What clients ask of a subscription and a resource group: who they are, sizes, quota. */
final class SubscriptionApi {
  private static final String SPEC = "spec machineLearningServices.json";
  private static final String ARM = "spec resources.json, subscriptions.json";

  private final CoreQuota quota;
  private final Places places;

  SubscriptionApi(CoreQuota quota, Places places) {
    this.quota = quota;
    this.places = places;
  }

  List<Operation> operations() {
    return List.of(
        new Operation(
            "GET",
            "/subscriptions",
            "the one subscription",
            ARM,
            (exchange, parts) -> {
              var answer = Exchange.JSON.createObjectNode();
              answer.putArray("value").add(subscription());
              exchange.json(200, answer);
            }),
        new Operation(
            "GET",
            "/subscriptions/{subscription}",
            "the subscription",
            ARM,
            (exchange, parts) -> exchange.json(200, subscription())),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/locations",
            "its one region",
            ARM,
            (exchange, parts) -> locations(exchange)),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/resourceGroups",
            "its one resource group",
            ARM,
            (exchange, parts) -> {
              var answer = Exchange.JSON.createObjectNode();
              answer.putArray("value").add(group());
              exchange.json(200, answer);
            }),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/resourceGroups/{group}",
            "the resource group",
            ARM,
            (exchange, parts) -> exchange.json(200, group())),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/providers/{namespace}",
            "the resource provider, registered",
            ARM,
            this::provider),
        new Operation(
            "GET",
            "L/locations/{location}/vmSizes",
            "sizes of machines: a selection of Azure's",
            SPEC,
            (exchange, parts) -> {
              requireLocation(parts);
              VmSizes.list(exchange);
            }),
        new Operation(
            "GET",
            "L/locations/{location}/usages",
            "cores in use and limits, by family and in all",
            SPEC,
            (exchange, parts) -> {
              requireLocation(parts);
              quota.usages(exchange);
            }),
        new Operation(
            "GET",
            "L/locations/{location}/quotas",
            "limits by family",
            SPEC,
            (exchange, parts) -> {
              requireLocation(parts);
              quota.quotas(exchange);
            }),
        new Operation(
            "GET",
            "L/workspaces",
            "workspaces of the subscription",
            SPEC,
            (exchange, parts) -> places.list(exchange, false)),
        new Operation(
            "GET",
            "L/registries",
            "registries of the subscription",
            SPEC,
            (exchange, parts) -> places.list(exchange, true)),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/workspaces",
            "workspaces of the group",
            SPEC,
            (exchange, parts) -> places.list(exchange, false)),
        new Operation(
            "GET",
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.MachineLearningServices/registries",
            "registries of the group",
            SPEC,
            (exchange, parts) -> places.list(exchange, true)));
  }

  private static ObjectNode subscription() {
    var shown = Exchange.JSON.createObjectNode();
    shown.put("id", "/subscriptions/" + World.SUBSCRIPTION);
    shown.put("subscriptionId", World.SUBSCRIPTION).put("tenantId", World.guid("tenant"));
    shown.put("displayName", "Emulator").put("state", "Enabled");
    shown.put("authorizationSource", "RoleBased");
    shown
        .putObject("subscriptionPolicies")
        .put("locationPlacementId", "Public_2014-09-01")
        .put("quotaId", "PayAsYouGo_2014-09-01")
        .put("spendingLimit", "Off");
    return shown;
  }

  private static ObjectNode group() {
    var shown = Exchange.JSON.createObjectNode();
    shown.put(
        "id",
        "/subscriptions/%s/resourceGroups/%s".formatted(World.SUBSCRIPTION, World.RESOURCE_GROUP));
    shown.put("name", World.RESOURCE_GROUP).put("type", "Microsoft.Resources/resourceGroups");
    shown.put("location", World.LOCATION).putObject("tags");
    shown.putObject("properties").put("provisioningState", "Succeeded");
    return shown;
  }

  private static void locations(Exchange exchange) {
    var answer = Exchange.JSON.createObjectNode();
    answer
        .putArray("value")
        .addObject()
        .put("id", "/subscriptions/%s/locations/%s".formatted(World.SUBSCRIPTION, World.LOCATION))
        .put("name", World.LOCATION)
        .put("displayName", "West Europe")
        .put("regionalDisplayName", "(Europe) West Europe");
    exchange.json(200, answer);
  }

  private void provider(Exchange exchange, Map<String, String> parts) {
    if (!parts.get("namespace").equalsIgnoreCase("Microsoft.MachineLearningServices")) {
      throw new AzureFailure(
          404,
          "InvalidResourceNamespace",
          "The resource namespace '%s' is invalid.".formatted(parts.get("namespace")));
    }
    var shown = Exchange.JSON.createObjectNode();
    shown.put(
        "id",
        "/subscriptions/%s/providers/Microsoft.MachineLearningServices"
            .formatted(World.SUBSCRIPTION));
    shown.put("namespace", "Microsoft.MachineLearningServices");
    shown.put("registrationPolicy", "RegistrationRequired");
    shown.put("registrationState", "Registered").putArray("resourceTypes");
    exchange.json(200, shown);
  }

  /** As the resource manager says it of a region where a type is not offered. */
  private static void requireLocation(Map<String, String> parts) {
    var location = parts.get("location").replace(" ", "");
    if (!location.equalsIgnoreCase(World.LOCATION)) {
      throw new AzureFailure(
          404,
          "NoRegisteredProviderFound",
          "No registered resource provider found for location '%s' and API version '2025-12-01' for type 'locations'. The supported locations are '%s'."
              .formatted(parts.get("location"), World.LOCATION));
    }
  }
}
