package io.modelrelease.release.undo;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Calls;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import io.modelrelease.release.operation.OperationContext;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Looks whether anything of the release is left that undo would take away, or can still come: a
 * call that was on its way to Azure when the release was marked as stopping. It looks for calls
 * first: one that lands after that is one that was not there to land.
 */
@Component
class CheckUndoneDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final AzureMl azure;
  private final Calls calls;
  private final RunningJobs jobs;
  private final Restoration restoration;
  private final CreatedDeployments created;

  CheckUndoneDelegate(
      ReleaseCases cases,
      AzureMl azure,
      Calls calls,
      RunningJobs jobs,
      Restoration restoration,
      CreatedDeployments created) {
    this.cases = cases;
    this.azure = azure;
    this.calls = calls;
    this.jobs = jobs;
    this.restoration = restoration;
    this.created = created;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var quiet = !calls.onTheWay(release.id(), azure.longestCall());
    Variables.UNDONE.set(execution, quiet && nothingLeft(release));
  }

  private boolean nothingLeft(ReleaseCase release) {
    var production = new OperationContext(release, TargetEnvironment.PRODUCTION, 1);
    var staging = new OperationContext(release, TargetEnvironment.STAGING, 1);
    return jobs.of(release).isEmpty()
        && restoration.due(production, EndpointRecord.ONLINE).isEmpty()
        && restoration.due(production, EndpointRecord.BATCH).isEmpty()
        && created.unused(production).isEmpty()
        && created.unused(staging).isEmpty();
  }
}
