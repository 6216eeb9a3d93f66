package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** Runs: one for each job, and those that were created through MLflow. */
final class Runs {
  private final World world;

  Runs(World world) {
    this.world = world;
  }

  private static String key(Place place, String... parts) {
    return "mlflow/" + place.name() + "/runs" + (parts.length == 0 ? "" : "/" + parts[0]);
  }

  Run create(Place place, String experiment, JsonNode order) {
    var run = new Run(place, UUID.randomUUID().toString(), empty(), Optional.empty());
    var document = run.document();
    document.put("experiment", experiment);
    document.put("name", order.path("run_name").asText(run.id()));
    document.put("status", "RUNNING");
    document.put("start", order.path("start_time").asLong(world.clock().now().toEpochMilli()));
    order.path("tags").forEach(run::tag);
    save(run);
    return run;
  }

  private static ObjectNode empty() {
    var document = Exchange.JSON.createObjectNode();
    for (var part : List.of("tags", "params", "metrics")) {
      document.putObject(part);
    }
    return document;
  }

  Run require(Place place, String id) {
    return find(place, id).orElseThrow(() -> Errors.missing("Run '%s'".formatted(id)));
  }

  Optional<Run> find(Place place, String id) {
    if (id.isEmpty() || id.contains("/")) {
      return Optional.empty();
    }
    var job = Resource.find(world, place.key("jobs", id));
    var stored = world.store().get(key(place, id));
    if (job.isEmpty() && stored.filter(document -> document.has("experiment")).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Run(place, id, stored.orElseGet(Runs::empty), job));
  }

  void save(Run run) {
    world.store().put(key(run.place(), run.id()), run.document());
  }

  /** Newest first. */
  List<Run> all(Place place) {
    var ids = new TreeSet<String>();
    for (var parent : List.of(place.key("jobs"), key(place))) {
      world
          .store()
          .children(parent)
          .forEach(key -> ids.add(key.substring(key.lastIndexOf('/') + 1)));
    }
    return ids.stream()
        .flatMap(id -> find(place, id).stream())
        .sorted((one, other) -> Long.compare(other.start(), one.start()))
        .toList();
  }
}
