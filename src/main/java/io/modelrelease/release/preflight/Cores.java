package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Machines;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.release.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each VM size that the files name exists in the region, and its quota has room: the deployments in
 * staging and production together, beside what runs there now, with the fifth more that Azure keeps
 * for upgrades (documentation, "Manage resources and quotas": managed online endpoints reserve 20 %
 * of the instances); a cluster's cores once, since its nodes come and go.
 */
final class Cores implements PreFlightCheck {
  private static final double RESERVE = 1.2;

  private record Need(
      String file, TargetEnvironment environment, String size, long nodes, boolean deployment) {}

  @Override
  public List<Finding> check(Flight flight) {
    var findings = new ArrayList<Finding>();
    var regions = new LinkedHashMap<String, List<Need>>();
    var machines = new LinkedHashMap<String, Optional<Machines>>();
    for (var need : needs(flight)) {
      var workspace = flight.workspace(need.environment());
      var region = workspace.armId().replaceFirst("/resourceGroups/.*", "") + workspace.location();
      regions.computeIfAbsent(region, any -> new ArrayList<>()).add(need);
      machines.computeIfAbsent(region, any -> shown(need.environment(), workspace, findings));
    }
    regions.forEach(
        (region, needs) -> machines.get(region).ifPresent(all -> check(needs, all, findings)));
    return findings;
  }

  /**
   * Sizes and quota stand at the subscription, where an identity with roles on its workspace alone
   * may not look: a release does not need to.
   */
  private static Optional<Machines> shown(
      TargetEnvironment environment, Workspace workspace, List<Finding> findings) {
    String why;
    try {
      var machines = workspace.machines();
      if (machines.areKnown()) {
        return Optional.of(machines);
      }
      why = "it names none";
    } catch (AzureException e) {
      if (e.kind() != AzureException.Kind.REJECTED) {
        throw e;
      }
      why = "%s: %s".formatted(e.code(), Sentence.closed(e.words()).replaceFirst("[.]$", ""));
    }
    findings.add(
        Finding.warn(
            "quota",
            "Azure does not show sizes and quota of the region to the identity of %s (%s), so these were not checked."
                .formatted(environment.key(), why),
            "Give it Reader on the subscription to have them checked; the release begins all the"
                + " same."));
    return Optional.empty();
  }

  private static List<Need> needs(Flight flight) {
    var needs = new ArrayList<Need>();
    var project = flight.project();
    for (var compute : project.computes()) {
      var cluster = compute.body("", planned(flight, TargetEnvironment.DEV));
      var properties = cluster.path("properties").path("properties");
      if (!properties.path("vmPriority").asText().equals("LowPriority")) {
        needs.add(
            new Need(
                compute.yaml(),
                TargetEnvironment.DEV,
                properties.path("vmSize").asText(),
                Math.max(1, properties.path("scaleSettings").path("minNodeCount").asLong()),
                false));
      }
    }
    for (var environment : Flight.TARGETS) {
      project
          .online()
          .ifPresent(
              online -> {
                var body =
                    online.deploymentBody(
                        planned(flight, environment), new Placement("", "", ""), "", Map.of());
                needs.add(
                    new Need(
                        online.deploymentYaml(),
                        environment,
                        body.path("properties").path("instanceType").asText(),
                        body.path("sku").path("capacity").asLong(1),
                        true));
              });
    }
    return needs;
  }

  private static PlannedSending planned(Flight flight, TargetEnvironment environment) {
    return new PlannedSending(flight.workspace(environment).armId(), "");
  }

  private static void check(List<Need> needs, Machines machines, List<Finding> findings) {
    var cores = new LinkedHashMap<Machines.Usage, Long>();
    var wanting = new LinkedHashMap<Machines.Usage, List<String>>();
    for (var need : needs) {
      var size = machines.size(need.size());
      if (size.isEmpty()) {
        findings.add(unknown(need, machines));
        continue;
      }
      var wanted =
          need.deployment()
              ? (long) Math.ceil(need.nodes() * RESERVE) * size.get().cores()
              : need.nodes() * size.get().cores();
      for (var limit : machines.limits(size.get())) {
        cores.merge(limit, wanted, need.deployment() ? Long::sum : Math::max);
        wanting
            .computeIfAbsent(limit, any -> new ArrayList<>())
            .add("%d x %s in %s".formatted(need.nodes(), need.size(), need.environment().key()));
      }
    }
    cores.forEach(
        (limit, wanted) -> {
          if (wanted > limit.free()) {
            findings.add(
                Finding.refuse(
                    "quota",
                    "%s has %d of %d cores free, and this release needs %d (%s%s)."
                        .formatted(
                            limit.title(),
                            limit.free(),
                            limit.limit(),
                            wanted,
                            String.join(", ", wanting.get(limit)),
                            ", deployments with the fifth more that Azure keeps for upgrades"),
                    "Delete a deployment that is not needed, choose a smaller size, or ask for"
                        + " quota in Azure ML studio; then release again with a higher attempt."));
          }
        });
  }

  private static Finding unknown(Need need, Machines machines) {
    var near = machines.near(need.size());
    return Finding.refuse(
        need.file(),
        "The region of %s has no VM size %s.".formatted(need.environment().key(), need.size()),
        near.isEmpty()
            ? "Choose one of its sizes (az ml compute list-sizes)."
            : "Choose one that it has, for instance %s.".formatted(String.join(", ", near)));
  }
}
