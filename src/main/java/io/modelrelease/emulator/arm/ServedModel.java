package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.blob.BlobPlace;
import java.util.Optional;
import java.util.UUID;

/**
 * The model that a deployment serves: while it is updated, and after an update that failed, the one
 * before. The place is fixed when the deployment is made, as the real service copies the files
 * then.
 *
 * @param id another one after each PUT
 */
public record ServedModel(String id, BlobPlace folder) {
  private static final String MODEL = "model";
  private static final String PREVIOUS = "previousModel";

  /** Empty while there is none. */
  public static Optional<ServedModel> of(Resource deployment) {
    if (deployment.isGone() || deployment.provisioningState().equals("Deleting")) {
      return Optional.empty();
    }
    return read(
        deployment
            .internal()
            .path(deployment.provisioningState().equals("Succeeded") ? MODEL : PREVIOUS));
  }

  private static Optional<ServedModel> read(JsonNode node) {
    return node.has("path")
        ? Optional.of(
            new ServedModel(
                node.path("id").asText(),
                new BlobPlace(
                    node.path("account").asText(),
                    node.path("container").asText(),
                    node.path("path").asText())))
        : Optional.empty();
  }

  /** What is served stays so during the operation that comes. */
  static void keep(Resource deployment) {
    var now = of(deployment);
    deployment.internal().remove(PREVIOUS);
    now.ifPresent(model -> model.write(deployment, PREVIOUS));
  }

  /** The operation that comes makes it serve another model. */
  static void replace(Resource deployment, BlobPlace folder) {
    keep(deployment);
    new ServedModel(UUID.randomUUID().toString(), folder).write(deployment, MODEL);
  }

  private void write(Resource deployment, String field) {
    deployment
        .internal()
        .putObject(field)
        .put("id", id)
        .put("account", folder.account())
        .put("container", folder.container())
        .put("path", folder.path());
  }
}
