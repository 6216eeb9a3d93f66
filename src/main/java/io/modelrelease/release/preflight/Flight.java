package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Names.EndpointKind;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.ModelProject;
import io.modelrelease.release.ReleaseCase;
import java.util.List;
import java.util.Optional;

/**
 * What is about to begin.
 *
 * @param version the number that the model will have; empty where nothing is allocated yet
 */
record Flight(AzureMl azure, ModelProject project, Optional<String> version) {
  /** Where models are deployed to. */
  static final List<TargetEnvironment> TARGETS =
      List.of(TargetEnvironment.STAGING, TargetEnvironment.PRODUCTION);

  Workspace dev() {
    return azure.workspace(TargetEnvironment.DEV);
  }

  Workspace workspace(TargetEnvironment environment) {
    return azure.workspace(environment);
  }

  String endpoint(TargetEnvironment environment, EndpointKind kind) {
    return ReleaseCase.endpointName(azure, project, environment, kind);
  }

  boolean has(EndpointKind kind) {
    return kind == EndpointKind.ONLINE ? project.online().isPresent() : project.batch().isPresent();
  }
}
