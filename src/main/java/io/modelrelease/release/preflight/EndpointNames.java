package io.modelrelease.release.preflight;

import io.modelrelease.azureml.Names.EndpointKind;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.ReleaseCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An endpoint's name is unique in its region. It has to be free in the workspaces that can be seen,
 * or that of an endpoint in the right one; whose name is taken in a workspace of somebody else's
 * shows only when the endpoint is created.
 */
final class EndpointNames implements PreFlightCheck {

  @Override
  public String name() {
    return "names of endpoints";
  }

  @Override
  public List<Finding> check(Flight flight) {
    var findings = new ArrayList<Finding>();
    var chosen = new HashMap<String, TargetEnvironment>();
    for (var environment : Flight.TARGETS) {
      for (var kind : EndpointKind.values()) {
        if (flight.has(kind)) {
          check(flight, environment, kind, chosen, findings);
        }
      }
    }
    return findings;
  }

  private static void check(
      Flight flight,
      TargetEnvironment environment,
      EndpointKind kind,
      Map<String, TargetEnvironment> chosen,
      List<Finding> findings) {
    var name = flight.endpoint(environment, kind);
    var here = flight.workspace(environment);
    var other = chosen.put(here.location() + "/" + name, environment);
    if (other != null) {
      findings.add(
          Finding.refuse(
              "model.yml",
              "Two endpoints of %s would have the name %s, which is unique in a region."
                  .formatted(here.location(), name),
              "Give each its own under names."));
      return;
    }
    var found = here.find(here.armId(collection(kind), name));
    if (found.isEmpty()) {
      elsewhere(flight, here, name)
          .forEach(
              place ->
                  findings.add(
                      Finding.refuse(
                          environment.key(),
                          "The name %s of its endpoint is taken in workspace %s; it is unique in the region."
                              .formatted(name, place),
                          "Set another one under names in model.yml.")));
    } else if (found.get().path("tags").path(ReleaseCase.RELEASE_TAG).isMissingNode()) {
      findings.add(
          Finding.warn(
              environment.key(),
              "Endpoint %s was not made by a release.".formatted(name),
              "Its traffic will be moved to the new version when that is approved."));
    }
  }

  private static List<String> elsewhere(Flight flight, Workspace here, String name) {
    var places = new ArrayList<String>();
    for (var environment : TargetEnvironment.values()) {
      var workspace = flight.workspace(environment);
      if (!workspace.armId().equals(here.armId())
          && workspace.location().equals(here.location())
          && List.of(EndpointKind.values()).stream()
              .anyMatch(
                  kind -> workspace.find(workspace.armId(collection(kind), name)).isPresent())) {
        places.add(workspace.armId().replaceFirst(".*/", ""));
      }
    }
    return places;
  }

  private static String collection(EndpointKind kind) {
    return kind == EndpointKind.ONLINE ? "onlineEndpoints" : "batchEndpoints";
  }
}
