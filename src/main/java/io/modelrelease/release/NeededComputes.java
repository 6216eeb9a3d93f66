package io.modelrelease.release;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.BatchPart;
import io.modelrelease.project.Compute;
import io.modelrelease.project.ModelProject;
import java.util.List;

/** The clusters of a project that an environment needs. */
public final class NeededComputes {
  private NeededComputes() {}

  /** All where it is trained; where it serves only the one that its batch deployment runs on. */
  public static List<Compute> in(TargetEnvironment environment, ModelProject project) {
    if (environment == TargetEnvironment.DEV) {
      return project.computes();
    }
    var wanted = project.batch().flatMap(BatchPart::compute);
    return project.computes().stream()
        .filter(compute -> wanted.filter(compute.name()::equals).isPresent())
        .toList();
  }
}
