package io.modelrelease.release;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Names;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.project.ModelProject;
import java.util.Map;
import java.util.Optional;

/**
 * A release as its steps see it: what was asked, the candidate, and the model project as committed.
 *
 * @param release from the ledger
 * @param candidate from the ledger
 * @param project as it was when the candidate was trained
 */
public record ReleaseCase(ReleaseRecord release, VersionRecord candidate, ModelProject project) {

  /** Job names are derived from the id, and have an end. */
  static final int LONGEST_MODEL_IN_ID = 30;

  /** Marks on Azure what a release created there. */
  public static final String RELEASE_TAG = "modelrelease.release";

  public String id() {
    return release.id();
  }

  public String model() {
    return release.model();
  }

  public int version() {
    return release.modelVersion();
  }

  /** The version as Azure writes it. */
  public String versionText() {
    return Integer.toString(version());
  }

  /** Name of this version's deployments. */
  public String deployment() {
    return Names.deployment(version());
  }

  /** A single step of a release asks for itself only. */
  public boolean partOfWhole() {
    return release.process().equals(StartRequest.WHOLE_RELEASE);
  }

  /** Name of the model's online endpoint. */
  public String onlineEndpoint(AzureMl azure, TargetEnvironment environment) {
    return endpoint(azure, environment, Names.EndpointKind.ONLINE);
  }

  /** Name of the model's batch endpoint. */
  public String batchEndpoint(AzureMl azure, TargetEnvironment environment) {
    return endpoint(azure, environment, Names.EndpointKind.BATCH);
  }

  /** Name of the model's endpoint of a kind of the ledger. */
  public String endpoint(AzureMl azure, TargetEnvironment environment, String kind) {
    return kind.equals(EndpointRecord.ONLINE)
        ? onlineEndpoint(azure, environment)
        : batchEndpoint(azure, environment);
  }

  /** Nothing is at work on the model's endpoint, or there is none yet. */
  public boolean isIdle(AzureMl azure, TargetEnvironment environment, String kind) {
    var workspace = azure.workspace(environment);
    var id = workspace.armId(kind + "Endpoints", endpoint(azure, environment, kind));
    return workspace.progress(id, Optional.empty()).over();
  }

  private String endpoint(AzureMl azure, TargetEnvironment environment, Names.EndpointKind kind) {
    return endpointName(azure, project, environment, kind);
  }

  /** Name of a project's endpoint: its own choice, else derived from model and environment. */
  public static String endpointName(
      AzureMl azure, ModelProject project, TargetEnvironment environment, Names.EndpointKind kind) {
    return project
        .endpointName(environment.key(), kind == Names.EndpointKind.ONLINE)
        .orElseGet(
            () ->
                Names.endpoint(
                    project.name(), environment, kind, azure.workspace(environment).guid()));
  }

  /**
   * A release id is one of the model's: it begins with its name, cut, and its version.
   *
   * @param release as {@link #RELEASE_TAG} says it
   */
  public static boolean isOf(String model, String release) {
    var start = model.substring(0, Math.min(model.length(), LONGEST_MODEL_IN_ID)) + "-";
    return release.startsWith(start) && release.substring(start.length()).matches("\\d+-[0-9a-f]+");
  }

  /** Tags of everything that this release creates. */
  public Map<String, String> tags() {
    return release
        .commit()
        .map(commit -> Map.of(RELEASE_TAG, id(), "modelrelease.commit", commit))
        .orElse(Map.of(RELEASE_TAG, id()));
  }
}
