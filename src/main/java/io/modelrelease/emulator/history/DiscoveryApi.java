package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a workspace's services are ({@code /discovery}, open to all), where a registry is ({@code
 * /registrymanagement}), and where the bytes of a registry's asset are ({@code
 * /mferp/managementfrontend…/datarefs}, version 2021-10-01-dataplanepreview).
 */
public final class DiscoveryApi {
  private static final Set<String> ROOTS = Set.of("discovery", "registrymanagement", "mferp");

  /** All that is answered. */
  public static final List<Route> ROUTES =
      Stream.concat(
              Stream.of(
                  new Route(
                      "GET",
                      "/discovery",
                      "where the workspace's services are",
                      "azure-ai-ml, get_base_url_from_discovery_service"),
                  new Route(
                      "GET",
                      "/registrymanagement/v1.0/registries/{registry}/discovery",
                      "where the registry is",
                      "azure-ai-ml, restclient/registry_discovery")),
              Stream.of("GET", "PUT", "POST", "PATCH", "DELETE")
                  .map(
                      method ->
                          new Route(
                              method,
                              "/mferp/managementfrontend/{path+}",
                              method.equals("GET") ? "as the resource manager" : "",
                              "azure-ai-ml, restclient v2021_10_01_dataplanepreview")))
          .toList();

  private final World world;
  private final Tokens tokens;
  private final ArmApi arm;

  public DiscoveryApi(World world, Tokens tokens, ArmApi arm) {
    this.world = world;
    this.tokens = tokens;
    this.arm = arm;
  }

  public boolean serves(Exchange exchange) {
    return ROOTS.contains(exchange.path().get(0));
  }

  public void handle(Exchange exchange) {
    Route.require(ROUTES, exchange);
    var path = exchange.path();
    if (path.get(0).equals("discovery")) {
      services(exchange);
    } else if (path.get(0).equals("registrymanagement")) {
      tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
      registry(exchange);
    } else {
      arm.handle(exchange, path.subList(2, path.size()));
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
}
