package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The way of a workspace's asset into a registry. */
final class Publishing {
  private static final String SPEC = "spec mfe.json 2025-12-01, …Versions_Publish";

  private static final List<String> COLLECTIONS =
      List.of("models", "data", "components", "environments");
  private static final Pattern ASSET_ID =
      Pattern.compile(
          "azureml://locations/[^/]+/workspaces/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)");

  private final World world;
  private final References references;
  private final Operations operations;

  Publishing(World world, References references, Operations operations) {
    this.world = world;
    this.references = references;
    this.operations = operations;
  }

  List<Operation> operations() {
    var published =
        COLLECTIONS.stream()
            .map(
                collection ->
                    Operation.post(
                        "W/%s/{name}/versions/{version}/publish".formatted(collection),
                        "copies it into a registry",
                        SPEC,
                        (exchange, parts) -> publish(exchange, parts, collection)));
    return Stream.concat(
            published,
            Stream.of(
                Operation.post(
                    "R/import",
                    "copies a workspace's asset into the registry",
                    "azure-ai-ml, restclient v2021_10_01_dataplanepreview",
                    this::importAsset)))
        .toList();
  }

  /**
   * {@code {"properties": {"referenceType": "Id", "sourceAssetId":
   * "azureml://locations/{l}/workspaces/{guid}/models/{n}/versions/{v}", "destinationName",
   * "destinationVersion"}}}: what {@code az ml model share} sends.
   */
  private void importAsset(Exchange exchange, Map<String, String> parts) {
    var target = Place.of(parts);
    var properties = exchange.json().path("properties");
    var id = properties.path("sourceAssetId").asText("");
    var source = ASSET_ID.matcher(id);
    if (!source.matches() || !COLLECTIONS.contains(source.group(2))) {
      throw AzureFailure.userError("The asset id '%s' cannot be read.".formatted(id));
    }
    var place =
        World.WORKSPACES.stream()
            .filter(name -> World.guid(name).equals(source.group(1)))
            .map(Place::workspace)
            .findFirst()
            .orElseThrow(
                () -> AzureFailure.noAsset("No workspace has the asset %s.".formatted(id)));
    var collection = source.group(2);
    var name = source.group(3);
    var version = source.group(4);
    var asset =
        Resource.find(world, place.key(collection, name, "versions", version))
            .orElseThrow(() -> AzureFailure.noAsset("The asset %s was not found.".formatted(id)));
    var targetName = text(properties.path("destinationName").asText(""), name);
    Checks.assetName(targetName);
    copy(
        exchange,
        place,
        target,
        asset,
        collection,
        targetName,
        text(properties.path("destinationVersion").asText(""), version));
  }

  /**
   * {@code {"registryName", "destinationName", "destinationVersion"}}, 202 with Location. The bytes
   * are copied into the registry's own storage.
   */
  private void publish(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    var name = parts.get("name");
    var version = parts.get("version");
    var source =
        Resource.find(world, place.key(collection, name, "versions", version))
            .orElseThrow(
                () ->
                    AzureFailure.noAsset(
                        "%s with name: %s and version: %s not found."
                            .formatted(AssetContainers.singular(collection), name, version)));
    var body = exchange.json();
    var registry = body.path("registryName").asText("");
    if (!World.REGISTRIES.contains(registry)) {
      throw AzureFailure.userError("The registry '%s' could not be found.".formatted(registry));
    }
    var target = new Place(true, registry);
    var targetName = text(body.path("destinationName").asText(""), name);
    var targetVersion = text(body.path("destinationVersion").asText(""), version);
    Checks.assetName(targetName);
    copy(exchange, place, target, source, collection, targetName, targetVersion);
  }

  private static String text(String wanted, String otherwise) {
    return wanted.isBlank() ? otherwise : wanted;
  }

  private void copy(
      Exchange exchange,
      Place place,
      Place target,
      Resource source,
      String collection,
      String name,
      String version) {
    var key = target.key(collection, name, "versions", version);
    if (Resource.find(world, key)
        .filter(known -> known.isBusy() || AssetVersions.isThere(known))
        .isPresent()) {
      throw AzureFailure.conflict(
          "%s %s:%s exists already in registry %s."
              .formatted(collection, name, version, target.name()));
    }
    AssetContainers.ensure(world, target, collection, name);
    var copy = Resource.fresh(world, key);
    copy.take(source.body());
    Optional.ofNullable(AssetVersions.CONTENT.get(collection))
        .ifPresent(
            content ->
                copy.properties()
                    .put(
                        content,
                        copyBytes(
                            place,
                            target,
                            source.properties().path(content).asText(),
                            name,
                            version)));
    operations.begin(copy, "Creating", "publish");
    exchange.markCreated();
    operations.answerAccepted(exchange, copy.operationId());
  }

  private String copyBytes(Place from, Place to, String uri, String name, String version) {
    var source = references.place(from.name(), uri);
    var path = source.path().replaceFirst("/+$", "");
    var root =
        "%s/%s/%s/%s"
            .formatted(
                World.guid(to.name() + name + version),
                name,
                version,
                path.substring(path.lastIndexOf('/') + 1)); // scoring scripts know this name
    var prefix = path + "/";
    if (world.blobs().exists(source.account(), source.container(), path)) {
      copy(
          new BlobPlace(source.account(), source.container(), path),
          new BlobPlace(to.account(), "registry", root));
    }
    world
        .blobs()
        .list(source.account(), source.container(), prefix)
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
              Files.readAllBytes(
                  world.blobs().file(from.account(), from.container(), from.path()).orElseThrow()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
