package io.modelrelease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.Sending;
import io.modelrelease.project.Upload;
import java.util.Optional;

/** What the project itself brings has the version that a release registers, as in a release. */
record PlannedOwnAssets(PlannedSending to, ModelProject project) implements Sending {
  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    if (collection.equals("data")) {
      var own = project.data().stream().filter(asset -> asset.name().equals(name)).findFirst();
      return to.resolve(collection, name, own.map(asset -> asset.version()).or(() -> version));
    }
    if (collection.equals("environments")) {
      var own =
          project.environments().stream().filter(asset -> asset.name().equals(name)).findFirst();
      if (own.isPresent()) {
        return put(collection, name, own.get().version(), own.get().body(this));
      }
    }
    return to.resolve(collection, name, version);
  }

  @Override
  public String workspace() {
    return to.workspace();
  }

  @Override
  public String upload(Upload upload) {
    return to.upload(upload);
  }

  @Override
  public String longUri(String uri) {
    return to.longUri(uri);
  }

  @Override
  public String blobUrl(String uri) {
    return to.blobUrl(uri);
  }

  @Override
  public String put(String collection, String name, String version, ObjectNode body) {
    return to.put(collection, name, version, body);
  }
}
