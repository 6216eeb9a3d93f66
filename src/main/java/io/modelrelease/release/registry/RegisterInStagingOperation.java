package io.modelrelease.release.registry;

import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Publishes the candidate into the staging registry. */
@Component
class RegisterInStagingOperation implements AzureOperation {
  private final Publishing publishing;

  RegisterInStagingOperation(Publishing publishing) {
    this.publishing = publishing;
  }

  @Override
  public Begun begin(OperationContext context) {
    return publishing.begin(context);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return publishing.read(context, operationUrl);
  }
}
