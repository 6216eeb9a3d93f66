package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.DataAsset;
import io.modelrelease.project.EnvironmentAsset;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.References;
import java.util.Optional;

/**
 * What {@code azureml:name} means for one release: an asset that the project itself brings is the
 * version which this release registered, whatever number the file says; anything else is looked up
 * in the workspace as Azure's own client does.
 */
public final class WorkspaceReferences implements References {
  private final Workspace workspace;
  private final ModelProject project;

  public WorkspaceReferences(Workspace workspace, ModelProject project) {
    this.workspace = workspace;
    this.project = project;
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    if (collection.equals("computes")) {
      return workspace.armId("computes", name);
    }
    return workspace.armId(
        collection,
        name,
        "versions",
        own(collection, name)
            .or(() -> version)
            .or(() -> workspace.latestVersion(collection, name))
            .orElseThrow(
                () ->
                    new AzureException(
                        AzureException.Kind.REJECTED,
                        404,
                        "NotFound",
                        "The workspace has no %s called %s.".formatted(collection, name),
                        "azureml:" + name,
                        "Register it in the dev workspace, or list its file in model.yml; then"
                            + " choose Retry.")));
  }

  private Optional<String> own(String collection, String name) {
    return switch (collection) {
      case "data" ->
          project.data().stream()
              .filter(asset -> asset.name().equals(name))
              .map(DataAsset::version)
              .findFirst();
      case "environments" ->
          project.environments().stream()
              .filter(asset -> asset.name().equals(name))
              .map(EnvironmentAsset::version)
              .findFirst();
      default -> Optional.empty();
    };
  }
}
