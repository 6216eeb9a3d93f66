package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Versions of assets. What one is made of never changes; a repeated PUT changes description, tags,
 * properties, stage and isArchived.
 */
final class AssetVersions {
  static final Map<String, String> CONTENT =
      Map.of("data", "dataUri", "models", "modelUri", "codes", "codeUri");
  private static final Set<String> CHANGEABLE =
      Set.of("description", "tags", "properties", "isArchived", "stage", "isAnonymous");

  /**
   * What Microsoft's client asks for where a component is named without a version (azure-ai-ml,
   * DEFAULT_COMPONENT_VERSION). Unverified: that the default is the newest one.
   */
  private static final String DEFAULT_VERSION = "azureml_default";

  private static final String SPECIFICATION = "componentSpec";
  private static final List<String> DESCRIBING =
      List.of(
          "description", "display_name", "tags", "id", "creation_context", "_source", "$schema");
  private static final String SPEC = "spec mfe.json, …Versions";

  /** As users of the CLI quoted it in 2026; that of models and code is in azure-ai-ml. */
  private static final String OTHER_DATA =
      "A data version with this name and version already exists. If you are trying to create a new data version, use a different name or version. If you are trying to update an existing data version, the existing asset's data uri cannot be changed. Only tags, description, and isArchived can be updated.";

  private static final String REGISTRY_CLIENT = "2021-10-01-dataplanepreview";

  private final World world;
  private final Operations operations;
  private final AssetBodies bodies;
  private final AssetUse use;

  AssetVersions(World world, References references, Operations operations) {
    this.world = world;
    this.operations = operations;
    this.bodies = new AssetBodies(world, references);
    this.use = new AssetUse(world);
  }

  List<Operation> operations() {
    var all = new ArrayList<Operation>();
    for (var place : List.of("W/", "R/")) {
      for (var collection : AssetContainers.COLLECTIONS) {
        var path = place + collection + "/{name}/versions";
        all.add(
            Operation.get(
                path,
                "by $orderBy, $top, listViewType, tags, properties, stage, description, version, hash",
                SPEC,
                (exchange, parts) -> list(exchange, parts, collection)));
        all.add(
            Operation.get(
                path + "/{version}",
                "",
                SPEC,
                (exchange, parts) -> {
                  var found = require(parts, collection);
                  exchange.json(200, show(Place.of(parts), collection, parts.get("name"), found));
                }));
        all.add(
            Operation.put(
                path + "/{version}",
                place.equals("R/") ? "once only, long-running" : "what it is made of once only",
                SPEC,
                (exchange, parts) -> put(exchange, parts, collection)));
        all.add(
            Operation.delete(
                path + "/{version}",
                "",
                SPEC,
                (exchange, parts) -> delete(exchange, parts, collection)));
      }
    }
    return all;
  }

  static List<Resource> stored(World world, Place place, String collection, String name) {
    return world.store().children(place.key(collection, name, "versions")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(AssetVersions::isThere)
        .toList();
  }

  /** The one that was created last. */
  static Optional<Resource> latest(World world, Place place, String collection, String name) {
    return stored(world, place, collection, name).stream()
        .filter(version -> !version.properties().path("isArchived").asBoolean(false))
        .max(Comparator.comparing(Resource::createdAt));
  }

  /** A version that is still being published, or whose publishing failed, is not there. */
  static boolean isThere(Resource version) {
    return !version.operationState().equals("Creating")
        || version.provisioningState().equals("Succeeded");
  }

  private static String key(Map<String, String> parts, String collection) {
    return Place.of(parts).key(collection, parts.get("name"), "versions", parts.get("version"));
  }

  private static AzureFailure missing(Map<String, String> parts, String collection) {
    return AzureFailure.noAsset(
        "%s with name: %s and version: %s not found."
            .formatted(
                AssetContainers.singular(collection), parts.get("name"), parts.get("version")));
  }

  private Resource require(Map<String, String> parts, String collection) {
    var name = parts.get("name");
    var version = parts.get("version");
    var found =
        switch (collection) {
          case "components" ->
              version.equals(DEFAULT_VERSION)
                  ? latest(world, Place.of(parts), collection, name)
                  : Resource.find(world, key(parts, collection));
          case "environments" ->
              Resource.find(world, key(parts, collection))
                  .or(() -> CuratedEnvironments.find(world, name, version));
          default -> Resource.find(world, key(parts, collection));
        };
    return found.filter(AssetVersions::isThere).orElseThrow(() -> missing(parts, collection));
  }

  private void list(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    var name = parts.get("name");
    var curated =
        collection.equals("environments")
            ? CuratedEnvironments.find(world, name, CuratedEnvironments.NEWEST)
            : Optional.<Resource>empty();
    if (curated.isEmpty() && !world.store().has(place.key(collection, name))) {
      throw AzureFailure.noAsset(
          "%s container with name: %s not found."
              .formatted(AssetContainers.singular(collection), name));
    }
    Paging.answer(
        exchange,
        Stream.concat(stored(world, place, collection, name).stream(), curated.stream())
            .filter(Paging.view(exchange))
            .filter(version -> shows(exchange, version))
            .sorted(Filters.order(exchange))
            .map(version -> show(place, collection, name, version))
            .toList());
  }

  private static boolean shows(Exchange exchange, Resource version) {
    var properties = version.properties();
    var tags = exchange.query("$tags").isPresent() ? "$tags" : "tags";
    return Filters.pairs(exchange, tags, properties.path("tags"))
        && Filters.pairs(exchange, "properties", properties.path("properties"))
        && Filters.field(exchange, "stage", properties)
        && Filters.field(exchange, "description", properties)
        && exchange.query("version").map(version.name()::equals).orElse(true)
        && exchange
            .query("hash")
            .map(properties.path("properties").path("hash_sha256").asText()::equals)
            .orElse(true);
  }

  private ObjectNode show(Place place, String collection, String name, Resource version) {
    var shown =
        version.showProvisioned(
            place.versionId(collection, name, version.name()),
            place.type(collection + "/versions"));
    var content = CONTENT.get(collection);
    if (place.registry() && content != null) {
      var properties = (ObjectNode) shown.path("properties");
      properties.put(content, References.asRegistriesShow(properties.path(content).asText()));
    }
    return shown;
  }

  private void put(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    var name = parts.get("name");
    Checks.assetName(name);
    var body =
        Bodies.read(
            exchange,
            (place.registry() ? "registries_" : "workspaces_") + collection + "_versions");
    var key = key(parts, collection);
    var known = Resource.find(world, key);
    if (known.isPresent() && place.registry()) {
      throw AzureFailure.conflict(
          "%s %s:%s exists already in the registry and cannot be overwritten."
              .formatted(collection, name, known.get().name()));
    }
    bodies.check(place, collection, body);
    bodies.settle(place, collection, (ObjectNode) body.path("properties"));
    if (known.isPresent()) {
      repeat(exchange, place, collection, name, known.get(), body);
      return;
    }
    AssetContainers.ensure(world, place, collection, name);
    var fresh = Resource.fresh(world, key);
    fresh.take(AssetBodies.withDefaults(collection, body));
    Consumer<Resource> answer =
        place.registry()
            ? version -> beginInRegistry(exchange, place, collection, name, version)
            : version -> {
              version.save();
              exchange.created(show(place, collection, name, version));
            };
    answer.accept(fresh);
  }

  /** Older clients of registries know 202 only. */
  private void beginInRegistry(
      Exchange exchange, Place place, String collection, String name, Resource version) {
    operations.begin(version, "Creating", "publish");
    if (exchange.query("api-version").filter(REGISTRY_CLIENT::equals).isPresent()) {
      exchange.markCreated();
      operations.answerAccepted(exchange, version.operationId());
    } else {
      operations.answerPut(exchange, version, true, show(place, collection, name, version));
    }
  }

  private void repeat(
      Exchange exchange,
      Place place,
      String collection,
      String name,
      Resource known,
      ObjectNode body) {
    var wanted = (ObjectNode) body.path("properties");
    var content = CONTENT.get(collection);
    if (content != null && !known.properties().path(content).equals(wanted.path(content))) {
      throw AzureFailure.userError(
          collection.equals("data") ? OTHER_DATA : "Asset paths cannot be updated.");
    }
    for (var field : wanted.properties()) {
      var before = known.properties().path(field.getKey());
      if (!CHANGEABLE.contains(field.getKey())
          && !before.isMissingNode()
          && !fixed(before).equals(fixed(field.getValue()))) {
        throw AzureFailure.userError(
            "The field %s of %s %s:%s cannot be updated: register another version."
                .formatted(field.getKey(), collection, name, known.name()));
      }
    }
    var kept = known.properties().deepCopy();
    Stream.concat(CHANGEABLE.stream(), Stream.of(SPECIFICATION))
        .forEach(
            field ->
                Optional.ofNullable(wanted.get(field)).ifPresent(value -> kept.set(field, value)));
    known.take(
        AssetBodies.withDefaults(
            collection, Exchange.JSON.createObjectNode().set("properties", kept)));
    known.save();
    exchange.json(200, show(place, collection, name, known));
  }

  /**
   * What must stay as it was: a component's specification without what describes it. Microsoft's
   * own test gives a registered version another description and display name (azure-ai-ml,
   * test_component.py, test_component_update) and is refused another code.
   */
  private static JsonNode fixed(JsonNode value) {
    return value instanceof ObjectNode object ? object.deepCopy().without(DESCRIBING) : value;
  }

  private void delete(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    var key = key(parts, collection);
    if (Resource.find(world, key).isEmpty()) {
      exchange.empty(204);
      return;
    }
    use.refuseWhileServed(place.versionId(collection, parts.get("name"), parts.get("version")));
    if (place.registry()) {
      var version = require(parts, collection);
      operations.begin(version, "Deleting", "delete");
      operations.answerAccepted(exchange, version.operationId());
    } else {
      world.store().remove(key);
      exchange.empty(200);
    }
  }
}
