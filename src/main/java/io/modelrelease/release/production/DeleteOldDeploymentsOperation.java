package io.modelrelease.release.production;

import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Deletes what is older than the predecessor at both endpoints. */
@Component
class DeleteOldDeploymentsOperation implements AzureOperation {
  private final OldDeployments oldDeployments;

  DeleteOldDeploymentsOperation(OldDeployments oldDeployments) {
    this.oldDeployments = oldDeployments;
  }

  @Override
  public Begun begin(OperationContext context) {
    var deleted = new ArrayList<String>();
    deleted.addAll(oldDeployments.delete(context, EndpointRecord.ONLINE));
    deleted.addAll(oldDeployments.delete(context, EndpointRecord.BATCH));
    return Begun.accepted(deleted);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return oldDeployments.read(context, resources);
  }
}
