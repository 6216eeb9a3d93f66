package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobStates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The nodes that a compute cluster has: those that jobs run on, and at least the fewest wanted. */
final class ClusterNodes {
  private static final Set<String> ON_NODES = Set.of("Preparing", "Running", "Finalizing");
  private static final int SSH = 50000;

  private ClusterNodes() {}

  static Optional<VmSizes.Size> size(JsonNode body) {
    return VmSizes.find(body.at("/properties/properties/vmSize").asText());
  }

  static boolean isLowPriority(JsonNode body) {
    return body.at("/properties/properties/vmPriority").asText().equalsIgnoreCase("LowPriority");
  }

  static int fewest(JsonNode body) {
    return body.at("/properties/properties/scaleSettings/minNodeCount").asInt(0);
  }

  static int most(JsonNode body) {
    return body.at("/properties/properties/scaleSettings/maxNodeCount").asInt(1);
  }

  /** A cluster that is being made or could not be made has none. */
  static int count(World world, Place place, Resource cluster) {
    return cluster.provisioningState().equals("Succeeded")
        ? Math.max(fewest(cluster.body()), busy(world, place, cluster).size())
        : 0;
  }

  /** A job for each node that one runs on. */
  static List<String> busy(World world, Place place, Resource cluster) {
    var id = place.armId("computes", cluster.name());
    return world.store().children(place.key("jobs")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(job -> job.properties().path("computeId").asText().equalsIgnoreCase(id))
        .filter(job -> ON_NODES.contains(JobStates.of(job)))
        .flatMap(
            job ->
                IntStream.range(0, job.properties().at("/resources/instanceCount").asInt(1))
                    .mapToObj(node -> job.name()))
        .limit(most(cluster.body()))
        .toList();
  }

  /** Compute - List Nodes: {@code {"nodes": […]}}. */
  static void list(Exchange exchange, World world, Place place, Resource cluster) {
    var busy = busy(world, place, cluster);
    var answer = Exchange.JSON.createObjectNode();
    var nodes = answer.putArray("nodes");
    for (var number = 0; number < count(world, place, cluster); number++) {
      var runs = number < busy.size();
      var node = nodes.addObject();
      node.put(
          "nodeId", "tvmps_%s_d".formatted(World.guid(cluster.key() + number).replace("-", "")));
      node.put("privateIpAddress", "10.0.0." + (4 + number)).put("publicIpAddress", "127.0.0.1");
      node.put("port", SSH + number).put("nodeState", runs ? "running" : "idle");
      node.put("runId", runs ? busy.get(number) : null);
    }
    exchange.json(200, answer);
  }
}
