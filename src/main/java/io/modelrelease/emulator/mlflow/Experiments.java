package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Experiments: those that were created, and those that jobs name. */
public final class Experiments {
  private static final String NAME = "name";
  private static final String CREATED = "creation_time";

  private final World world;

  Experiments(World world) {
    this.world = world;
  }

  /** The id of an experiment is fixed by its name. */
  public static String id(String workspace, String name) {
    return World.guid("experiment/" + workspace + "/" + name);
  }

  private static String key(Place place, String... parts) {
    return "mlflow/" + place.name() + "/experiments" + (parts.length == 0 ? "" : "/" + parts[0]);
  }

  /** Oldest first. */
  List<ObjectNode> all(Place place) {
    Map<String, Long> created = new TreeMap<>();
    for (var key : world.store().children(key(place))) {
      world
          .store()
          .get(key)
          .ifPresent(
              stored -> created.put(stored.path(NAME).asText(), stored.path(CREATED).asLong()));
    }
    for (var key : world.store().children(place.key("jobs"))) {
      Resource.find(world, key)
          .ifPresent(
              job ->
                  created.merge(
                      job.properties().path("experimentName").asText("Default"),
                      job.createdAt().toEpochMilli(),
                      Math::min));
    }
    return created.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
        .map(entry -> show(place, entry.getKey(), entry.getValue()))
        .toList();
  }

  private static ObjectNode show(Place place, String name, long created) {
    var id = id(place.name(), name);
    var experiment = Exchange.JSON.createObjectNode();
    experiment.put("experiment_id", id).put(NAME, name);
    experiment.put(
        "artifact_location", "azureml://datastores/%s/ExperimentRun".formatted(World.ARTIFACTS));
    experiment.put("lifecycle_stage", "active");
    experiment.put(CREATED, created).put("last_update_time", created);
    experiment.putArray("tags");
    return experiment;
  }

  Optional<ObjectNode> byId(Place place, String id) {
    return all(place).stream()
        .filter(experiment -> experiment.path("experiment_id").asText().equals(id))
        .findFirst();
  }

  Optional<ObjectNode> byName(Place place, String name) {
    return byId(place, id(place.name(), name));
  }

  String create(Place place, String name, Instant now) {
    if (byName(place, name).isPresent()) {
      throw Errors.exists("Experiment '%s'".formatted(name));
    }
    var id = id(place.name(), name);
    world
        .store()
        .put(
            key(place, id),
            Exchange.JSON.createObjectNode().put(NAME, name).put(CREATED, now.toEpochMilli()));
    return id;
  }
}
