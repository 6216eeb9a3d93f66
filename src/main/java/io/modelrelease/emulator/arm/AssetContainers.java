package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Data, environments, models, codes, components by name: what all versions have in common. */
final class AssetContainers {
  static final List<String> COLLECTIONS =
      List.of("data", "environments", "models", "codes", "components");
  private static final String SPEC = "spec mfe.json, …Containers";

  /**
   * Their next version is a time, where that of models and data is a number: Microsoft's own tests
   * against the service expect {@code yyyy-MM-dd-HH-mm-ss-fffffff} as the second version that gets
   * no version from its file (azure-ai-ml, test_environment.py and test_component.py,
   * autoincrement; test_model.py expects 2).
   */
  private static final Set<String> TIMED = Set.of("environments", "components");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss-SSSSSS");

  private final World world;
  private final Operations operations;
  private final AssetUse use;

  AssetContainers(World world, Operations operations) {
    this.world = world;
    this.operations = operations;
    this.use = new AssetUse(world);
  }

  List<Operation> operations() {
    var all = new ArrayList<Operation>();
    for (var place : List.of("W/", "R/")) {
      for (var collection : COLLECTIONS) {
        var path = place + collection;
        all.add(
            Operation.get(
                path,
                "by listViewType",
                SPEC,
                (exchange, parts) -> list(exchange, parts, collection)));
        all.add(
            Operation.get(
                path + "/{name}",
                "with latestVersion, nextVersion",
                SPEC,
                (exchange, parts) -> {
                  var place1 = Place.of(parts);
                  exchange.json(200, show(world, place1, collection, require(parts, collection)));
                }));
        all.add(
            Operation.put(
                path + "/{name}",
                "description, tags, properties, isArchived",
                SPEC,
                (exchange, parts) -> put(exchange, parts, collection)));
        all.add(
            Operation.delete(
                path + "/{name}",
                "with all versions",
                SPEC,
                (exchange, parts) -> delete(exchange, parts, collection)));
      }
    }
    return all;
  }

  private Resource require(Map<String, String> parts, String collection) {
    return Resource.find(world, Place.of(parts).key(collection, parts.get("name")))
        .orElseThrow(
            () ->
                AzureFailure.noAsset(
                    "%s container with name: %s not found."
                        .formatted(singular(collection), parts.get("name"))));
  }

  /** {@code Model} of {@code models}. */
  static String singular(String collection) {
    var word = collection.equals("data") ? collection : collection.replaceFirst("s$", "");
    return word.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + word.substring(1);
  }

  private void list(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    Paging.answer(
        exchange,
        world.store().children(place.key(collection)).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(Paging.view(exchange))
            .sorted(Comparator.comparing(Resource::createdAt).reversed())
            .map(container -> show(world, place, collection, container))
            .toList());
  }

  private void put(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    Checks.assetName(parts.get("name"));
    var key = place.key(collection, parts.get("name"));
    var body =
        Bodies.read(exchange, (place.registry() ? "registries_" : "workspaces_") + collection);
    var known = Resource.find(world, key);
    var container = known.orElseGet(() -> Resource.fresh(world, key));
    container.take(body);
    if (place.registry()) {
      operations.begin(container, known.isPresent() ? "Updating" : "Creating", "publish");
      operations.answerPut(
          exchange, container, known.isEmpty(), show(world, place, collection, container));
      return;
    }
    container.save();
    var shown = show(world, place, collection, container);
    if (known.isPresent()) {
      exchange.json(200, shown);
    } else {
      exchange.created(shown);
    }
  }

  private void delete(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    var key = place.key(collection, parts.get("name"));
    if (!world.store().has(key)) {
      exchange.empty(204);
      return;
    }
    AssetVersions.stored(world, place, collection, parts.get("name"))
        .forEach(
            version ->
                use.refuseWhileServed(
                    place.versionId(collection, parts.get("name"), version.name())));
    world.store().tree(key).forEach(world.store()::remove);
    if (place.registry()) {
      operations.answerAccepted(exchange, "gone");
    } else {
      exchange.empty(200);
    }
  }

  /** There is one as soon as there is a version. */
  static void ensure(World world, Place place, String collection, String name) {
    var key = place.key(collection, name);
    if (!world.store().has(key)) {
      Resource.fresh(world, key).save();
    }
  }

  /** One more than the highest number; versions that are no numbers do not count. */
  static int nextNumber(World world, Place place, String collection, String name) {
    return 1
        + AssetVersions.stored(world, place, collection, name).stream()
            .map(Resource::name)
            .filter(version -> NUMBER.matcher(version).matches())
            .mapToInt(Integer::parseInt)
            .max()
            .orElse(0);
  }

  /** The time with seven digits of a second's fraction. */
  private static String timed(World world) {
    return TIME.format(world.clock().now().atOffset(ZoneOffset.UTC)) + "0";
  }

  static ObjectNode show(World world, Place place, String collection, Resource container) {
    var name = container.name();
    var shown = container.show(place.armId(collection, name), place.type(collection));
    var properties = (ObjectNode) shown.path("properties");
    var versions = AssetVersions.stored(world, place, collection, name);
    versions.stream()
        .max(Comparator.comparing(Resource::createdAt))
        .ifPresent(
            latest -> {
              properties.put("latestVersion", latest.name());
              // DataContainer requires it; of one that came about with its version it is that's
              var type = latest.properties().path("dataType");
              if (collection.equals("data") && !properties.has("dataType") && type.isTextual()) {
                properties.set("dataType", type);
              }
            });
    if (TIMED.contains(collection)) {
      properties.put("nextVersion", versions.isEmpty() ? "1" : timed(world));
    } else if (versions.stream().allMatch(version -> NUMBER.matcher(version.name()).matches())) {
      properties.put("nextVersion", Integer.toString(nextNumber(world, place, collection, name)));
    }
    DeploymentChecks.objects(properties, "tags", "properties");
    properties.put("isArchived", properties.path("isArchived").asBoolean(false));
    properties.put("provisioningState", container.provisioningState());
    return shown;
  }
}
