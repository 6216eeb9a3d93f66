package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Datastores: the two that every workspace has from the start, and those that are registered. Only
 * blob storage of the emulator's own accounts can be read through them.
 */
final class Datastores {
  private static final String SPEC = "spec mfe.json, Datastores";
  private static final String PATH = "W/datastores/{name}";
  private static final String SECRETS = "secrets";
  private static final List<String> FROM_THE_START = List.of(World.DATASTORE, World.ARTIFACTS);

  private final World world;

  Datastores(World world) {
    this.world = world;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/datastores", "by isDefault, names, searchText", SPEC, this::list),
        Operation.get(
            PATH,
            "",
            SPEC,
            (exchange, parts) -> exchange.json(200, show(Place.of(parts), parts.get("name")))),
        Operation.put(
            PATH, "registers one; data in blob storage of this emulator only", SPEC, this::put),
        Operation.delete(PATH, "of those that were registered", SPEC, this::delete),
        Operation.post(
            PATH + "/listSecrets", "a signature, or what was registered", SPEC, this::secrets));
  }

  private static String key(Map<String, String> parts) {
    return Place.of(parts).key("datastores", parts.get("name"));
  }

  private static void requireOwn(String name) {
    if (FROM_THE_START.contains(name)) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The datastore %s is there from the start and stays as it is.".formatted(name));
    }
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var onlyDefault = exchange.query("isDefault").filter("true"::equalsIgnoreCase).isPresent();
    var names = exchange.query("names").map(text -> Arrays.asList(text.split(",")));
    var search = exchange.query("searchText").orElse("");
    Paging.answer(
        exchange,
        Stream.concat(
                FROM_THE_START.stream(),
                world.store().children(place.key("datastores")).stream()
                    .map(key -> key.substring(key.lastIndexOf('/') + 1)))
            .filter(name -> !onlyDefault || name.equals(World.DATASTORE))
            .filter(name -> names.map(wanted -> wanted.contains(name)).orElse(true))
            .filter(name -> name.contains(search))
            .map(name -> show(place, name))
            .toList());
  }

  private void put(Exchange exchange, Map<String, String> parts) {
    var name = parts.get("name");
    Checks.assetName(name);
    var key = key(parts);
    requireOwn(name);
    var body = Bodies.read(exchange, "workspaces_datastores");
    var known = Resource.find(world, key);
    var datastore = known.orElseGet(() -> Resource.fresh(world, key));
    datastore.take(body);
    var credentials = (ObjectNode) datastore.properties().path("credentials");
    datastore.internal().remove(SECRETS);
    if (credentials.has(SECRETS)) { // they are given out by listSecrets only
      datastore.internal().set(SECRETS, credentials.remove(SECRETS));
    }
    for (var map : List.of("tags", "properties")) {
      datastore.properties().withObject("/" + map);
    }
    datastore.properties().put("isDefault", false);
    datastore.save();
    var shown = show(Place.of(parts), name);
    if (known.isPresent()) {
      exchange.json(200, shown);
    } else {
      exchange.created(shown);
    }
  }

  private void delete(Exchange exchange, Map<String, String> parts) {
    var key = key(parts);
    requireOwn(parts.get("name"));
    if (world.store().has(key)) {
      world.store().remove(key);
      exchange.empty(200);
    } else {
      exchange.empty(204);
    }
  }

  private void secrets(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var name = parts.get("name");
    if (FROM_THE_START.contains(name)) {
      exchange.json(
          200,
          Exchange.JSON.createObjectNode().put("secretsType", "Sas").put("sasToken", ArmApi.sas()));
      return;
    }
    var secrets = require(place, name).internal().path(SECRETS);
    if (secrets.isMissingNode()) { // unverified: status and text
      throw AzureFailure.userError("The datastore %s has no credentials.".formatted(name));
    }
    exchange.json(200, secrets);
  }

  private Resource require(Place place, String name) {
    return Resource.find(world, place.key("datastores", name))
        .orElseThrow(() -> AzureFailure.noAsset("Could not find datastore: %s.".formatted(name)));
  }

  private ObjectNode show(Place place, String name) {
    if (!FROM_THE_START.contains(name)) {
      return require(place, name).show(place.armId("datastores", name), place.type("datastores"));
    }
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
