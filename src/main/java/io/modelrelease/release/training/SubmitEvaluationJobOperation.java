package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.operation.StartsJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Evaluates the candidate beside the champion on the same rows. Both inputs are always bound, since
 * a job of Azure ML knows no optional ones: where there is no champion the candidate stands in.
 */
@Component
class SubmitEvaluationJobOperation implements StartsJob {
  static final String NAME = "submitEvaluationJob";
  private static final String STEP = "evaluate";

  private final AzureMl azure;
  private final JobSubmission jobs;
  private final Champion champion;
  private final Versions versions;
  private final WrittenOutputs written;

  SubmitEvaluationJobOperation(
      AzureMl azure,
      JobSubmission jobs,
      Champion champion,
      Versions versions,
      WrittenOutputs written) {
    this.azure = azure;
    this.jobs = jobs;
    this.champion = champion;
    this.versions = versions;
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
    var release = context.release();
    var serving = champion.of(release);
    var comparable = serving.filter(version -> inWorkspace(context, version));
    versions.compared(
        release.model(),
        release.version(),
        serving.isEmpty()
            ? VersionRecord.FIRST
            : comparable.isEmpty() ? VersionRecord.IMPOSSIBLE : VersionRecord.COMPARED,
        serving.map(OptionalInt::of).orElse(OptionalInt.empty()));
    return jobs.submit(
        context,
        STEP,
        release.project().evaluation().orElseThrow(),
        Map.of(
            "candidate", model(context, release.version()),
            "champion", model(context, comparable.orElse(release.version()))));
  }

  private boolean inWorkspace(OperationContext context, int version) {
    return azure.workspace(context.environment()).find(model(context, version)).isPresent();
  }

  private String model(OperationContext context, int version) {
    ReleaseCase release = context.release();
    return azure
        .workspace(context.environment())
        .armId("models", release.model(), "versions", Integer.toString(version));
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var outcome = jobs.read(context, resources);
    return outcome.state() == Outcome.State.SUCCEEDED
        ? written.fingerprint(context, JobSubmission.nameOf(resources))
        : outcome;
  }
}
