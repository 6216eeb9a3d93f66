package io.modelrelease.release.deployment;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.training.WorkspaceReferences;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Deploys the registered version beside what is there; it gets no traffic by that. */
@Component
class CreateBatchDeploymentOperation implements AzureOperation {
  private final AzureMl azure;

  CreateBatchDeploymentOperation(AzureMl azure) {
    this.azure = azure;
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    var model =
        azure.registry(context.environment()).modelId(release.model(), release.versionText());
    return Deploying.create(
        workspace,
        workspace.armId(
            "batchEndpoints",
            release.batchEndpoint(azure, context.environment()),
            "deployments",
            release.deployment()),
        () ->
            release
                .project()
                .batch()
                .orElseThrow()
                .deploymentBody(
                    new WorkspaceReferences(workspace, release.project()),
                    workspace.location(),
                    model,
                    release.tags()));
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return context.release().isIdle(azure, context.environment(), EndpointRecord.BATCH);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Deploying.read(azure.workspace(context.environment()), resources, operationUrl);
  }
}
