package io.modelrelease.release.registry;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Progress;
import io.modelrelease.azureml.Registry;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.ReleaseCase;
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
    if (isThere(registry, release)) {
      return Begun.accepted(id);
    }
    return Begun.started(
        id,
        azure
            .workspace(TargetEnvironment.DEV)
            .publishModel(release.model(), release.versionText(), registry));
  }

  /** Over when the registry shows it; failed when the operation says so. */
  Outcome read(OperationContext context, Optional<String> operationUrl) {
    var release = context.release();
    var registry = azure.registry(context.environment());
    if (isThere(registry, release)) {
      return Outcome.SUCCEEDED;
    }
    return operationUrl
        .map(url -> registry.operation(url))
        .filter(progress -> progress.state() != Progress.State.SUCCEEDED)
        .map(Outcome::of)
        .orElse(Outcome.RUNNING);
  }

  /** A version whose publishing failed may be shown, and is none. */
  private static boolean isThere(Registry registry, ReleaseCase release) {
    return registry
        .findModel(release.model(), release.versionText())
        .map(version -> version.path("properties").path("provisioningState").asText("Succeeded"))
        .filter(state -> state.equals("Succeeded"))
        .isPresent();
  }
}
