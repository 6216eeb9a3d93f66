package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.release.NeededComputes;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Creates the computes that are not there, or failed; one that is there stays as its owners set it.
 */
@Component
class CreateComputeOperation implements AzureOperation {
  private final AzureMl azure;

  CreateComputeOperation(AzureMl azure) {
    this.azure = azure;
  }

  @Override
  public Begun begin(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var computes = new ArrayList<String>();
    for (var compute : NeededComputes.in(context.environment(), context.release().project())) {
      var id = workspace.armId("computes", compute.name());
      switch (workspace.progress(id, Optional.empty()).state()) {
        case RUNNING, SUCCEEDED -> {
          // it is there, or will be
        }
        case MISSING, FAILED, CANCELED ->
            workspace.put(
                id,
                compute.body(
                    workspace.location(),
                    new WorkspaceSending(workspace, context.release().project())));
      }
      computes.add(id);
    }
    return Begun.accepted(computes);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, compute -> workspace.progress(compute, Optional.empty()));
  }
}
