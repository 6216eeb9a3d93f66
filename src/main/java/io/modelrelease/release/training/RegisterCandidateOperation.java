package io.modelrelease.release.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.ContentDigest;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Operations;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.VersionNumbers;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Registers the trained model in the dev workspace under the version that was allocated at the
 * start, or under the next free one where that was taken meanwhile, and fixes its digest: from here
 * on every copy must have these bytes.
 */
@Component
class RegisterCandidateOperation implements AzureOperation {
  private final AzureMl azure;
  private final Operations operations;
  private final Versions versions;
  private final VersionNumbers numbers;
  private final Evidence evidence;
  private final ObjectMapper json;

  RegisterCandidateOperation(
      AzureMl azure,
      Operations operations,
      Versions versions,
      VersionNumbers numbers,
      Evidence evidence,
      ObjectMapper json) {
    this.azure = azure;
    this.operations = operations;
    this.versions = versions;
    this.numbers = numbers;
    this.evidence = evidence;
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
    var version = number(workspace, release);
    versions.fixDigest(release.model(), version, digest.value(), digest.files(), digest.bytes());
    var id = id(workspace, release, version);
    if (workspace.find(id).isEmpty()) {
      workspace.put(id, body(workspace, release, job, uri, digest));
    }
    return Begun.accepted(id);
  }

  private static String id(Workspace workspace, ReleaseCase release, int version) {
    return workspace.armId("models", release.model(), "versions", Integer.toString(version));
  }

  /**
   * The number that was allocated; another one where somebody took that meanwhile, as a training
   * pipeline does whose last step registers its model under the same name.
   */
  private int number(Workspace workspace, ReleaseCase release) {
    var taken = workspace.find(id(workspace, release, release.version()));
    if (taken.isEmpty() || isOf(release, taken.get())) {
      return release.version();
    }
    var highest = numbers.highestInDev(release.model());
    var registered = workspace.find(id(workspace, release, highest)); // before a crash, by us
    var another =
        registered.filter(version -> isOf(release, version)).isPresent()
            ? highest
            : numbers.next(release.model());
    versions.renumber(release.model(), release.version(), another, release.id());
    evidence.happened(
        release.id(),
        "model-release",
        "Version %d of %s was registered by somebody else meanwhile (the training itself?); this candidate is version %d."
            .formatted(release.version(), release.model(), another));
    return another;
  }

  private static boolean isOf(ReleaseCase release, JsonNode version) {
    return version
        .path("properties")
        .path("tags")
        .path(ReleaseCase.RELEASE_TAG)
        .asText("")
        .equals(release.id());
  }

  private ObjectNode body(
      Workspace workspace, ReleaseCase release, String job, String uri, ContentDigest digest) {
    var body = json.createObjectNode();
    var properties = body.putObject("properties");
    properties.put(
        "modelType", WrittenOutputs.isMlflow(workspace, uri) ? "mlflow_model" : "custom_model");
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
