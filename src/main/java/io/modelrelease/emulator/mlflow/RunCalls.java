package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.mlflow.MlflowCall.Handler;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Runs, what they log, and their artifacts. */
final class RunCalls {
  private static final int PAGE = 1000;
  private static final int MOST = 50_000;
  private static final int BATCH = 1000;
  private static final int BATCH_TEXTS = 100;
  private static final String HISTORY = "mlflow.log-model.history";

  private final Experiments experiments;
  private final Runs runs;
  private final Artifacts artifacts;

  RunCalls(World world, Experiments experiments) {
    this.experiments = experiments;
    this.runs = new Runs(world);
    this.artifacts = new Artifacts(world);
  }

  Map<String, Handler> handlers() {
    return Map.ofEntries(
        Map.entry("POST runs/create", this::create),
        Map.entry("GET runs/get", call -> call.answer().set("run", run(call).show())),
        Map.entry(
            "POST runs/update",
            call ->
                call.answer().set("run_info", change(call, run -> run.update(call.body())).info())),
        Map.entry("POST runs/delete", call -> change(call, run -> run.delete(true))),
        Map.entry("POST runs/restore", call -> change(call, run -> run.delete(false))),
        Map.entry("POST runs/search", this::search),
        Map.entry(
            "POST runs/log-metric", call -> change(call, run -> run.log(Metric.read(call.body())))),
        Map.entry("POST runs/log-parameter", call -> change(call, run -> run.param(call.body()))),
        Map.entry("POST runs/set-tag", call -> change(call, run -> run.tag(call.body()))),
        Map.entry(
            "POST runs/delete-tag", call -> change(call, run -> run.untag(call.required("key")))),
        Map.entry("POST runs/log-batch", this::logBatch),
        Map.entry("POST runs/log-model", this::logModel),
        Map.entry("GET metrics/get-history", this::history),
        Map.entry(
            "GET artifacts/list",
            call -> artifacts.list(call.answer(), run(call), call.value("path").orElse(""))));
  }

  private Run run(MlflowCall call) {
    return runs.require(call.place(), call.runId());
  }

  private Run change(MlflowCall call, Consumer<Run> change) {
    var run = run(call);
    change.accept(run);
    runs.save(run);
    return run;
  }

  private void create(MlflowCall call) {
    var experiment = call.required("experiment_id");
    if (experiments.byId(call.place(), experiment).isEmpty()) {
      throw Errors.missing("Experiment '%s'".formatted(experiment));
    }
    call.answer().set("run", runs.create(call.place(), experiment, call.body()).show());
  }

  private void search(MlflowCall call) {
    var ids = call.texts("experiment_ids");
    var view = call.value("run_view_type").orElse("ACTIVE_ONLY");
    Predicate<Run> filter = RunSearch.filter(call.value("filter").orElse(""));
    call.page(
        "runs",
        runs.all(call.place()).stream()
            .filter(run -> ids.isEmpty() || ids.contains(run.experiment()))
            .filter(run -> Experiments.shows(view, run.isDeleted()))
            .filter(filter)
            .sorted(RunSearch.order(call.texts("order_by")))
            .map(Run::show)
            .toList(),
        PAGE,
        MOST);
  }

  private void logBatch(MlflowCall call) {
    var metrics = call.body().path("metrics");
    var params = call.body().path("params");
    var tags = call.body().path("tags");
    if (metrics.size() > BATCH
        || params.size() > BATCH_TEXTS
        || tags.size() > BATCH_TEXTS
        || metrics.size() + params.size() + tags.size() > BATCH) {
      throw new AzureFailure(
          400,
          "BAD_REQUEST",
          "A field of the entity is over the size limit: a batch takes at most 1000 metrics, 100 params and 100 tags, 1000 together.");
    }
    change(
        call,
        run -> {
          metrics.forEach(metric -> run.log(Metric.read(metric)));
          params.forEach(run::param);
          tags.forEach(run::tag);
        });
  }

  /** As MLflow has it: a list of all models of the run, in a tag. */
  private void logModel(MlflowCall call) {
    try {
      var model = MlflowApi.JSON.readTree(call.required("model_json"));
      change(
          call,
          run -> {
            var known = run.texts("tags").getOrDefault(HISTORY, "[]");
            run.tag(
                MlflowApi.JSON
                    .createObjectNode()
                    .put("key", HISTORY)
                    .put("value", appended(known, model)));
          });
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Errors.invalid("Malformed model info: model_json is no JSON.");
    }
  }

  private static String appended(String list, JsonNode item) {
    try {
      var all = MlflowApi.JSON.createArrayNode();
      MlflowApi.JSON.readTree(list).forEach(all::add);
      return all.add(item).toString();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Errors.invalid("The tag %s of the run is no JSON.".formatted(HISTORY));
    }
  }

  private void history(MlflowCall call) {
    var values = run(call).history(call.required("metric_key"));
    var shown = StreamSupport.stream(values.spliterator(), false).map(Metric::show).toList();
    call.page("metrics", shown, Math.max(1, shown.size()), Integer.MAX_VALUE);
  }

  /** What a run shows of itself in lists of other things. */
  static ObjectNode text(String key, String value) {
    return MlflowApi.JSON.createObjectNode().put("key", key).put("value", value);
  }
}
