package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which deployments use an asset: a registered model that an active deployment uses cannot be
 * deleted (Microsoft, "Work with registered models"). Unverified: status and text.
 */
final class AssetUse {
  private final World world;

  AssetUse(World world) {
    this.world = world;
  }

  /**
   * @param id of a version
   * @throws AzureFailure 400 naming the deployment that serves it
   */
  void refuseWhileServed(String id) {
    World.WORKSPACES.stream()
        .map(Place::workspace)
        .flatMap(this::deployments)
        .filter(deployment -> uses(deployment, id))
        .findFirst()
        .ifPresent(
            deployment -> {
              var parts = deployment.key().split("/");
              throw AzureFailure.userError(
                  "The model %s is used by deployment %s of endpoint %s and cannot be deleted."
                      .formatted(id, deployment.name(), parts[3]));
            });
  }

  private Stream<Resource> deployments(Place place) {
    return Stream.of(OnlineEndpoints.COLLECTION, BatchEndpoints.COLLECTION)
        .flatMap(collection -> world.store().children(place.key(collection)).stream())
        .flatMap(endpoint -> world.store().children(endpoint + "/deployments").stream())
        .flatMap(key -> Resource.find(world, key).stream());
  }

  private static boolean uses(Resource deployment, String id) {
    var model = deployment.properties().path("model");
    return List.of(model.asText(""), model.path("assetId").asText("")).stream()
        .map(text -> text.replaceFirst("^azureml:/", "/"))
        .anyMatch(id::equalsIgnoreCase);
  }
}
