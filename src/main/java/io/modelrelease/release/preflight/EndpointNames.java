package io.modelrelease.release.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.Names.EndpointKind;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.ReleaseCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An endpoint's name is unique in its region: it is free, or that of an endpoint of ours. Ours is
 * what a release of this model made (it says so in a tag), and what model.yml names under names:
 * that is how a team hands an endpoint over. Whose name is taken in a workspace of somebody else's
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
      var workspace = flight.workspace(environment);
      for (var kind : EndpointKind.values()) {
        if (flight.has(kind)) {
          Asking.about(
                  workspace,
                  "workspace " + workspace.name(),
                  () -> check(flight, environment, kind, chosen, findings))
              .ifPresent(findings::add);
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
      takers(flight, here, kind, name)
          .map(
              taker ->
                  Finding.refuse(
                      environment.key(),
                      "The name %s of its %s endpoint is taken %s; it is unique in the region."
                          .formatted(name, word(kind), taker),
                      "Set another one under names in model.yml."))
          .forEach(findings::add);
      return;
    }
    owner(flight, environment, kind, name, found.get()).ifPresent(findings::add);
    ExistingEndpoint.differences(flight, environment, kind, found.get()).forEach(findings::add);
  }

  /** Whose it is, unless it is ours. */
  private static Optional<Finding> owner(
      Flight flight,
      TargetEnvironment environment,
      EndpointKind kind,
      String name,
      JsonNode endpoint) {
    var where = environment.key();
    var model = flight.project().name();
    var release = endpoint.path("tags").path(ReleaseCase.RELEASE_TAG).asText("");
    var handedOver = flight.project().endpointName(where, kind == EndpointKind.ONLINE).isPresent();
    if (ReleaseCase.isOf(model, release)) {
      return Optional.empty();
    }
    if (!release.isEmpty()) {
      return Optional.of(
          Finding.refuse(
              where,
              "Endpoint %s belongs to another model: release %s made it.".formatted(name, release),
              "Set another name under names in model.yml."));
    }
    return Optional.of(
        handedOver
            ? Finding.warn(
                where,
                "Endpoint %s was not made by a release; model.yml hands it over.".formatted(name),
                kind == EndpointKind.ONLINE
                    ? "Its traffic will be moved to the new version when that is approved."
                    : "Its default will be the new version when that is approved.")
            : Finding.refuse(
                where,
                "Endpoint %s is there, and no release made it.".formatted(name),
                "If it is yours, hand it over in model.yml: names: {%s: {%s: %s}}; if not, set another name there."
                    .formatted(where, word(kind), name)));
  }

  /** Where the name is taken: in the other kind here, in both elsewhere. */
  private static Stream<String> takers(
      Flight flight, Workspace here, EndpointKind wanted, String name) {
    return Stream.of(TargetEnvironment.values())
        .map(flight::workspace)
        .filter(workspace -> workspace.location().equals(here.location()))
        .flatMap(
            workspace ->
                Stream.of(EndpointKind.values())
                    .filter(kind -> kind != wanted || !workspace.armId().equals(here.armId()))
                    .filter(
                        kind -> workspace.find(workspace.armId(collection(kind), name)).isPresent())
                    .map(
                        kind ->
                            "in workspace %s by %s endpoint"
                                .formatted(
                                    workspace.name(),
                                    kind == EndpointKind.ONLINE ? "an online" : "a batch")))
        .distinct();
  }

  private static String word(EndpointKind kind) {
    return kind == EndpointKind.ONLINE ? "online" : "batch";
  }

  private static String collection(EndpointKind kind) {
    return word(kind) + "Endpoints";
  }
}
