package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Data, environments, models, codes, components: containers and versions, and publishing. */
final class Assets {
  static final Set<String> COLLECTIONS =
      Set.of("data", "environments", "models", "codes", "components");
  private static final Map<String, String> CONTENT =
      Map.of("data", "dataUri", "models", "modelUri", "codes", "codeUri");

  private final World world;
  private final References references;
  private final Operations operations;

  Assets(World world, References references, Operations operations) {
    this.world = world;
    this.references = references;
    this.operations = operations;
  }

  void handle(Exchange exchange, Place place, String collection, List<String> rest) {
    switch (rest.size()) {
      case 0 -> Paging.answer(exchange, containers(place, collection));
      case 1 -> container(exchange, place, collection, rest.get(0));
      case 2 -> {
        requireVersions(exchange, rest);
        Paging.answer(exchange, versions(exchange, place, collection, rest.get(0)));
      }
      case 3 -> {
        requireVersions(exchange, rest);
        version(exchange, place, collection, rest.get(0), rest.get(2));
      }
      case 4 -> {
        requireVersions(exchange, rest);
        if (!rest.get(3).equalsIgnoreCase("publish") || !exchange.is("POST") || place.registry()) {
          throw AzureFailure.notFound(exchange.rawPath());
        }
        publish(exchange, place, collection, rest.get(0), rest.get(2));
      }
      default -> throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private static void requireVersions(Exchange exchange, List<String> rest) {
    if (!rest.get(1).equalsIgnoreCase("versions")) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private List<ObjectNode> containers(Place place, String collection) {
    return world.store().children(place.key(collection)).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .map(container -> showContainer(place, collection, container))
        .toList();
  }

  private void container(Exchange exchange, Place place, String collection, String name) {
    var key = place.key(collection, name);
    switch (exchange.method()) {
      case "GET" ->
          exchange.json(
              200,
              showContainer(
                  place, collection, Resource.require(world, key, collection + " " + name)));
      case "PUT" -> {
        Checks.assetName(name);
        var known = Resource.find(world, key);
        var container = known.orElseGet(() -> Resource.fresh(world, key));
        container.take(exchange.json());
        container.save();
        var shown = showContainer(place, collection, container);
        if (known.isPresent()) {
          exchange.json(200, shown);
        } else {
          exchange.created(shown);
        }
      }
      default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
    }
  }

  private ObjectNode showContainer(Place place, String collection, Resource container) {
    var name = container.name();
    var shown = container.show(place.armId(collection, name), place.type(collection));
    var properties = (ObjectNode) shown.path("properties");
    var versions = stored(place, collection, name);
    versions.stream()
        .max(Comparator.comparing(Resource::createdAt))
        .ifPresent(latest -> properties.put("latestVersion", latest.name()));
    var numbers =
        versions.stream()
            .map(Resource::name)
            .filter(version -> version.matches("\\d{1,9}"))
            .toList();
    if (numbers.size() == versions.size()) {
      properties.put(
          "nextVersion",
          Integer.toString(numbers.stream().mapToInt(Integer::parseInt).max().orElse(0) + 1));
    }
    properties.put("isArchived", properties.path("isArchived").asBoolean(false));
    return shown;
  }

  private List<Resource> stored(Place place, String collection, String name) {
    return world.store().children(place.key(collection, name, "versions")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(Assets::isThere)
        .toList();
  }

  /** A version that is still being published, or whose publishing failed, is not there. */
  private static boolean isThere(Resource version) {
    return !version.operationState().equals("Creating")
        || version.provisioningState().equals("Succeeded");
  }

  private List<ObjectNode> versions(
      Exchange exchange, Place place, String collection, String name) {
    if (!world.store().has(place.key(collection, name))) {
      throw AzureFailure.notFound(collection + " " + name);
    }
    Comparator<Resource> byCreation = Comparator.comparing(Resource::createdAt);
    return stored(place, collection, name).stream()
        .filter(
            version ->
                Paging.shows(exchange, version.properties().path("isArchived").asBoolean(false)))
        .sorted(byCreation.reversed()) // newest first, also with $orderBy=createdtime desc
        .map(version -> show(place, collection, name, version))
        .toList();
  }

  private ObjectNode show(Place place, String collection, String name, Resource version) {
    return version.showProvisioned(
        place.versionId(collection, name, version.name()), place.type(collection + "/versions"));
  }

  private void version(
      Exchange exchange, Place place, String collection, String name, String version) {
    var key = place.key(collection, name, "versions", version);
    switch (exchange.method()) {
      case "GET" -> {
        var found = Resource.require(world, key, "%s %s:%s".formatted(collection, name, version));
        if (!isThere(found)) {
          throw AzureFailure.notFound("%s %s:%s".formatted(collection, name, version));
        }
        exchange.json(200, show(place, collection, name, found));
      }
      case "PUT" -> put(exchange, place, collection, name, version);
      case "DELETE" -> {
        if (place.registry()) {
          throw new AzureFailure(405, "MethodNotAllowed", "Registry versions cannot be deleted.");
        }
        if (world.store().has(key)) {
          world.store().remove(key);
          exchange.empty(200);
        } else {
          exchange.empty(204);
        }
      }
      default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
    }
  }

  private void put(Exchange exchange, Place place, String collection, String name, String version) {
    Checks.assetName(name);
    var body = exchange.json();
    check(place, collection, body);
    var key = place.key(collection, name, "versions", version);
    var known = Resource.find(world, key);
    if (known.isPresent()) {
      if (place.registry()) {
        throw AzureFailure.conflict(
            "%s %s:%s exists already in the registry and cannot be overwritten."
                .formatted(collection, name, version));
      }
      var content = CONTENT.get(collection);
      if (content != null
          && !known
              .get()
              .properties()
              .path(content)
              .equals(body.path("properties").path(content))) {
        throw AzureFailure.userError("Asset paths cannot be updated.");
      }
      known.get().take(withDefaults(collection, body));
      known.get().save();
      exchange.json(200, show(place, collection, name, known.get()));
      return;
    }
    ensureContainer(place, collection, name);
    var fresh = Resource.fresh(world, key);
    fresh.take(withDefaults(collection, body));
    fresh.save();
    exchange.created(show(place, collection, name, fresh));
  }

  private void check(Place place, String collection, ObjectNode body) {
    switch (collection) {
      case "data" -> {
        Checks.properties(body, "dataUri", "dataType");
        Checks.oneOf(body, "dataType", Set.of("uri_file", "uri_folder", "mltable"));
        requireContent(place, body.path("properties").path("dataUri").asText());
      }
      case "models" -> {
        Checks.properties(body, "modelUri");
        requireContent(place, body.path("properties").path("modelUri").asText());
      }
      case "codes" -> {
        Checks.properties(body, "codeUri");
        requireBlobAddress(body.path("properties").path("codeUri").asText());
      }
      case "environments" -> {
        Checks.properties(body);
        var properties = body.path("properties");
        if (properties.path("image").asText("").isBlank() && !properties.path("build").isObject()) {
          throw AzureFailure.userError("An environment needs an image or a build context.");
        }
      }
      default -> Checks.properties(body, "componentSpec");
    }
  }

  /**
   * Code is named by its address in blob storage, which is all that Microsoft's client sends.
   * Unverified: that the service refuses datastore URIs.
   */
  private static void requireBlobAddress(String uri) {
    if (!uri.matches("https?://.*")) {
      throw AzureFailure.userError(
          "The codeUri %s is not the address of a folder in blob storage.".formatted(uri));
    }
  }

  private void requireContent(Place place, String uri) {
    if (uri.matches("https?://.*") && references.find(place.name(), uri).isEmpty()) {
      return; // somewhere on the web: found out when it is read
    }
    var found = references.place(place.name(), uri);
    if (world.blobs().list(found.account(), found.container(), found.path()).isEmpty()) {
      throw AzureFailure.userError("The path %s holds nothing.".formatted(uri));
    }
  }

  private static ObjectNode withDefaults(String collection, ObjectNode body) {
    var properties = (ObjectNode) body.path("properties");
    if (collection.equals("models")) {
      if (!properties.path("flavors").isObject()) {
        properties.putObject("flavors");
      }
      if (!properties.has("modelType")) {
        properties.put("modelType", "custom_model");
      }
    }
    for (var map : List.of("tags", "properties")) {
      if (!properties.path(map).isObject()) {
        properties.putObject(map);
      }
    }
    properties.put("isArchived", properties.path("isArchived").asBoolean(false));
    properties.put("isAnonymous", properties.path("isAnonymous").asBoolean(false));
    return body;
  }

  private void ensureContainer(Place place, String collection, String name) {
    var key = place.key(collection, name);
    if (!world.store().has(key)) {
      Resource.fresh(world, key).save();
    }
  }

  /**
   * Models - Publish (2025-12-01): {@code {"registryName", "destinationName",
   * "destinationVersion"}}, 202 with Location. The bytes are copied into the registry's own
   * storage.
   */
  private void publish(
      Exchange exchange, Place place, String collection, String name, String version) {
    var source =
        Resource.require(
            world,
            place.key(collection, name, "versions", version),
            "%s %s:%s".formatted(collection, name, version));
    var body = exchange.json();
    var registry = body.path("registryName").asText("");
    if (!World.REGISTRIES.contains(registry)) {
      throw AzureFailure.userError("The registry '%s' could not be found.".formatted(registry));
    }
    var target = new Place(true, registry);
    var targetName =
        Optional.of(body.path("destinationName").asText(""))
            .filter(text -> !text.isBlank())
            .orElse(name);
    var targetVersion =
        Optional.of(body.path("destinationVersion").asText(""))
            .filter(text -> !text.isBlank())
            .orElse(version);
    Checks.assetName(targetName);
    var key = target.key(collection, targetName, "versions", targetVersion);
    if (Resource.find(world, key).filter(known -> known.isBusy() || isThere(known)).isPresent()) {
      throw AzureFailure.conflict(
          "%s %s:%s exists already in registry %s."
              .formatted(collection, targetName, targetVersion, registry));
    }
    ensureContainer(target, collection, targetName);
    var copy = Resource.fresh(world, key);
    copy.take(source.body());
    var content = CONTENT.get(collection);
    if (content != null) {
      copy.properties()
          .put(
              content,
              copyBytes(
                  place,
                  target,
                  source.properties().path(content).asText(),
                  targetName,
                  targetVersion));
    }
    operations.begin(copy, "Creating", "publish");
    exchange.markCreated();
    operations.answerAccepted(exchange, copy.operationId());
  }

  private String copyBytes(Place from, Place to, String uri, String name, String version) {
    var source = references.place(from.name(), uri);
    var root = "%s/%s/%s".formatted(World.guid(to.name() + name + version), name, version);
    var prefix = source.path().replaceFirst("/?$", "/");
    Stream.of(source)
        .flatMap(place -> world.blobs().list(place.account(), place.container(), prefix).stream())
        .forEach(
            blob ->
                copy(
                    new BlobPlace(source.account(), source.container(), blob),
                    new BlobPlace(
                        to.account(), "registry", root + "/" + blob.substring(prefix.length()))));
    return "%s/%s/registry/%s".formatted(world.base(), to.account(), root);
  }

  private void copy(BlobPlace from, BlobPlace to) {
    try {
      world
          .blobs()
          .put(
              to.account(),
              to.container(),
              to.path(),
              java.nio.file.Files.readAllBytes(
                  world.blobs().file(from.account(), from.container(), from.path()).orElseThrow()));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
