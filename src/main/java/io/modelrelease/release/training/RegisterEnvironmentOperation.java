package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Registers the environments that the project's jobs run in. */
@Component
class RegisterEnvironmentOperation implements AzureOperation {
  private final AzureMl azure;

  RegisterEnvironmentOperation(AzureMl azure) {
    this.azure = azure;
  }

  @Override
  public Begun begin(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var registered = new ArrayList<String>();
    for (var environment : context.release().project().environments()) {
      var id =
          workspace.armId("environments", environment.name(), "versions", environment.version());
      if (workspace.find(id).isEmpty()) {
        workspace.put(
            id, environment.body(new WorkspaceSending(workspace, context.release().project())));
      }
      registered.add(id);
    }
    return Begun.accepted(registered);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a PUT of an environment version is synchronous
  }
}
