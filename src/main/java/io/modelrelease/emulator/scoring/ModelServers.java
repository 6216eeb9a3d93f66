package io.modelrelease.emulator.scoring;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ServedModel;
import io.modelrelease.emulator.model.MlflowModel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The models that deployments serve, loaded when they are first asked; after a restart of the
 * emulator they are loaded again from what its state says.
 */
final class ModelServers {
  private static final int MOST = 64;

  private final World world;
  private final Map<String, MlflowModel> loaded =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MlflowModel> eldest) {
          return size() > MOST;
        }
      };

  ModelServers(World world) {
    this.world = world;
  }

  /**
   * @throws io.modelrelease.emulator.model.ModelFailure when it cannot be loaded
   */
  synchronized MlflowModel of(ServedModel served) {
    return loaded.computeIfAbsent(
        served.id(), id -> MlflowModel.load(world.blobs(), served.folder()));
  }
}
