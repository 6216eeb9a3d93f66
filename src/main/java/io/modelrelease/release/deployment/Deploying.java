package io.modelrelease.release.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Creates a long-running resource unless it is there, and reads how far it is. */
final class Deploying {
  private Deploying() {}

  /**
   * @param armId what to create
   * @param body asked for only when it has to be created
   */
  static Begun create(Workspace workspace, String armId, Supplier<JsonNode> body) {
    if (workspace.isBeingDeleted(armId)) {
      return new Begun.Waiting(
          "%s is being deleted, it is created again when it is gone."
              .formatted(armId.substring(armId.lastIndexOf('/') + 1)));
    }
    var state = workspace.progress(armId, Optional.empty()).state();
    return switch (state) {
      case RUNNING, SUCCEEDED -> Begun.accepted(armId);
      case MISSING, FAILED, CANCELED -> Begun.started(armId, workspace.put(armId, body.get()));
    };
  }

  static Outcome read(Workspace workspace, List<String> resources, Optional<String> operationUrl) {
    return Outcome.all(
        resources.stream()
            .map(armId -> Outcome.of(workspace.progress(armId, operationUrl)))
            .toList());
  }
}
