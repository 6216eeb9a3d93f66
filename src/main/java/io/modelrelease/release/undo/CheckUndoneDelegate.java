package io.modelrelease.release.undo;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import io.modelrelease.release.operation.OperationContext;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Looks whether anything of the release is left that undo would take away. */
@Component
class CheckUndoneDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final CreatedDeployments created;

  CheckUndoneDelegate(ReleaseCases cases, CreatedDeployments created) {
    this.cases = cases;
    this.created = created;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var left =
        created.unused(new OperationContext(release, TargetEnvironment.PRODUCTION, 1)).size()
            + created.unused(new OperationContext(release, TargetEnvironment.STAGING, 1)).size();
    Variables.UNDONE.set(execution, left == 0);
  }
}
