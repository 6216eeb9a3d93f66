package io.modelrelease.release.registry;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Progress;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Publishes the dev version into the registry of an environment. A registry version cannot be
 * overwritten: one that is there is either this candidate, or its name is taken, which the
 * comparison of bytes behind this step tells.
 */
@Component
class Publishing {
  private final AzureMl azure;

  Publishing(AzureMl azure) {
    this.azure = azure;
  }

  Begun begin(OperationContext context) {
    var release = context.release();
    var registry = azure.registry(context.environment());
    var id = registry.modelId(release.model(), release.versionText());
    return switch (registry.modelProgress(release.model(), release.versionText()).state()) {
      case RUNNING, SUCCEEDED -> Begun.accepted(id);
      case MISSING, FAILED, CANCELED ->
          Begun.started(
              id,
              azure
                  .workspace(TargetEnvironment.DEV)
                  .publishModel(release.model(), release.versionText(), registry));
    };
  }

  /**
   * Over when the registry shows it and nothing copies any more; failed when either says so. What
   * would be read before would not be the whole model.
   */
  Outcome read(OperationContext context, Optional<String> operationUrl) {
    var release = context.release();
    var registry = azure.registry(context.environment());
    var shown = registry.modelProgress(release.model(), release.versionText());
    if (shown.state() != Progress.State.MISSING && shown.state() != Progress.State.SUCCEEDED) {
      return Outcome.of(shown);
    }
    var operation = operationUrl.map(registry::operation);
    if (shown.state() == Progress.State.SUCCEEDED) {
      return operation.filter(copying -> !copying.over()).isPresent()
          ? Outcome.RUNNING
          : Outcome.SUCCEEDED;
    }
    return operation
        .filter(progress -> progress.state() != Progress.State.SUCCEEDED)
        .map(Outcome::of)
        .orElse(Outcome.RUNNING);
  }
}
