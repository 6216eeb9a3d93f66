package io.modelrelease.release.undo;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.StartsJob;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** The jobs that a release has started and that still run, found by their derived names. */
@Component
class RunningJobs {
  private final AzureMl azure;
  private final List<StartsJob> starters;
  private final Operations operations;

  RunningJobs(AzureMl azure, List<StartsJob> starters, Operations operations) {
    this.azure = azure;
    this.starters = starters;
    this.operations = operations;
  }

  /** One of them. */
  record Job(TargetEnvironment environment, String name) {}

  List<Job> of(ReleaseCase release) {
    var running = new ArrayList<Job>();
    for (var starter : starters) {
      for (var environment : starter.environments()) {
        var rounds =
            operations
                .find(release.id(), environment.key(), starter.name())
                .map(OperationRecord::round)
                .orElse(1);
        for (var round = 1; round <= rounds; round++) {
          starter
              .job(new OperationContext(release, environment, round))
              .filter(name -> azure.workspace(environment).jobs().runs(name))
              .ifPresent(name -> running.add(new Job(environment, name)));
        }
      }
    }
    return running;
  }
}
