package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Registry;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workspace, its default datastore, and from staging on its registry answer to the identity that
 * they will be written with; the registry has room for the version. Whether the identity may write
 * is what {@link MayWrite} looks at; of the storage itself it shows only when it does.
 */
record Reachable(TargetEnvironment environment) implements PreFlightCheck {
  static final List<Reachable> EACH =
      Stream.of(TargetEnvironment.values()).map(Reachable::new).toList();

  @Override
  public String name() {
    return environment.key();
  }

  @Override
  public boolean isNeeded() {
    return true;
  }

  @Override
  public List<Finding> check(Flight flight) {
    var workspace = flight.workspace(environment);
    var findings = new ArrayList<Finding>();
    Asking.about(workspace, "workspace " + workspace.name(), workspace::guid)
        .ifPresent(findings::add);
    if (findings.isEmpty()) { // everything else is found through it
      Asking.about(
              workspace,
              "the default datastore of workspace " + workspace.name(),
              () -> list(workspace))
          .ifPresent(findings::add);
      if (environment != TargetEnvironment.DEV) {
        registry(flight, workspace, flight.azure().registry(environment), findings);
      }
    }
    return findings;
  }

  private static void list(Workspace workspace) {
    workspace.datastore().list(workspace.datastore().outputUri("pre-flight", "nothing"));
  }

  private void registry(
      Flight flight, Workspace workspace, Registry registry, List<Finding> findings) {
    var model = flight.project().name();
    try {
      registry.highestModelVersion(model);
      flight
          .version()
          .filter(version -> registry.findModel(model, version).isPresent())
          .map(
              version ->
                  Finding.refuse(
                      name(),
                      "Registry %s has %s version %s already, written by somebody else."
                          .formatted(registry.name(), model, version),
                      "Start the release anew with a higher attempt: it gets the next number."))
          .ifPresent(findings::add);
    } catch (AzureException e) {
      findings.add(Asking.finding(workspace, "registry " + registry.name(), e));
    }
  }
}
