package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
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
import java.util.function.Consumer;

/**
 * What the files name and the project does not bring is in the workspace where it will be needed:
 * for training in dev, for deployments in staging and in production.
 */
final class ReferredAssets implements PreFlightCheck {

  @Override
  public String name() {
    return "what the files refer to";
  }

  @Override
  public List<Finding> check(Flight flight) {
    var project = flight.project();
    var findings = new ArrayList<Finding>();
    look(
        flight,
        TargetEnvironment.DEV,
        findings,
        dev -> {
          project.training().body(dev, JobBinding.NONE);
          project.evaluation().ifPresent(job -> job.body(dev, JobBinding.NONE));
        });
    for (var environment : Flight.TARGETS) {
      look(
          flight,
          environment,
          findings,
          looking -> {
            project
                .online()
                .ifPresent(
                    online -> online.deploymentBody(looking, Placement.NOWHERE, "", Map.of()));
            project.batch().ifPresent(batch -> batch.deploymentBody(looking, "", "", Map.of()));
          });
    }
    return findings;
  }

  private static void look(
      Flight flight,
      TargetEnvironment environment,
      List<Finding> findings,
      Consumer<Looking> files) {
    var workspace = flight.workspace(environment);
    Asking.about(
            workspace,
            "workspace " + workspace.name(),
            () -> files.accept(new Looking(flight, environment, findings)))
        .ifPresent(findings::add);
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
      if (!isBrought(collection, name) && isMissing(collection, name, version)) {
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

    /** What may not be read, or cannot be, is a finding of its own. */
    private boolean isMissing(String collection, String name, Optional<String> version) {
      try {
        return !isThere(collection, name, version);
      } catch (AzureException e) {
        findings.add(Asking.finding(workspace, "%s in %s".formatted(name, collection), e));
        return false;
      }
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
