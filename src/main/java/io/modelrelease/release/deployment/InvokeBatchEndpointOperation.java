package io.modelrelease.release.deployment;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchInput;
import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.Names;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.operation.StartsJob;
import io.modelrelease.release.testing.Fingerprint;
import io.modelrelease.release.testing.FingerprintRows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Scores the fixed rows through the batch deployment of this version. An invocation is a POST, the
 * one call that a crash may double: its experiment and output are derived names, so that a repeat
 * first looks for its own job.
 */
@Component
public class InvokeBatchEndpointOperation implements StartsJob {
  private static final String STEP = "batch";
  private static final String UNLABELLED_ROWS = "rows.csv";

  private final AzureMl azure;
  private final FingerprintRows rows;

  InvokeBatchEndpointOperation(AzureMl azure, FingerprintRows rows) {
    this.azure = azure;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "invokeBatchEndpoint";
  }

  @Override
  public Set<TargetEnvironment> environments() {
    return Set.of(TargetEnvironment.STAGING, TargetEnvironment.PRODUCTION);
  }

  @Override
  public Optional<String> job(OperationContext context) {
    return azure.workspace(context.environment()).batchEndpoints().jobOf(experiment(context));
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    var experiment = experiment(context);
    var batch = workspace.batchEndpoints();
    var job =
        batch
            .jobOf(experiment)
            .orElseGet(
                () -> {
                  Fingerprint fingerprint = rows.of(release);
                  var input =
                      workspace
                          .datastore()
                          .upload(
                              release.id(),
                              Content.of(fingerprint.inputFile(UNLABELLED_ROWS)),
                              true);
                  return batch.invoke(
                      release.batchEndpoint(azure, context.environment()),
                      release.deployment(),
                      new BatchInput("UriFolder", input),
                      experiment,
                      outputUri(context));
                });
    return Begun.accepted(workspace.armId("jobs", job));
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var id = resources.get(0);
    return Outcome.ofJob(
        azure.workspace(context.environment()).jobs(), id.substring(id.lastIndexOf('/') + 1));
  }

  /** Where the answers of a round are, as a file of the default datastore. */
  public String outputUri(OperationContext context) {
    var part = context.release().project().batch().orElseThrow();
    return azure
            .workspace(context.environment())
            .datastore()
            .outputUri(experiment(context), "score")
        + part.outputFileName();
  }

  private static String experiment(OperationContext context) {
    return Names.experiment(
        context.release().id(), STEP + "-" + context.environment().key(), context.round());
  }
}
