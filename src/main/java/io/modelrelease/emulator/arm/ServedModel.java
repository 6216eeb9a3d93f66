package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The model that a deployment serves: while it is updated, and after an update that failed, the one
 * before. The place is fixed when the deployment is made, as the real service copies the files
 * then.
 *
 * @param id another one after each PUT
 * @param program how it is served: {@code kind} (empty: by the emulator itself; mlflow or script:
 *     by Python), {@code code}, {@code script}, {@code variables} and limits
 */
public record ServedModel(String id, BlobPlace folder, ObjectNode program) {
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

  /** The one that is served when the operation has succeeded. */
  public static Optional<ServedModel> coming(Resource deployment) {
    return read(deployment.internal().path(MODEL));
  }

  /** Those that it serves or is to serve. */
  public static List<ServedModel> all(Resource deployment) {
    return Stream.of(MODEL, PREVIOUS)
        .flatMap(field -> read(deployment.internal().path(field)).stream())
        .toList();
  }

  private static Optional<ServedModel> read(JsonNode node) {
    return node.has("path")
        ? Optional.of(
            new ServedModel(
                node.path("id").asText(),
                place(node),
                node.path("program") instanceof ObjectNode program
                    ? program
                    : Exchange.JSON.createObjectNode()))
        : Optional.empty();
  }

  private static BlobPlace place(JsonNode node) {
    return new BlobPlace(
        node.path("account").asText(), node.path("container").asText(), node.path("path").asText());
  }

  /** A scoring script or a python_function. */
  public boolean isPython() {
    return !program.path("kind").asText("").isEmpty();
  }

  public boolean isScript() {
    return program.path("kind").asText("").equals("script");
  }

  /** Where the code of a scoring script is. */
  public BlobPlace code() {
    return place(program.path("code"));
  }

  /** What is served stays so during the operation that comes. */
  static void keep(Resource deployment) {
    var now = of(deployment);
    deployment.internal().remove(PREVIOUS);
    now.ifPresent(model -> model.write(deployment, PREVIOUS));
  }

  /** The operation that comes makes it serve another model. */
  static void replace(Resource deployment, BlobPlace folder, ObjectNode program) {
    keep(deployment);
    new ServedModel(UUID.randomUUID().toString(), folder, program).write(deployment, MODEL);
  }

  private void write(Resource deployment, String field) {
    var node = deployment.internal().putObject(field).put("id", id);
    node.put("account", folder.account())
        .put("container", folder.container())
        .put("path", folder.path());
    node.set("program", program);
  }
}
