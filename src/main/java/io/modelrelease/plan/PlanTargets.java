package io.modelrelease.plan;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.PlannedSending;

/** Where a plan's requests would go. */
interface PlanTargets {

  /** ARM id of the workspace. */
  String workspace(TargetEnvironment environment);

  /** Azure region of the workspace. */
  String location(TargetEnvironment environment);

  /** The workspace's, from which names of endpoints are derived. */
  String guid(TargetEnvironment environment);

  /** Name of the registry of staging or production. */
  String registry(TargetEnvironment environment);

  default PlannedSending sending(TargetEnvironment environment) {
    var workspace = workspace(environment);
    var account = workspace.substring(workspace.lastIndexOf('/') + 1).replaceAll("[^a-z0-9]", "");
    return new PlannedSending(
        workspace, "https://st%s.blob.core.windows.net/azureml-blobstore".formatted(account));
  }
}
