package io.modelrelease.release.training;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.operation.StartsJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Trains the candidate. */
@Component
class SubmitTrainingJobOperation implements StartsJob {
  static final String NAME = "submitTrainingJob";
  private static final String STEP = "train";

  private final JobSubmission jobs;
  private final WrittenOutputs written;

  SubmitTrainingJobOperation(JobSubmission jobs, WrittenOutputs written) {
    this.jobs = jobs;
    this.written = written;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<TargetEnvironment> environments() {
    return Set.of(TargetEnvironment.DEV);
  }

  @Override
  public Optional<String> job(OperationContext context) {
    return Optional.of(JobSubmission.nameOf(context, STEP));
  }

  @Override
  public Begun begin(OperationContext context) {
    return jobs.submit(context, STEP, context.release().project().training(), Map.of());
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var outcome = jobs.read(context, resources);
    return outcome.state() == Outcome.State.SUCCEEDED
        ? written.model(context, JobSubmission.nameOf(resources))
        : outcome;
  }
}
