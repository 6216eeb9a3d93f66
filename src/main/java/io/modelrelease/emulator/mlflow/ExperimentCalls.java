package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.mlflow.MlflowCall.Handler;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Experiments, their tags, and where they are found. */
final class ExperimentCalls {
  private static final int PAGE = 1000;
  private static final int MOST = 50_000;
  private static final String ID = "experiment_id";

  private final World world;
  private final Experiments experiments;

  ExperimentCalls(World world, Experiments experiments) {
    this.world = world;
    this.experiments = experiments;
  }

  Map<String, Handler> handlers() {
    return Map.of(
        "POST experiments/create",
        call ->
            call.answer()
                .put(
                    ID,
                    experiments.create(
                        call.place(),
                        call.required("name"),
                        call.body().path("tags"),
                        world.clock().now())),
        "GET experiments/get",
        call -> call.answer().set("experiment", require(call)),
        "GET experiments/get-by-name",
        call -> {
          var name = call.required("experiment_name");
          call.answer()
              .set(
                  "experiment",
                  experiments.byName(call.place(), name).orElseThrow(() -> missing(name)));
        },
        "POST experiments/search",
        this::search,
        "GET experiments/search",
        this::search,
        "POST experiments/set-experiment-tag",
        call ->
            experiments.tag(
                call.place(), require(call), call.required("key"), call.value("value").orElse("")),
        "POST experiments/delete",
        call -> experiments.delete(call.place(), require(call), true),
        "POST experiments/restore",
        call -> experiments.delete(call.place(), require(call), false));
  }

  private static RuntimeException missing(String name) {
    return Errors.missing("Experiment '%s'".formatted(name));
  }

  private ObjectNode require(MlflowCall call) {
    var id = call.required(ID);
    return experiments.byId(call.place(), id).orElseThrow(() -> missing(id));
  }

  private void search(MlflowCall call) {
    var filter = Filter.parse(call.value("filter").orElse(""), ExperimentCalls::value);
    var view = call.value("view_type").orElse("ACTIVE_ONLY");
    call.page(
        "experiments",
        experiments.all(call.place()).stream()
            .filter(
                experiment ->
                    Experiments.shows(
                        view, experiment.path("lifecycle_stage").asText().equals("deleted")))
            .filter(filter)
            .toList(),
        PAGE,
        MOST);
  }

  private static Optional<Object> value(ObjectNode experiment, String kind, String name) {
    if (kind.startsWith("tag")) {
      return StreamSupport.stream(experiment.path("tags").spliterator(), false)
          .filter(tag -> tag.path("key").asText().equals(name))
          .map(tag -> (Object) tag.path("value").asText())
          .findFirst();
    }
    return switch (name) {
      case "name" -> Optional.of(experiment.path("name").asText());
      case "creation_time", "last_update_time" -> Optional.of(experiment.path(name).asDouble());
      default -> throw Errors.invalid("Invalid attribute key '%s' specified.".formatted(name));
    };
  }
}
