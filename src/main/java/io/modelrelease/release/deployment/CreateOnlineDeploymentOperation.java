package io.modelrelease.release.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.project.Placement;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.training.WorkspaceSending;
import org.springframework.stereotype.Component;

/** Deploys the registered version beside what is there; it gets no traffic by that. */
@Component
class CreateOnlineDeploymentOperation extends Creation {

  CreateOnlineDeploymentOperation(AzureMl azure) {
    super(azure, EndpointRecord.ONLINE);
  }

  @Override
  String below(ReleaseCase release) {
    return "/deployments/" + release.deployment();
  }

  @Override
  JsonNode body(OperationContext context, Workspace workspace) {
    var release = context.release();
    return release
        .project()
        .online()
        .orElseThrow()
        .deploymentBody(
            new WorkspaceSending(workspace, release.project()),
            new Placement(
                workspace.location(),
                release.endpoint(azure(), context.environment(), EndpointRecord.ONLINE),
                release.deployment()),
            azure().registry(context.environment()).modelId(release.model(), release.versionText()),
            release.tags());
  }
}
