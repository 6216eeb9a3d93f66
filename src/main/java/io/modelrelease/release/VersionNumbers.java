package io.modelrelease.release;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Versions;
import java.util.List;
import org.springframework.stereotype.Component;

/** The numbers of a model's versions: never given twice, gaps are fine. */
@Component
public class VersionNumbers {
  private final AzureMl azure;
  private final Versions versions;

  VersionNumbers(AzureMl azure, Versions versions) {
    this.azure = azure;
    this.versions = versions;
  }

  /** One more than the highest anywhere, compared as numbers. */
  public int next(String model) {
    var highest = Math.max(versions.highest(model), highestInDev(model));
    for (var environment : List.of(TargetEnvironment.STAGING, TargetEnvironment.PRODUCTION)) {
      highest = Math.max(highest, azure.registry(environment).highestModelVersion(model));
    }
    return highest + 1;
  }

  /** The highest of the dev workspace, 0 where there is none. */
  public int highestInDev(String model) {
    return azure.workspace(TargetEnvironment.DEV).highestVersion("models", model);
  }
}
