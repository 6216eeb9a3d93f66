package io.modelrelease.release.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.ContentDigest;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.Operations;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Registers the trained model in the dev workspace under the version that was allocated at the
 * start, and fixes its digest: from here on every copy must have these bytes.
 */
@Component
class RegisterCandidateOperation implements AzureOperation {
  private final AzureMl azure;
  private final Operations operations;
  private final Versions versions;
  private final ObjectMapper json;

  RegisterCandidateOperation(
      AzureMl azure, Operations operations, Versions versions, ObjectMapper json) {
    this.azure = azure;
    this.operations = operations;
    this.versions = versions;
    this.json = json;
  }

  @Override
  public Begun begin(OperationContext context) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    var job =
        operations
            .find(release.id(), context.environment().key(), SubmitTrainingJobOperation.NAME)
            .map(training -> JobSubmission.nameOf(training.resources()))
            .orElseThrow(() -> new IllegalStateException("No training job of " + release.id()));
    var uri = workspace.datastore().outputUri(job, release.project().modelOutput());
    var digest = workspace.datastore().digest(uri);
    versions.fixDigest(
        release.model(), release.version(), digest.value(), digest.files(), digest.bytes());
    var id = workspace.armId("models", release.model(), "versions", release.versionText());
    if (workspace.find(id).isEmpty()) {
      workspace.put(id, body(workspace, release, job, uri, digest));
    }
    return Begun.accepted(id);
  }

  private ObjectNode body(
      Workspace workspace, ReleaseCase release, String job, String uri, ContentDigest digest) {
    var body = json.createObjectNode();
    var properties = body.putObject("properties");
    properties.put("modelType", "mlflow_model");
    properties.put("modelUri", workspace.datastore().longUri(uri));
    properties.put("jobName", job);
    properties.put("description", "Candidate of release " + release.id());
    properties.putObject("properties").put("modelrelease.digest", digest.value());
    properties.set("tags", json.valueToTree(release.tags()));
    properties.put("isAnonymous", false);
    properties.put("isArchived", false);
    return body;
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a PUT of a model version is synchronous in a workspace
  }
}
