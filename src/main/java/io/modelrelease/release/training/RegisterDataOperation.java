package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.DataAsset;
import io.modelrelease.project.Upload;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Uploads the project's data and registers them under a version derived from their bytes. */
@Component
class RegisterDataOperation implements AzureOperation {
  private final AzureMl azure;

  RegisterDataOperation(AzureMl azure) {
    this.azure = azure;
  }

  @Override
  public Begun begin(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var registered = new ArrayList<String>();
    for (var asset : context.release().project().data()) {
      var id = workspace.armId("data", asset.name(), "versions", asset.version());
      if (workspace.find(id).isEmpty()) {
        workspace.put(id, asset.body(uri(workspace, asset)));
      }
      registered.add(id);
    }
    return Begun.accepted(registered);
  }

  private static String uri(Workspace workspace, DataAsset asset) {
    return asset.remoteUri().orElseGet(() -> place(workspace, asset.upload()));
  }

  private static String place(Workspace workspace, Upload files) {
    return workspace.datastore().place(files.path(), Content.of(files.files()), files.folder());
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a PUT of a data version is synchronous
  }
}
