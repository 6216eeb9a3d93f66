package io.modelrelease.release.deployment;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Creates the model's online endpoint of an environment, the first time that the model comes there.
 */
@Component
class CreateOnlineEndpointOperation implements AzureOperation {
  private final AzureMl azure;

  CreateOnlineEndpointOperation(AzureMl azure) {
    this.azure = azure;
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    return Deploying.create(
        workspace,
        workspace.armId("onlineEndpoints", release.onlineEndpoint(azure, context.environment())),
        () ->
            release
                .project()
                .online()
                .orElseThrow()
                .endpointBody(workspace.location(), release.tags()));
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return context.release().isIdle(azure, context.environment(), EndpointRecord.ONLINE);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Deploying.read(azure.workspace(context.environment()), resources, operationUrl);
  }
}
