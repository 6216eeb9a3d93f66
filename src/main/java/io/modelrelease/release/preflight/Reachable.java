package io.modelrelease.release.preflight;

import io.modelrelease.azureml.TargetEnvironment;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workspace, its default datastore, and from staging on its registry answer to the identity that
 * they will be written with; the registry has room for the version. Whether the identity may write
 * shows when it does: Azure's answer about permissions covers neither conditions nor the data
 * plane.
 */
record Reachable(TargetEnvironment environment) implements PreFlightCheck {
  static final List<Reachable> EACH =
      Stream.of(TargetEnvironment.values()).map(Reachable::new).toList();

  String name() {
    return environment.key();
  }

  @Override
  public List<Finding> check(Flight flight) {
    var workspace = flight.workspace(environment);
    workspace.guid();
    workspace.datastore().list(workspace.datastore().outputUri("pre-flight", "nothing"));
    if (environment == TargetEnvironment.DEV) {
      return List.of();
    }
    var registry = flight.azure().registry(environment);
    var model = flight.project().name();
    registry.highestModelVersion(model);
    return flight
        .version()
        .filter(version -> registry.findModel(model, version).isPresent())
        .map(
            version ->
                Finding.refuse(
                    name(),
                    "Registry %s has %s version %s already, written by somebody else."
                        .formatted(registry.name(), model, version),
                    "Start the release anew: it gets the next number."))
        .stream()
        .toList();
  }
}
