package io.modelrelease.emulator.mlflow;

import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.mlflow.MlflowCall.Handler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Versions of registered models. */
final class ModelVersionCalls {
  private static final int PAGE = 10_000;
  private static final int MOST = 200_000;
  private static final String SHOWN = "model_version";
  private static final String NO_STAGE = "None";
  private static final List<String> STAGES = List.of(NO_STAGE, "Staging", "Production", "Archived");

  private final RegisteredModels models;

  ModelVersionCalls(RegisteredModels models) {
    this.models = models;
  }

  Map<String, Handler> handlers() {
    return Map.ofEntries(
        Map.entry("POST model-versions/create", this::create),
        Map.entry("GET model-versions/get", call -> show(call, version(call))),
        Map.entry(
            "PATCH model-versions/update",
            call ->
                change(
                    call,
                    properties ->
                        properties.put("description", call.value("description").orElse("")))),
        Map.entry("POST model-versions/transition-stage", this::transition),
        Map.entry("DELETE model-versions/delete", call -> models.remove(version(call))),
        Map.entry("GET model-versions/search", this::search),
        Map.entry("POST model-versions/search", this::search),
        Map.entry(
            "GET model-versions/get-download-uri",
            call ->
                call.answer()
                    .put(
                        "artifact_uri",
                        ArtifactProxy.uri(call.required("name"), version(call).name()))),
        Map.entry(
            "POST model-versions/set-tag",
            call ->
                models.save(
                    version(call),
                    properties ->
                        properties
                            .withObject("/tags")
                            .put(call.required("key"), call.value("value").orElse("")))),
        Map.entry(
            "DELETE model-versions/delete-tag",
            call ->
                models.save(
                    version(call),
                    properties -> properties.withObject("/tags").remove(call.required("key")))));
  }

  private Resource version(MlflowCall call) {
    return models.requireVersion(call.place(), call.required("name"), call.required("version"));
  }

  private static void show(MlflowCall call, Resource version) {
    call.answer().set(SHOWN, RegisteredModels.showVersion(call.required("name"), version));
  }

  private void create(MlflowCall call) {
    call.required("source");
    show(call, models.createVersion(call.place(), call.required("name"), call.body()));
  }

  private void change(
      MlflowCall call, Consumer<com.fasterxml.jackson.databind.node.ObjectNode> change) {
    var version = version(call);
    models.save(version, change);
    show(call, version);
  }

  /** The stage as MLflow writes it; it takes any case. */
  static String stage(String text) {
    return STAGES.stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                Errors.invalid(
                    "Invalid Model Version stage: %s. Value must be one of %s."
                        .formatted(text, String.join(", ", STAGES))));
  }

  private void transition(MlflowCall call) {
    var name = call.required("name");
    var stage = stage(call.required("stage"));
    var version = version(call);
    if (call.value("archive_existing_versions").filter("true"::equals).isPresent()) {
      models.versions(call.place(), name).stream()
          .filter(other -> !other.name().equals(version.name()))
          .filter(other -> RegisteredModels.stage(other).equals(stage))
          .forEach(other -> models.save(other, properties -> properties.put("stage", "Archived")));
    }
    change(
        call,
        properties -> {
          if (stage.equals(NO_STAGE)) {
            properties.remove("stage");
          } else {
            properties.put("stage", stage);
          }
        });
  }

  private void search(MlflowCall call) {
    var filter = Filter.parse(call.value("filter").orElse(""), ModelVersionCalls::value);
    call.page(
        "model_versions",
        models.all(call.place()).stream()
            .flatMap(
                model ->
                    models.versions(call.place(), model.name()).stream()
                        .map(version -> new Named(model.name(), version)))
            .filter(filter)
            .map(found -> RegisteredModels.showVersion(found.name(), found.version()))
            .toList(),
        PAGE,
        MOST);
  }

  private record Named(String name, Resource version) {}

  private static Optional<Object> value(Named found, String kind, String name) {
    var properties = found.version().properties();
    if (kind.startsWith("tag")) {
      return Optional.ofNullable(properties.path("tags").get(name)).map(tag -> tag.asText());
    }
    return switch (name) {
      case "name" -> Optional.of(found.name());
      case "run_id" ->
          Stream.of(properties.path("jobName").asText("")).map(Object.class::cast).findFirst();
      case "source_path", "source" -> Optional.of(properties.path("modelUri").asText());
      case "version_number" -> Optional.of(Double.valueOf(found.version().name()));
      default -> throw Errors.invalid("Invalid attribute key '%s' specified.".formatted(name));
    };
  }
}
