package io.modelrelease.release.undo;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
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
  private static final String JOBS = "/jobs/";

  private final AzureMl azure;
  private final Operations operations;

  CancelJobsOperation(AzureMl azure, Operations operations) {
    this.azure = azure;
    this.operations = operations;
  }

  @Override
  public Begun begin(OperationContext context) {
    var cancelled = new ArrayList<String>();
    for (OperationRecord operation : operations.of(context.release().id())) {
      var jobs = azure.workspace(TargetEnvironment.of(operation.environment())).jobs();
      for (var resource : operation.resources()) {
        var name = resource.substring(resource.lastIndexOf('/') + 1);
        if (resource.contains(JOBS) && !jobs.progress(name).over()) {
          jobs.cancel(name);
          cancelled.add(resource);
        }
      }
    }
    return Begun.accepted(cancelled);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a job that is being cancelled changes nothing any more
  }
}
