package io.modelrelease.release.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.OperationContext;
import org.springframework.stereotype.Component;

/**
 * Creates the model's online endpoint of an environment, the first time that the model comes there.
 */
@Component
class CreateOnlineEndpointOperation extends Creation {

  CreateOnlineEndpointOperation(AzureMl azure) {
    super(azure, EndpointRecord.ONLINE);
  }

  @Override
  String below(ReleaseCase release) {
    return "";
  }

  @Override
  JsonNode body(OperationContext context, Workspace workspace) {
    var release = context.release();
    return release
        .project()
        .online()
        .orElseThrow()
        .endpointBody(workspace.location(), release.tags());
  }
}
