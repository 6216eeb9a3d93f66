package io.modelrelease.release.preflight;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.SendingThrough;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files name and the project does not bring is in the workspace where it will be needed:
 * for training in dev, for deployments in staging and in production.
 */
final class ReferredAssets implements PreFlightCheck {

  @Override
  public List<Finding> check(Flight flight) {
    var project = flight.project();
    var findings = new ArrayList<Finding>();
    var dev = new Looking(flight, TargetEnvironment.DEV, findings);
    project.training().body(dev, JobBinding.NONE);
    project.evaluation().ifPresent(job -> job.body(dev, JobBinding.NONE));
    for (var environment : Flight.TARGETS) {
      var looking = new Looking(flight, environment, findings);
      var location = looking.workspace.location();
      var place = new Placement(location, "", "");
      project.online().ifPresent(online -> online.deploymentBody(looking, place, "", Map.of()));
      project.batch().ifPresent(batch -> batch.deploymentBody(looking, location, "", Map.of()));
    }
    return findings;
  }

  /** Maps files as a release does, and looks up what a release would look up. */
  private static final class Looking extends SendingThrough {
    private final Workspace workspace;
    private final TargetEnvironment environment;
    private final ModelProject project;
    private final List<Finding> findings;

    Looking(Flight flight, TargetEnvironment environment, List<Finding> findings) {
      super(new PlannedSending(flight.workspace(environment).armId(), ""));
      this.workspace = flight.workspace(environment);
      this.environment = environment;
      this.project = flight.project();
      this.findings = findings;
    }

    @Override
    public String resolve(String collection, String name, Optional<String> version) {
      if (!isBrought(collection, name) && !isThere(collection, name, version)) {
        findings.add(
            Finding.refuse(
                environment.key(),
                "The workspace has no %s in %s%s."
                    .formatted(
                        name, collection, version.map(number -> ", version " + number).orElse("")),
                collection.equals("computes")
                    ? "Create it there, or list its file in model.yml under computes, or write it"
                        + " there itself: {name: %s, type: amlcompute, size: Standard_DS3_v2,"
                            .formatted(name)
                        + " max_instances: 2}."
                    : "Create it there, or list its file in model.yml."));
      }
      return super.resolve(collection, name, version);
    }

    private boolean isBrought(String collection, String name) {
      return collection.equals("models") // the release binds these
          || project.versionBrought(collection, name).isPresent()
          || (collection.equals("computes")
              && project.computes().stream().anyMatch(compute -> compute.name().equals(name)));
    }

    private boolean isThere(String collection, String name, Optional<String> version) {
      if (collection.equals("computes")) {
        return workspace.find(workspace.armId(collection, name)).isPresent();
      }
      return version
          .map(number -> workspace.find(workspace.armId(collection, name, "versions", number)))
          .map(Optional::isPresent)
          .orElseGet(() -> workspace.latestVersion(collection, name).isPresent());
    }
  }
}
