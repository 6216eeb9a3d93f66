package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.function.Consumer;

/** Experiments: those that were created, and those that jobs name. */
public final class Experiments {
  private static final String NAME = "name";
  private static final String CREATED = "creation_time";
  private static final String DELETED = "deleted";
  private static final String TAGS = "tags";

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

  /** Whether a view type of MLflow (ACTIVE_ONLY, DELETED_ONLY, ALL) shows it. */
  static boolean shows(String view, boolean isDeleted) {
    return switch (view.toUpperCase(java.util.Locale.ROOT)) {
      case "ALL" -> true;
      case "DELETED_ONLY" -> isDeleted;
      default -> !isDeleted;
    };
  }

  private ObjectNode show(Place place, String name, long created) {
    var id = id(place.name(), name);
    var experiment = Exchange.JSON.createObjectNode();
    experiment.put("experiment_id", id).put(NAME, name);
    experiment.put("artifact_location", ArtifactProxy.SCHEME);
    var stored = world.store().get(key(place, id)).orElseGet(Exchange.JSON::createObjectNode);
    experiment.put("lifecycle_stage", stored.path(DELETED).asBoolean() ? "deleted" : "active");
    experiment.put(CREATED, created).put("last_update_time", created);
    var tags = experiment.putArray("tags");
    stored
        .path(TAGS)
        .properties()
        .forEach(tag -> tags.add(RunCalls.text(tag.getKey(), tag.getValue().asText())));
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

  void tag(Place place, ObjectNode experiment, String name, String value) {
    change(place, experiment, stored -> stored.withObject("/" + TAGS).put(name, value));
  }

  /** Deleted experiments are kept, and their names with them. */
  void delete(Place place, ObjectNode experiment, boolean isDeleted) {
    change(place, experiment, stored -> stored.put(DELETED, isDeleted));
  }

  private void change(Place place, ObjectNode experiment, Consumer<ObjectNode> change) {
    var key = key(place, experiment.path("experiment_id").asText());
    var stored =
        world
            .store()
            .get(key)
            .orElseGet(
                () ->
                    Exchange.JSON
                        .createObjectNode()
                        .put(NAME, experiment.path(NAME).asText())
                        .put(CREATED, experiment.path(CREATED).asLong()));
    change.accept(stored);
    world.store().put(key, stored);
  }

  String create(Place place, String name, JsonNode tags, Instant now) {
    if (byName(place, name).isPresent()) {
      throw Errors.exists("Experiment '%s'".formatted(name));
    }
    var id = id(place.name(), name);
    var stored = Exchange.JSON.createObjectNode().put(NAME, name).put(CREATED, now.toEpochMilli());
    var kept = stored.putObject(TAGS);
    tags.forEach(tag -> kept.put(tag.path("key").asText(), tag.path("value").asText()));
    world.store().put(key(place, id), stored);
    return id;
  }
}
