package io.modelrelease.release.production;

import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Deletes what is older than the predecessor at the batch endpoint. */
@Component
class DeleteOldBatchDeploymentsOperation implements AzureOperation {
  private final OldDeployments oldDeployments;

  DeleteOldBatchDeploymentsOperation(OldDeployments oldDeployments) {
    this.oldDeployments = oldDeployments;
  }

  @Override
  public Begun begin(OperationContext context) {
    return Begun.accepted(oldDeployments.delete(context, EndpointRecord.BATCH));
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return oldDeployments.read(context, resources);
  }
}
