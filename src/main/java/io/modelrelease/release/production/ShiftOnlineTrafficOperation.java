package io.modelrelease.release.production;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
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

/** Moves all live traffic to the new deployment: one PUT of the endpoint. */
@Component
class ShiftOnlineTrafficOperation implements AzureOperation {
  private final AzureMl azure;
  private final Endpoints endpoints;
  private final Ledger ledger;
  private final ObjectMapper json;

  ShiftOnlineTrafficOperation(
      AzureMl azure, Endpoints endpoints, Ledger ledger, ObjectMapper json) {
    this.azure = azure;
    this.endpoints = endpoints;
    this.ledger = ledger;
    this.json = json;
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    if (release.project().online().isEmpty()) {
      return Begun.accepted();
    }
    var workspace = azure.workspace(context.environment());
    var endpoint = release.onlineEndpoint(azure, context.environment());
    var wanted = Shift.traffic(release);
    endpoints.wrote(release.id(), EndpointRecord.ONLINE, json.valueToTree(wanted).toString());
    ledger.live(release.id());
    var armId = workspace.armId("onlineEndpoints", endpoint);
    var online = workspace.onlineEndpoints();
    var shown = online.find(endpoint).filter(found -> !found.hasFailed()); // else once more
    if (shown.filter(found -> found.traffic().equals(wanted)).isPresent()) {
      return Begun.accepted(armId);
    }
    return Begun.started(armId, online.setTraffic(endpoint, wanted));
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return context.release().isIdle(azure, context.environment(), EndpointRecord.ONLINE);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.progress(armId, operationUrl));
  }
}
