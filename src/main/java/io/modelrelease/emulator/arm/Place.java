package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;

/**
 * A workspace or a registry.
 *
 * @param registry else a workspace
 */
public record Place(boolean registry, String name) {

  public static Place workspace(String name) {
    return new Place(false, name);
  }

  /** Key of its documents. */
  public String key(String... parts) {
    return (registry ? "reg/" : "ws/") + name + (parts.length == 0 ? "" : "/" + String.join("/", parts));
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
    return "Microsoft.MachineLearningServices/" + (registry ? "registries/" : "workspaces/") + collection;
  }

  public String account() {
    return World.account(name);
  }
}
