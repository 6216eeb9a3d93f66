package io.modelrelease.release.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Content;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.Sending;
import io.modelrelease.project.Upload;
import java.util.Optional;

/**
 * What {@code azureml:name} means for one release: an asset that the project itself brings is the
 * version which this release registered, whatever number the file says; anything else is looked up
 * in the workspace as Azure's own client does. What a file carries inside is really uploaded and
 * put; its names come from its content, so that a step that runs twice finds its own work.
 */
public final class WorkspaceSending implements Sending {
  private final Workspace workspace;
  private final ModelProject project;

  public WorkspaceSending(Workspace workspace, ModelProject project) {
    this.workspace = workspace;
    this.project = project;
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    if (collection.equals("computes")) {
      return workspace.armId("computes", name);
    }
    var brought = project.environment(name).filter(own -> collection.equals("environments"));
    if (brought.isPresent()) { // put into each workspace where a deployment needs it
      return put(collection, name, brought.get().version(), brought.get().body(this));
    }
    return workspace.armId(
        collection,
        name,
        "versions",
        project
            .versionBrought(collection, name)
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

  @Override
  public String workspace() {
    return workspace.armId();
  }

  @Override
  public String upload(Upload upload) {
    return workspace.datastore().place(upload.path(), Content.of(upload.files()), upload.folder());
  }

  @Override
  public String longUri(String uri) {
    return workspace.datastore().longUri(uri);
  }

  @Override
  public String blobUrl(String uri) {
    return workspace.datastore().blobUrl(uri);
  }

  @Override
  public String put(String collection, String name, String version, ObjectNode body) {
    var id = workspace.armId(collection, name, "versions", version);
    if (workspace.find(id).isEmpty()) {
      workspace.put(id, body);
    }
    return id;
  }
}
