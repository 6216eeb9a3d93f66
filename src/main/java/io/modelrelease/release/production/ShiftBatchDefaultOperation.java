package io.modelrelease.release.production;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Endpoints;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes the new deployment the batch endpoint's default: one PUT of the endpoint. */
@Component
class ShiftBatchDefaultOperation implements AzureOperation {
  private final AzureMl azure;
  private final Endpoints endpoints;
  private final Ledger ledger;
  private final ObjectMapper json;

  ShiftBatchDefaultOperation(AzureMl azure, Endpoints endpoints, Ledger ledger, ObjectMapper json) {
    this.azure = azure;
    this.endpoints = endpoints;
    this.ledger = ledger;
    this.json = json;
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    if (release.project().batch().isEmpty()) {
      return Begun.accepted();
    }
    var workspace = azure.workspace(context.environment());
    var endpoint = release.batchEndpoint(azure, context.environment());
    var wanted = Optional.of(Shift.defaultDeployment(release));
    endpoints.wrote(release.id(), EndpointRecord.BATCH, json.valueToTree(wanted.get()).toString());
    ledger.live(release.id());
    var armId = workspace.armId("batchEndpoints", endpoint);
    var batch = workspace.batchEndpoints();
    var shown = batch.find(endpoint).filter(found -> !found.hasFailed()); // else once more
    if (shown.map(BatchEndpoint::defaultDeployment).equals(Optional.of(wanted))) {
      return Begun.accepted(armId);
    }
    return Begun.started(armId, batch.setDefault(endpoint, wanted));
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return context.release().isIdle(azure, context.environment(), EndpointRecord.BATCH);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.progress(armId, operationUrl));
  }
}
