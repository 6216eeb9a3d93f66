package io.modelrelease.plan;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;

/** The workspaces of the running application, as Azure shows them. */
record TargetsOnAzure(AzureMl azure) implements PlanTargets {

  @Override
  public String workspace(TargetEnvironment environment) {
    return azure.workspace(environment).armId();
  }

  @Override
  public String location(TargetEnvironment environment) {
    return azure.workspace(environment).location();
  }

  @Override
  public String guid(TargetEnvironment environment) {
    return azure.workspace(environment).guid();
  }

  @Override
  public String registry(TargetEnvironment environment) {
    return azure.registry(environment).name();
  }
}
