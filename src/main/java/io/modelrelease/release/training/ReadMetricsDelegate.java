package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Reads what the evaluation measured, and the candidate's answers for the fixed rows. Metrics are
 * in MLflow, ARM carries none; the gate reads the ledger, not a variable.
 */
@Component
class ReadMetricsDelegate implements JavaDelegate {
  private static final String CHAMPION = "champion.";
  private static final String CHAMPION_ERROR = "champion.error";

  private final ReleaseCases cases;
  private final AzureMl azure;
  private final Operations operations;
  private final Evidence evidence;
  private final Champion champion;
  private final Versions versions;
  private final WrittenOutputs written;

  ReadMetricsDelegate(
      ReleaseCases cases,
      AzureMl azure,
      Operations operations,
      Evidence evidence,
      Champion champion,
      Versions versions,
      WrittenOutputs written) {
    this.cases = cases;
    this.azure = azure;
    this.operations = operations;
    this.evidence = evidence;
    this.champion = champion;
    this.versions = versions;
    this.written = written;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var workspace = azure.workspace(TargetEnvironment.DEV);
    if (release.project().evaluation().isPresent()) {
      readEvaluation(release, workspace, jobOf(release, SubmitEvaluationJobOperation.NAME));
    } else {
      var metrics =
          new TreeMap<>(
              workspace.runs().metricsOfAll(jobOf(release, SubmitTrainingJobOperation.NAME)));
      metrics.keySet().removeIf(metric -> metric.startsWith(CHAMPION)); // nobody measured one
      evidence.measured(release.id(), Evidence.EVALUATION, metrics);
      var serving = champion.of(release);
      versions.compared(
          release.model(),
          release.version(),
          serving.isEmpty() ? VersionRecord.FIRST : VersionRecord.IMPOSSIBLE,
          serving.map(OptionalInt::of).orElse(OptionalInt.empty()));
    }
  }

  private void readEvaluation(ReleaseCase release, Workspace workspace, String job) {
    var metrics = new TreeMap<>(workspace.runs().metrics(job));
    var error = championError(metrics, workspace.runs().tags(job));
    var compared =
        release.candidate().comparison().filter(VersionRecord.COMPARED::equals).isPresent();
    if (error.isPresent() && compared) {
      evidence.happened(
          release.id(),
          "model-release",
          "The champion cannot score the new rows, so nothing can be compared and two people must approve: "
              + error.get());
      versions.compared(
          release.model(),
          release.version(),
          VersionRecord.IMPOSSIBLE,
          release.candidate().champion());
    }
    if (error.isPresent() || !compared) {
      metrics.keySet().removeIf(metric -> metric.startsWith(CHAMPION)); // the candidate stood in
    }
    evidence.measured(release.id(), Evidence.EVALUATION, metrics);
    versions.fingerprint(
        release.model(), release.version(), written.fingerprintOf(workspace, job), "evaluation");
  }

  /** Logged as a metric, as a tag with the reason, or both. */
  private static Optional<String> championError(
      Map<String, Double> metrics, Map<String, String> tags) {
    return Optional.ofNullable(tags.get(CHAMPION_ERROR))
        .or(
            () ->
                Optional.ofNullable(metrics.get(CHAMPION_ERROR))
                    .filter(flag -> flag != 0)
                    .map(flag -> "the evaluation gives no reason."));
  }

  private String jobOf(ReleaseCase release, String operation) {
    return operations
        .find(release.id(), TargetEnvironment.DEV.key(), operation)
        .map(OperationRecord::resources)
        .map(JobSubmission::nameOf)
        .orElseThrow(() -> new IllegalStateException(operation + " has no job"));
  }
}
