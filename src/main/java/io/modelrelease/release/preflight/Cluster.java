package io.modelrelease.release.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.PlannedSending;
import java.util.Optional;

/**
 * A compute cluster as it will be used: as it is, if it is there (a release leaves it alone), else
 * as its file says.
 *
 * @param held nodes that it has now, which are in the region's usage already
 */
record Cluster(
    String name, String file, String size, boolean lowPriority, long fewest, long most, long held) {

  /** Empty for a cluster that is neither there nor in the project. */
  static Optional<Cluster> find(Flight flight, Workspace workspace, String name) {
    var brought =
        flight.project().computes().stream()
            .filter(compute -> compute.name().equals(name))
            .findFirst();
    var file = brought.map(compute -> compute.yaml()).orElse("compute " + name);
    return workspace
        .find(workspace.armId("computes", name))
        .or(
            () ->
                brought.map(
                    compute ->
                        compute.body(
                            workspace.location(), new PlannedSending(workspace.armId(), ""))))
        .map(body -> body.path("properties").path("properties"))
        .filter(cluster -> cluster.has("vmSize"))
        .map(cluster -> read(name, file, cluster));
  }

  private static Cluster read(String name, String file, JsonNode cluster) {
    var scale = cluster.path("scaleSettings");
    return new Cluster(
        name,
        file,
        cluster.path("vmSize").asText(),
        cluster.path("vmPriority").asText().equalsIgnoreCase("LowPriority"),
        scale.path("minNodeCount").asLong(0),
        scale.path("maxNodeCount").asLong(1),
        cluster.path("currentNodeCount").asLong(0));
  }
}
