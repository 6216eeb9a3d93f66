package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
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
    var path = exchange.path();
    if (path.equals(List.of("discovery")) && exchange.is("GET")) {
      services(exchange);
    } else if (path.get(0).equals("registrymanagement")) {
      tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
      registry(exchange);
    } else if (path.size() > 2 && path.get(1).equals("managementfrontend")) {
      arm.handle(exchange, path.subList(2, path.size()));
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
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
}
