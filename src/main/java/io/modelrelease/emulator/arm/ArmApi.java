package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The front of the resource manager: token, API version, subscription, group, workspace; then who.
 */
public final class ArmApi {
  private static final Pattern API_VERSION =
      Pattern.compile("20\\d\\d-\\d\\d-\\d\\d(-preview|-dataplanepreview)?");
  private static final String PROVIDER = "microsoft.machinelearningservices";

  private final World world;
  private final Tokens tokens;
  private final Operations operations;
  private final Assets assets;
  private final Computes computes;
  private final Jobs jobs;
  private final Endpoints endpoints;
  private final Places places;
  private final Router router;

  public ArmApi(World world, Tokens tokens, Operations operations, CoreQuota quota) {
    this.world = world;
    this.tokens = tokens;
    this.operations = operations;
    var references = new References(world);
    this.assets = new Assets(world, references, operations);
    this.computes = new Computes(world, operations, quota);
    this.jobs = new Jobs(world, references, operations);
    this.endpoints = new Endpoints(world, references, operations, tokens, quota);
    this.places = new Places(world);
    this.router = new Router(new SubscriptionApi(quota, places).operations());
  }

  public void handle(Exchange exchange) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    var version = exchange.query("api-version").orElse("");
    if (version.isEmpty()) {
      throw new AzureFailure(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    if (!API_VERSION.matcher(version).matches()) {
      throw new AzureFailure(
          400, "InvalidApiVersionParameter", "The api-version '%s' is invalid.".formatted(version));
    }
    exchange.set("x-ms-ratelimit-remaining-subscription-reads", "249");
    exchange.set("x-ms-ratelimit-remaining-subscription-writes", "199");
    var path = exchange.path();
    if (path.size() > 1 && !path.get(1).equals(World.SUBSCRIPTION)) {
      throw new AzureFailure(
          404,
          "SubscriptionNotFound",
          "The subscription '%s' could not be found.".formatted(path.get(1)));
    }
    if (path.size() > 3
        && path.get(2).equalsIgnoreCase("resourceGroups")
        && !path.get(3).equalsIgnoreCase(World.RESOURCE_GROUP)) {
      throw new AzureFailure(
          404,
          "ResourceGroupNotFound",
          "Resource group '%s' could not be found.".formatted(path.get(3)));
    }
    if (router.handle(exchange)) {
      return;
    }
    if (path.size() == 8 && path.get(6).equals("mfeOperationsStatus")) {
      operations.report(exchange, path.get(7));
      return;
    }
    if (path.size() == 8 && path.get(6).equals("mfeOperationResults")) {
      operations.result(exchange, path.get(7));
      return;
    }
    if (path.size() < 8 || !path.get(2).equalsIgnoreCase("resourceGroups")) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    if (!path.get(5).toLowerCase(Locale.ROOT).equals(PROVIDER)) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    place(exchange, path);
  }

  private void place(Exchange exchange, List<String> path) {
    var registry = path.get(6).equalsIgnoreCase("registries");
    if (!registry && !path.get(6).equalsIgnoreCase("workspaces")) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    var known = registry ? World.REGISTRIES : World.WORKSPACES;
    var name = path.get(7).toLowerCase(Locale.ROOT);
    if (!known.contains(name)) {
      throw AzureFailure.notFound("The " + (registry ? "registry " : "workspace ") + path.get(7));
    }
    var place = new Place(registry, name);
    var rest = path.subList(8, path.size());
    if (rest.isEmpty()) {
      if (!exchange.is("GET")) {
        throw new AzureFailure(405, "MethodNotAllowed", "Workspaces and registries exist already.");
      }
      exchange.json(200, places.show(place));
      return;
    }
    var collection = rest.get(0).toLowerCase(Locale.ROOT);
    if (Assets.COLLECTIONS.contains(collection)) {
      assets.handle(exchange, place, collection, rest.subList(1, rest.size()));
      return;
    }
    if (registry) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    switch (collection) {
      case "computes" -> computes.handle(exchange, place, rest.subList(1, rest.size()));
      case "datastores" -> datastores(exchange, place, rest.subList(1, rest.size()));
      case "jobs" -> jobs.handle(exchange, place, rest.subList(1, rest.size()));
      case "onlineendpoints" ->
          endpoints.handle(exchange, place, true, rest.subList(1, rest.size()));
      case "batchendpoints" ->
          endpoints.handle(exchange, place, false, rest.subList(1, rest.size()));
      default -> throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private void datastores(Exchange exchange, Place place, List<String> rest) {
    if (rest.isEmpty()) {
      var list = Exchange.JSON.createObjectNode();
      var values = list.putArray("value");
      var onlyDefault = exchange.query("isDefault").filter("true"::equalsIgnoreCase).isPresent();
      for (var name : List.of(World.DATASTORE, World.ARTIFACTS)) {
        if (!onlyDefault || name.equals(World.DATASTORE)) {
          values.add(datastore(place, name));
        }
      }
      exchange.json(200, list);
      return;
    }
    var name = rest.get(0);
    if (World.container(name).isEmpty()) {
      throw AzureFailure.notFound("The datastore " + name);
    }
    if (rest.size() == 2 && rest.get(1).equalsIgnoreCase("listSecrets") && exchange.is("POST")) {
      exchange.json(
          200, Exchange.JSON.createObjectNode().put("secretsType", "Sas").put("sasToken", sas()));
    } else if (rest.size() == 1 && exchange.is("GET")) {
      exchange.json(200, datastore(place, name));
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  /** A shared access signature; which one is not checked. */
  public static String sas() {
    return "sv=2021-12-02&sr=c&sp=racwdl&se=2099-01-01T00%3A00%3A00Z&sig=emulator";
  }

  private ObjectNode datastore(Place place, String name) {
    var body = Exchange.JSON.createObjectNode();
    body.put("id", place.armId("datastores", name)).put("name", name);
    body.put("type", place.type("datastores"));
    var properties = body.putObject("properties");
    properties.put("datastoreType", "AzureBlob").put("isDefault", name.equals(World.DATASTORE));
    properties.put("accountName", place.account());
    properties.put("containerName", World.container(name).orElseThrow());
    properties.put("protocol", "http").put("endpoint", world.base().replace("http://", ""));
    properties.putObject("credentials").put("credentialsType", "Sas");
    properties.putObject("properties");
    properties.putObject("tags");
    return body;
  }
}
