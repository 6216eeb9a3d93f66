package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.Optional;
import java.util.regex.Pattern;

/** What ids and URIs point to. */
public final class References {
  private static final Pattern ARM_VERSION =
      Pattern.compile(
          "(?:azureml:/?)?/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft.MachineLearningServices/workspaces/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern REGISTRY_VERSION =
      Pattern.compile("azureml://registries/([^/]+)/([^/]+)/([^/]+)/versions/([^/]+)");
  private static final Pattern SHORT_DATASTORE =
      Pattern.compile("azureml://datastores/([^/]+)/paths/(.*)");
  private static final Pattern LONG_DATASTORE =
      Pattern.compile(
          "(?:azureml:/{0,2})?/?subscriptions/[^/]+/resource[gG]roups/[^/]+/(?:providers/Microsoft.MachineLearningServices/)?workspaces/([^/]+)/datastores/([^/]+)/paths/(.*)");
  private static final Pattern JOB_OUTPUT =
      Pattern.compile("azureml://jobs/([^/]+)/outputs/([^/]+)(?:/paths/(.*))?");

  /** The port may have been another one when the address was written down. */
  private static final Pattern OWN_BLOB =
      Pattern.compile(
          "http://(?:127\\.0\\.0\\.1|localhost|\\[::1]):\\d+/(st[a-z0-9]+)/([^/?]+)/([^?]*)(?:\\?.*)?");

  private final World world;

  public References(World world) {
    this.world = world;
  }

  /** The document of an asset version that an id names; empty when there is none. */
  public Optional<Resource> version(String id) {
    var arm = ARM_VERSION.matcher(id);
    if (arm.matches()) {
      return Resource.find(
          world,
          Place.workspace(arm.group(1))
              .key(
                  arm.group(2).toLowerCase(java.util.Locale.ROOT),
                  arm.group(3),
                  "versions",
                  arm.group(4)));
    }
    var registry = REGISTRY_VERSION.matcher(id);
    if (registry.matches()) {
      return Resource.find(
          world,
          new Place(true, registry.group(1))
              .key(registry.group(2), registry.group(3), "versions", registry.group(4)));
    }
    return Optional.empty();
  }

  public Resource requireVersion(String id, String what) {
    return version(id)
        .orElseThrow(
            () -> AzureFailure.userError("The %s %s could not be found.".formatted(what, id)));
  }

  /**
   * Where the bytes of a URI, an asset id or a job output are.
   *
   * @param workspace for short URIs
   */
  public BlobPlace place(String workspace, String uri) {
    return find(workspace, uri)
        .orElseThrow(
            () -> AzureFailure.userError("The path %s cannot be resolved.".formatted(uri)));
  }

  public Optional<BlobPlace> find(String workspace, String uri) {
    var asset = version(uri);
    if (asset.isPresent()) {
      var properties = asset.get().properties();
      var content = properties.path("modelUri").asText(properties.path("dataUri").asText());
      return find(workspaceOf(asset.get()).orElse(workspace), content);
    }
    var shortUri = SHORT_DATASTORE.matcher(uri);
    if (shortUri.matches()) {
      return datastore(workspace, shortUri.group(1), shortUri.group(2));
    }
    var longUri = LONG_DATASTORE.matcher(uri);
    if (longUri.matches()) {
      return datastore(longUri.group(1), longUri.group(2), longUri.group(3));
    }
    var output = JOB_OUTPUT.matcher(uri);
    if (output.matches()) {
      var job = Resource.find(world, Place.workspace(workspace).key("jobs", output.group(1)));
      var path = output.group(3) == null ? "" : output.group(3);
      return job.flatMap(found -> find(workspace, outputUri(found.name(), found, output.group(2))))
          .map(
              place -> new BlobPlace(place.account(), place.container(), join(place.path(), path)));
    }
    var own = OWN_BLOB.matcher(uri);
    if (own.matches()) {
      return Optional.of(new BlobPlace(own.group(1), own.group(2), own.group(3)));
    }
    return Optional.empty();
  }

  private static String join(String folder, String path) {
    return path.isEmpty() ? folder : folder.replaceFirst("/?$", "/") + path;
  }

  /** Where a job writes an output: as its body says, else where Azure would put it. */
  public static String outputUri(String job, Resource resource, String output) {
    var uri = resource.properties().path("outputs").path(output).path("uri").asText("");
    return uri.isEmpty()
        ? "azureml://datastores/%s/paths/azureml/%s/%s/".formatted(World.DATASTORE, job, output)
        : uri;
  }

  private static Optional<String> workspaceOf(Resource resource) {
    var parts = resource.key().split("/");
    return parts[0].equals("ws") ? Optional.of(parts[1]) : Optional.empty();
  }

  private static Optional<BlobPlace> datastore(String workspace, String name, String path) {
    return World.container(name)
        .filter(container -> World.WORKSPACES.contains(workspace))
        .map(container -> new BlobPlace(World.account(workspace), container, path));
  }
}
