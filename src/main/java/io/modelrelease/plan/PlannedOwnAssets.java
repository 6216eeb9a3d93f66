package io.modelrelease.plan;

import io.modelrelease.project.ModelProject;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.SendingThrough;
import java.util.Optional;

/** What the project itself brings has the version that a release registers, as in a release. */
final class PlannedOwnAssets extends SendingThrough {
  private final ModelProject project;

  PlannedOwnAssets(PlannedSending to, ModelProject project) {
    super(to);
    this.project = project;
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    var brought = project.environment(name).filter(own -> collection.equals("environments"));
    return brought.isPresent()
        ? put(collection, name, brought.get().version(), brought.get().body(this))
        : super.resolve(
            collection, name, project.versionBrought(collection, name).or(() -> version));
  }
}
