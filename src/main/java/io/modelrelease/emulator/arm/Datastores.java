package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The two datastores that every workspace has from the start. */
final class Datastores {
  private static final String SPEC = "spec mfe.json, Datastores";

  private final World world;

  Datastores(World world) {
    this.world = world;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/datastores", "by isDefault, names, searchText", SPEC, this::list),
        Operation.get(
            "W/datastores/{name}",
            "blob storage",
            SPEC,
            (exchange, parts) -> {
              exchange.json(200, show(Place.of(parts), known(parts)));
            }),
        Operation.post(
            "W/datastores/{name}/listSecrets",
            "a signature",
            SPEC,
            (exchange, parts) -> {
              known(parts);
              exchange.json(
                  200,
                  Exchange.JSON
                      .createObjectNode()
                      .put("secretsType", "Sas")
                      .put("sasToken", ArmApi.sas()));
            }));
  }

  private static String known(Map<String, String> parts) {
    Place.of(parts);
    var name = parts.get("name");
    if (World.container(name).isEmpty()) {
      throw AzureFailure.noAsset("Could not find datastore: %s.".formatted(name));
    }
    return name;
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var onlyDefault = exchange.query("isDefault").filter("true"::equalsIgnoreCase).isPresent();
    var names = exchange.query("names").map(text -> Arrays.asList(text.split(",")));
    var search = exchange.query("searchText").orElse("");
    Paging.answer(
        exchange,
        List.of(World.DATASTORE, World.ARTIFACTS).stream()
            .filter(name -> !onlyDefault || name.equals(World.DATASTORE))
            .filter(name -> names.map(wanted -> wanted.contains(name)).orElse(true))
            .filter(name -> name.contains(search))
            .map(name -> show(place, name))
            .toList());
  }

  private ObjectNode show(Place place, String name) {
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
