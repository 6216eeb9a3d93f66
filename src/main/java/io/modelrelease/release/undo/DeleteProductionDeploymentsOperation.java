package io.modelrelease.release.undo;

import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Deletes the deployments that this release created in production. */
@Component
class DeleteProductionDeploymentsOperation implements UndoOperation {
  private final CreatedDeployments created;

  DeleteProductionDeploymentsOperation(CreatedDeployments created) {
    this.created = created;
  }

  @Override
  public Begun begin(OperationContext context) {
    return Begun.accepted(created.delete(context));
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return created.readGone(context, resources);
  }
}
