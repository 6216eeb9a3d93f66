package io.modelrelease.release.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates a long-running resource at an endpoint unless it is there, and reads how far it is. */
abstract class Creation implements AzureOperation {
  private final AzureMl azure;
  private final String kind;

  /**
   * @param kind of the endpoint, as the ledger writes it
   */
  Creation(AzureMl azure, String kind) {
    this.azure = azure;
    this.kind = kind;
  }

  /** What follows the endpoint's id: nothing for the endpoint itself. */
  abstract String below(ReleaseCase release);

  /** Asked for only when it has to be created. */
  abstract JsonNode body(OperationContext context, Workspace workspace);

  AzureMl azure() {
    return azure;
  }

  @Override
  public final Begun begin(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var armId = armId(context, workspace);
    if (workspace.isBeingDeleted(armId)) {
      return new Begun.Waiting(
          "%s is being deleted, it is created again when it is gone."
              .formatted(armId.substring(armId.lastIndexOf('/') + 1)));
    }
    return switch (workspace.progress(armId, Optional.empty()).state()) {
      case RUNNING, SUCCEEDED -> Begun.accepted(armId);
      case MISSING -> Begun.started(armId, workspace.put(armId, body(context, workspace)));
      case FAILED, CANCELED -> again(armId, context, workspace);
    };
  }

  /**
   * What could not even be created cannot be created over: Azure wants it deleted first ("failed
   * during initial provisioning and is in an unrecoverable state. Delete and re-create."). An
   * endpoint that others already deploy to is left alone.
   */
  private Begun again(String armId, OperationContext context, Workspace workspace) {
    try {
      return Begun.started(armId, workspace.put(armId, body(context, workspace)));
    } catch (AzureException e) {
      var name = armId.substring(armId.lastIndexOf('/') + 1);
      var alone =
          armId.contains("/deployments/")
              || workspace.list(armId + "/deployments", Map.of()).isEmpty();
      if (e.status() != 400 || !alone) {
        throw e;
      }
      workspace.delete(armId);
      return new Begun.Waiting(
          "%s could not be created and is deleted, it is created again when it is gone."
              .formatted(name));
    }
  }

  private String armId(OperationContext context, Workspace workspace) {
    var release = context.release();
    var endpoint = release.endpoint(azure, context.environment(), kind);
    return workspace.armId(kind + "Endpoints", endpoint) + below(release);
  }

  @Override
  public final boolean mayBegin(OperationContext context) {
    return context.release().isIdle(azure, context.environment(), kind);
  }

  @Override
  public final Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.progress(armId, operationUrl));
  }
}
