package io.modelrelease.release.preflight;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Machines;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.Sentence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Each VM size that the files name exists in the region, and its quota has room beside what runs
 * there now, old deployments among it: for training, the nodes of the largest job of a cluster; for
 * serving, the deployments in staging and production together, with what Azure keeps for upgrades,
 * and the nodes of a batch invocation. A cluster that idles after training holds its nodes a while
 * longer; where only that is too much, it is a warning.
 *
 * <p>Unverified on Azure: that a job waits for cores that others use, while one whose nodes exceed
 * the limit fails, and a deployment fails at once.
 */
final class Cores implements PreFlightCheck {

  @Override
  public String name() {
    return "sizes and quota of machines";
  }

  @Override
  public List<Finding> check(Flight flight) {
    var findings = new ArrayList<Finding>();
    var regions = new LinkedHashMap<String, List<Need>>();
    var machines = new LinkedHashMap<String, Optional<Machines>>();
    for (var need : Needs.of(flight, findings)) {
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

  private static void check(List<Need> needs, Machines machines, List<Finding> findings) {
    var byLimit = new LinkedHashMap<Machines.Usage, Map<Need, Long>>();
    for (var need : needs) {
      var size = machines.size(need.size());
      if (size.isEmpty()) {
        findings.add(unknown(need, machines));
        continue;
      }
      for (var limit : machines.limits(size.get(), need.lowPriority())) {
        byLimit
            .computeIfAbsent(limit, any -> new LinkedHashMap<>())
            .put(need, need.cores(size.get()));
      }
    }
    byLimit.forEach((limit, cores) -> tooFew(limit, cores).ifPresent(findings::add));
  }

  private static Optional<Finding> tooFew(Machines.Usage limit, Map<Need, Long> cores) {
    var training = largest(cores, Need.Phase.TRAINING);
    var serving = sum(cores, Need.Phase.SERVING);
    var batch = largest(cores, Need.Phase.BATCH);
    if (training > limit.free() || serving + batch > limit.free()) {
      var trains = training > serving + batch;
      return Optional.of(
          Finding.refuse(
              "quota",
              "%s has %d of %d cores free beside what runs now, and this release needs %d to %s (%s%s)."
                  .formatted(
                      limit.title(),
                      limit.free(),
                      limit.limit(),
                      Math.max(training, serving + batch),
                      trains ? "train" : "serve beside it",
                      inWords(cores.keySet(), trains),
                      trains ? "" : "; deployments with the fifth more that Azure keeps"),
              "Delete a deployment that is not needed, choose a smaller size, or ask for quota in"
                  + " Azure ML studio; then release again with a higher attempt."));
    }
    return training + serving + batch > limit.free()
        ? Optional.of(
            Finding.warn(
                "quota",
                "%s has %d of %d cores free: enough to train (%d) and to serve (%d), not for both at once, and a cluster holds its nodes until it has idled for a while."
                    .formatted(
                        limit.title(), limit.free(), limit.limit(), training, serving + batch),
                "If a deployment finds too few cores, wait and choose Retry."))
        : Optional.empty();
  }

  private static String inWords(Set<Need> needs, boolean training) {
    return needs.stream()
        .filter(need -> (need.phase() == Need.Phase.TRAINING) == training)
        .filter(need -> need.nodes() > 0)
        .sorted(comparing(Need::phase))
        .map(Need::inWords)
        .collect(joining(", "));
  }

  private static long sum(Map<Need, Long> cores, Need.Phase phase) {
    return cores.entrySet().stream()
        .filter(need -> need.getKey().phase() == phase)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Of one cluster after the other. */
  private static long largest(Map<Need, Long> cores, Need.Phase phase) {
    return cores.entrySet().stream()
        .filter(need -> need.getKey().phase() == phase)
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(0);
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
