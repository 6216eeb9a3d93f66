package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * Where a workspace's services are ({@code /discovery}, open to all), where a registry is ({@code
 * /registrymanagement}), and where the bytes of a registry's asset are ({@code
 * /mferp/managementfrontend…/datarefs}, version 2021-10-01-dataplanepreview).
 */
public final class DiscoveryApi {
  private static final Set<String> ROOTS = Set.of("discovery", "registrymanagement", "mferp");
  private static final int SCOPE = 2;
  private static final int CALL = SCOPE + Place.PARTS;

  private final World world;
  private final Tokens tokens;
  private final References references;

  public DiscoveryApi(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    this.references = new References(world);
  }

  public boolean serves(Exchange exchange) {
    return ROOTS.contains(exchange.path().get(0));
  }

  public void handle(Exchange exchange) {
    if (exchange.path().equals(List.of("discovery")) && exchange.is("GET")) {
      services(exchange);
      return;
    }
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    switch (exchange.path().get(0)) {
      case "registrymanagement" -> registry(exchange);
      case "mferp" -> dataReference(exchange);
      default -> throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private void services(Exchange exchange) {
    var services = Exchange.JSON.createObjectNode();
    for (var name : List.of("api", "history", "modelmanagement")) {
      services.put(name, world.base());
    }
    exchange.json(200, services);
  }

  private void registry(Exchange exchange) {
    var path = exchange.path();
    if (path.size() != 5
        || !path.get(2).equals("registries")
        || !path.get(4).equals("discovery")
        || !exchange.is("GET")) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    var name = path.get(3);
    if (!World.REGISTRIES.contains(name)) {
      throw AzureFailure.notFound("The registry " + name);
    }
    var answer = Exchange.JSON.createObjectNode();
    answer.put("registryName", name);
    answer.put("subscriptionId", World.SUBSCRIPTION);
    answer.put("resourceGroup", World.RESOURCE_GROUP);
    answer.put("primaryRegion", World.LOCATION);
    answer.put("primaryRegionResourceProviderUri", world.base() + "/");
    exchange.json(200, answer);
  }

  /** {@code POST {primary}mferp/managementfrontend{R}/datarefs/{name}/versions/{version}}. */
  private void dataReference(Exchange exchange) {
    var path = exchange.path();
    var place =
        Place.at(path, SCOPE)
            .filter(Place::registry)
            .filter(known -> path.get(1).equals("managementfrontend") && exchange.is("POST"))
            .filter(known -> path.size() == CALL + 4)
            .filter(
                known -> path.get(CALL).equals("datarefs") && path.get(CALL + 2).equals("versions"))
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    if (exchange.query("api-version").isEmpty()) {
      throw new AzureFailure(
          400, "MissingApiVersionParameter", "The api-version query parameter is required.");
    }
    var id = exchange.json().path("assetId").asText("");
    var asset =
        references
            .version(id)
            .filter(found -> id.startsWith("azureml://registries/" + place.name() + "/"))
            .filter(
                found ->
                    id.endsWith(
                        "/%s/versions/%s".formatted(path.get(CALL + 1), path.get(CALL + 3))))
            .filter(found -> !found.isBusy())
            .orElseThrow(() -> AzureFailure.notFound("The asset " + id));
    var uri = contentOf(asset);
    var blob =
        references
            .find(place.name(), uri)
            .orElseThrow(() -> AzureFailure.userError("The asset %s has no bytes.".formatted(id)));
    var answer = Exchange.JSON.createObjectNode();
    var reference = answer.putObject("blobReferenceForConsumption");
    reference.put("blobUri", uri);
    reference.put(
        "storageAccountArmId",
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Storage/storageAccounts/%s"
            .formatted(World.SUBSCRIPTION, World.RESOURCE_GROUP, blob.account()));
    reference
        .putObject("credential")
        .put("credentialType", "SAS")
        .put(
            "sasUri",
            URI.create(world.base())
                .resolve("/%s/%s?%s".formatted(blob.account(), blob.container(), ArmApi.sas()))
                .toString());
    exchange.json(200, answer);
  }

  private static String contentOf(Resource asset) {
    var properties = asset.properties();
    return properties
        .path("modelUri")
        .asText(properties.path("dataUri").asText(properties.path("codeUri").asText()));
  }
}
