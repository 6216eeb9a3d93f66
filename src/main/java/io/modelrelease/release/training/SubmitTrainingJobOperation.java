package io.modelrelease.release.training;

import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Trains the candidate. */
@Component
class SubmitTrainingJobOperation implements AzureOperation {
  static final String NAME = "submitTrainingJob";

  private final JobSubmission jobs;

  SubmitTrainingJobOperation(JobSubmission jobs) {
    this.jobs = jobs;
  }

  @Override
  public Begun begin(OperationContext context) {
    return jobs.submit(context, "train", context.release().project().training(), Map.of());
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return jobs.read(context, resources);
  }
}
