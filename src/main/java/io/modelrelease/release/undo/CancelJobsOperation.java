package io.modelrelease.release.undo;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Cancels the jobs of this release that still run, in whichever workspace. */
@Component
class CancelJobsOperation implements UndoOperation {
  private final AzureMl azure;
  private final RunningJobs runningJobs;
  private final Evidence evidence;

  CancelJobsOperation(AzureMl azure, RunningJobs runningJobs, Evidence evidence) {
    this.azure = azure;
    this.runningJobs = runningJobs;
    this.evidence = evidence;
  }

  @Override
  public Begun begin(OperationContext context) {
    var cancelled = new ArrayList<String>();
    for (var job : runningJobs.of(context.release())) {
      var workspace = azure.workspace(job.environment());
      workspace.jobs().cancel(job.name());
      cancelled.add(workspace.armId("jobs", job.name()));
      evidence.happened(
          context.release().id(), "model-release", "Cancelled job %s".formatted(job.name()));
    }
    return Begun.accepted(cancelled);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a job that is being cancelled changes nothing any more
  }
}
