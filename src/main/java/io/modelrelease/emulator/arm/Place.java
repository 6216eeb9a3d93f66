package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A workspace or a registry.
 *
 * @param registry else a workspace
 */
public record Place(boolean registry, String name) {
  /** Parts of an ARM id. */
  public static final int PARTS = 8;

  public static Place workspace(String name) {
    return new Place(false, name);
  }

  /**
   * The workspace that an ARM id within a path names.
   *
   * @param from where in the path {@code subscriptions} is
   */
  public static Optional<Place> workspaceAt(List<String> path, int from) {
    return at(path, from).filter(place -> !place.registry());
  }

  /** As {@link #workspaceAt}, also for registries. */
  public static Optional<Place> at(List<String> path, int from) {
    if (path.size() < from + PARTS) {
      return Optional.empty();
    }
    var id = path.subList(from, from + PARTS);
    var place =
        new Place(id.get(6).equalsIgnoreCase("registries"), id.get(7).toLowerCase(Locale.ROOT));
    var known = place.registry() ? World.REGISTRIES : World.WORKSPACES;
    return Optional.of(place)
        .filter(found -> known.contains(found.name()))
        .filter(found -> found.armId().equalsIgnoreCase("/" + String.join("/", id)));
  }

  /**
   * The workspace or registry that the parts of a path name.
   *
   * @throws AzureFailure 404 where there is none of that name
   */
  static Place of(Map<String, String> parts) {
    var registry = parts.containsKey("registry");
    var name = parts.get(registry ? "registry" : "workspace");
    var place = new Place(registry, name.toLowerCase(Locale.ROOT));
    if (!(registry ? World.REGISTRIES : World.WORKSPACES).contains(place.name())) {
      throw AzureFailure.noResource((registry ? "registries/" : "workspaces/") + name);
    }
    return place;
  }

  /** Key of its documents. */
  public String key(String... parts) {
    return (registry ? "reg/" : "ws/")
        + name
        + (parts.length == 0 ? "" : "/" + String.join("/", parts));
  }

  public String armId(String... parts) {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/%s/%s"
            .formatted(
                World.SUBSCRIPTION,
                World.RESOURCE_GROUP,
                registry ? "registries" : "workspaces",
                name)
        + (parts.length == 0 ? "" : "/" + String.join("/", parts));
  }

  /** Id of an asset version: in a registry no ARM id. */
  public String versionId(String collection, String asset, String version) {
    return registry
        ? "azureml://registries/%s/%s/%s/versions/%s".formatted(name, collection, asset, version)
        : armId(collection, asset, "versions", version);
  }

  public String type(String collection) {
    return "Microsoft.MachineLearningServices/"
        + (registry ? "registries/" : "workspaces/")
        + collection;
  }

  public String account() {
    return World.account(name);
  }
}
