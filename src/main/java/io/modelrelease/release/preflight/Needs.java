package io.modelrelease.release.preflight;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.release.NeededComputes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which machines a release needs where, as its files and what is there already say. */
final class Needs {
  private final Flight flight;
  private final List<Finding> findings;
  private final List<Need> needs = new ArrayList<>();

  private Needs(Flight flight, List<Finding> findings) {
    this.flight = flight;
    this.findings = findings;
  }

  /**
   * @param findings a job that asks for more nodes than its cluster may have is added
   */
  static List<Need> of(Flight flight, List<Finding> findings) {
    var all = new Needs(flight, findings);
    all.inEnvironment(
        TargetEnvironment.DEV,
        dev -> all.clusters(Need.Phase.TRAINING, dev, AskedNodes.inDev(flight, planned(dev))));
    for (var environment : Flight.TARGETS) {
      all.inEnvironment(
          environment,
          workspace -> {
            all.online(workspace);
            all.clusters(
                Need.Phase.BATCH, workspace, AskedNodes.ofBatch(flight, planned(workspace)));
          });
    }
    return all.needs;
  }

  private void inEnvironment(TargetEnvironment environment, Consumer<Workspace> look) {
    var workspace = flight.workspace(environment);
    Asking.about(workspace, "workspace " + workspace.name(), () -> look.accept(workspace))
        .ifPresent(findings::add);
  }

  private static PlannedSending planned(Workspace workspace) {
    return new PlannedSending(workspace.armId(), "");
  }

  private void online(Workspace workspace) {
    flight
        .project()
        .online()
        .ifPresent(
            online -> {
              var body = online.deploymentBody(planned(workspace), Placement.NOWHERE, "", Map.of());
              needs.add(
                  new Need(
                      Need.Phase.SERVING,
                      online.deploymentYaml(),
                      workspace.environment(),
                      body.path("properties").path("instanceType").asText(),
                      false,
                      body.path("sku").path("capacity").asLong(1)));
            });
  }

  /** A cluster has at most the nodes of the largest job, since jobs wait for each other. */
  private void clusters(Need.Phase phase, Workspace workspace, List<AskedNodes> asked) {
    var largest = new LinkedHashMap<String, AskedNodes>();
    for (var nodes : asked) {
      if (nodes.compute().isPresent()) {
        largest.merge(
            nodes.compute().get(), nodes, (one, two) -> two.nodes() > one.nodes() ? two : one);
      } else {
        nodes
            .size()
            .ifPresent(
                size ->
                    needs.add(
                        new Need(
                            phase,
                            nodes.file(),
                            workspace.environment(),
                            size,
                            false,
                            nodes.nodes())));
      }
    }
    NeededComputes.in(workspace.environment(), flight.project())
        .forEach(
            compute ->
                largest.putIfAbsent(
                    compute.name(),
                    new AskedNodes(
                        compute.yaml(), Optional.of(compute.name()), Optional.empty(), 0)));
    largest.forEach(
        (name, nodes) ->
            Cluster.find(flight, workspace, name)
                .ifPresent(cluster -> cluster(phase, workspace, cluster, nodes)));
  }

  /** What a cluster that idles holds is less than what a job on it needs. */
  private void cluster(Need.Phase phase, Workspace workspace, Cluster cluster, AskedNodes asked) {
    if (asked.nodes() > cluster.most()) {
      findings.add(
          Finding.refuse(
              asked.file(),
              "It asks for %d nodes of cluster %s, which in %s has at most %d."
                  .formatted(
                      asked.nodes(), cluster.name(), workspace.environment().key(), cluster.most()),
              "Lower its instance_count, or raise max_instances of the cluster."));
    }
    needs.add(
        new Need(
            phase,
            cluster.file(),
            workspace.environment(),
            cluster.size(),
            cluster.lowPriority(),
            Math.max(0, Math.max(cluster.fewest(), asked.nodes()) - cluster.held())));
  }
}
