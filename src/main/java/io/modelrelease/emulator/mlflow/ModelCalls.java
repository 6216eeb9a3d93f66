package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.mlflow.MlflowCall.Handler;
import java.util.Map;
import java.util.Optional;

/** Registered models. */
final class ModelCalls {
  private static final int PAGE = 100;
  private static final int MOST = 1000;
  private static final String SHOWN = "registered_model";

  private final RegisteredModels models;

  ModelCalls(RegisteredModels models) {
    this.models = models;
  }

  Map<String, Handler> handlers() {
    return Map.ofEntries(
        Map.entry("POST registered-models/create", this::create),
        Map.entry(
            "GET registered-models/get",
            call -> call.answer().set(SHOWN, models.show(call.place(), model(call)))),
        Map.entry(
            "PATCH registered-models/update",
            call ->
                change(
                    call,
                    properties ->
                        properties.put("description", call.value("description").orElse("")))),
        Map.entry("DELETE registered-models/delete", call -> models.remove(model(call))),
        Map.entry("GET registered-models/search", this::search),
        Map.entry("POST registered-models/search", this::search),
        Map.entry("GET registered-models/get-latest-versions", this::latest),
        Map.entry("POST registered-models/get-latest-versions", this::latest),
        Map.entry(
            "POST registered-models/set-tag",
            call ->
                models.save(
                    model(call),
                    properties ->
                        properties
                            .withObject("/tags")
                            .put(call.required("key"), call.value("value").orElse("")))),
        Map.entry(
            "DELETE registered-models/delete-tag",
            call ->
                models.save(
                    model(call),
                    properties -> properties.withObject("/tags").remove(call.required("key")))));
  }

  private Resource model(MlflowCall call) {
    return models.require(call.place(), call.required("name"));
  }

  private void create(MlflowCall call) {
    models.create(call.place(), call.required("name"), call.body());
    call.answer().set(SHOWN, models.show(call.place(), model(call)));
  }

  private void change(MlflowCall call, java.util.function.Consumer<ObjectNode> change) {
    models.save(model(call), change);
    call.answer().set(SHOWN, models.show(call.place(), model(call)));
  }

  private void search(MlflowCall call) {
    var filter = Filter.parse(call.value("filter").orElse(""), ModelCalls::value);
    call.page(
        "registered_models",
        models.all(call.place()).stream()
            .filter(filter)
            .map(model -> models.show(call.place(), model))
            .toList(),
        PAGE,
        MOST);
  }

  static Optional<Object> value(Resource model, String kind, String name) {
    if (kind.startsWith("tag")) {
      return Optional.ofNullable(model.properties().path("tags").get(name))
          .map(tag -> (Object) tag.asText());
    }
    if (!name.equals("name")) {
      throw Errors.invalid("Invalid attribute key '%s' specified.".formatted(name));
    }
    return Optional.of(model.name());
  }

  /** The newest of each stage, or of the stages that are asked for. */
  private void latest(MlflowCall call) {
    var stages = call.texts("stages").stream().map(ModelVersionCalls::stage).toList();
    var versions = call.answer().putArray("model_versions");
    for (var version : models.show(call.place(), model(call)).path("latest_versions")) {
      if (stages.isEmpty() || stages.contains(version.path("current_stage").asText())) {
        versions.add(version);
      }
    }
  }
}
