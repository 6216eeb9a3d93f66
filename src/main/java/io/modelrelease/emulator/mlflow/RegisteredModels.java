package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.Exchange;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The models of a workspace as MLflow's registry: the same documents that the resource manager
 * shows, so that a model that is registered through one is there through the other. A stage is the
 * model version's {@code stage}; the run is its {@code jobName}.
 */
final class RegisteredModels {
  private static final String MODELS = "models";
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9\\-_.]{0,254}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Comparator<Resource> NEWEST =
      Comparator.comparing(Resource::createdAt).thenComparing(RegisteredModels::number).reversed();

  private final World world;
  private final References references;

  RegisteredModels(World world) {
    this.world = world;
    this.references = new References(world);
  }

  private static long number(Resource version) {
    return NUMBER.matcher(version.name()).matches() ? Long.parseLong(version.name()) : 0;
  }

  Optional<Resource> find(Place place, String name) {
    return Resource.find(world, place.key(MODELS, name));
  }

  Resource require(Place place, String name) {
    return find(place, name)
        .orElseThrow(() -> Errors.missing("Registered Model with name=%s".formatted(name)));
  }

  /** In the order of their names. */
  List<Resource> all(Place place) {
    return world.store().children(place.key(MODELS)).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(RegisteredModels::isActive)
        .toList();
  }

  /** Newest first. */
  List<Resource> versions(Place place, String name) {
    return world.store().children(place.key(MODELS, name, "versions")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(RegisteredModels::isActive)
        .sorted(NEWEST)
        .toList();
  }

  private static boolean isActive(Resource model) {
    return !model.properties().path("isArchived").asBoolean(false);
  }

  Resource requireVersion(Place place, String name, String version) {
    return Resource.find(world, place.key(MODELS, name, "versions", version))
        .orElseThrow(
            () -> Errors.missing("Model Version (name=%s, version=%s)".formatted(name, version)));
  }

  void create(Place place, String name, JsonNode order) {
    if (!NAME.matcher(name).matches()) {
      throw Errors.invalid(
          "Invalid name for a registered model: '%s'. It must begin with a letter or digit and contain only letters, digits, -, _ and dots, at most 255."
              .formatted(name));
    }
    if (find(place, name).isPresent()) {
      throw Errors.exists("Registered Model (name=%s)".formatted(name));
    }
    save(Resource.fresh(world, place.key(MODELS, name)), model -> described(model, order));
  }

  /** A model with the next number; what the source holds decides its type. */
  Resource createVersion(Place place, String name, JsonNode order) {
    require(place, name);
    var source = order.path("source").asText("");
    var uri = ArtifactProxy.datastoreUri(place, source).orElse(source);
    var bytes =
        references
            .find(place.name(), uri)
            .filter(found -> holds(found, ""))
            .orElseThrow(
                () ->
                    Errors.invalid(
                        "Invalid model version source: '%s' holds nothing that the workspace can read."
                            .formatted(source)));
    var next =
        1
            + world.store().children(place.key(MODELS, name, "versions")).stream()
                .flatMap(key -> Resource.find(world, key).stream())
                .mapToLong(RegisteredModels::number)
                .max()
                .orElse(0);
    var version = Resource.fresh(world, place.key(MODELS, name, "versions", Long.toString(next)));
    save(
        version,
        model -> {
          described(model, order);
          model.put("modelUri", uri);
          model.put("modelType", holds(bytes, "/MLmodel") ? "mlflow_model" : "custom_model");
          model.putObject("flavors");
          model.put("isAnonymous", false);
          ArtifactProxy.runOf(source)
              .or(() -> Optional.of(order.path("run_id").asText("")))
              .filter(run -> !run.isEmpty())
              .ifPresent(run -> model.put("jobName", run));
        });
    return version;
  }

  private boolean holds(BlobPlace place, String file) {
    var prefix = place.path().replaceFirst("/$", "") + file;
    return world.blobs().list(place.account(), place.container(), prefix).stream()
        .anyMatch(name -> name.equals(prefix) || (file.isEmpty() && name.startsWith(prefix + "/")));
  }

  private static void described(ObjectNode properties, JsonNode order) {
    properties.put("isArchived", false);
    var tags = properties.putObject("tags");
    order
        .path("tags")
        .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
    properties.putObject("properties");
    if (!order.path("description").asText("").isEmpty()) {
      properties.put("description", order.path("description").asText());
    }
  }

  /** Changes a model or a version and keeps when. */
  void save(Resource model, Consumer<ObjectNode> change) {
    var properties = model.properties().deepCopy();
    change.accept(properties);
    var body = model.body().deepCopy();
    body.set("properties", properties);
    model.take(body);
    model.save();
  }

  void remove(Resource model) {
    world.store().tree(model.key()).forEach(world.store()::remove);
  }

  /** Where the bytes of a version are. */
  Optional<BlobPlace> content(Place place, Resource version) {
    return references.find(place.name(), version.properties().path("modelUri").asText());
  }

  ObjectNode show(Place place, Resource model) {
    var shown = named("name", model);
    var latest = shown.putArray("latest_versions");
    var stages = new java.util.HashSet<String>();
    versions(place, model.name()).stream()
        .filter(version -> stages.add(stage(version)))
        .forEach(version -> latest.add(showVersion(model.name(), version)));
    return shown;
  }

  static ObjectNode showVersion(String name, Resource version) {
    var shown = named("version", version);
    var properties = version.properties();
    shown.put("name", name).put("current_stage", stage(version)).put("status", "READY");
    shown.put("source", properties.path("modelUri").asText());
    shown.put("run_id", properties.path("jobName").asText(""));
    return shown;
  }

  private static ObjectNode named(String name, Resource model) {
    var shown = Exchange.JSON.createObjectNode().put(name, model.name());
    var system = model.show("", "").path("systemData");
    shown.put("creation_timestamp", model.createdAt().toEpochMilli());
    shown.put(
        "last_updated_timestamp",
        Instant.parse(system.path("lastModifiedAt").asText()).toEpochMilli());
    shown.put("description", model.properties().path("description").asText(""));
    tags(shown.putArray("tags"), model.properties().path("tags"));
    return shown;
  }

  private static void tags(ArrayNode shown, JsonNode tags) {
    tags.properties()
        .forEach(tag -> shown.add(RunCalls.text(tag.getKey(), tag.getValue().asText())));
  }

  static String stage(Resource version) {
    var stage = version.properties().path("stage").asText("");
    return stage.isEmpty() ? "None" : stage;
  }
}
