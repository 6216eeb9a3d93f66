package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * MLflow's REST API ({@code {mlFlowTrackingUri}/api/2.0/mlflow/…}): experiments, runs, metrics,
 * artifacts. Limits of log-batch as MLflow documents them.
 */
public final class MlflowApi {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final int SCOPE = 2;
  private static final int CALL = SCOPE + Place.PARTS;
  private static final int PAGE = 1000;
  private static final int BATCH = 1000;
  private static final int BATCH_TEXTS = 100;

  private final World world;
  private final Tokens tokens;
  private final Experiments experiments;
  private final Runs runs;
  private final Artifacts artifacts;

  public MlflowApi(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    this.experiments = new Experiments(world);
    this.runs = new Runs(world);
    this.artifacts = new Artifacts(world);
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("mlflow");
  }

  public void handle(Exchange exchange) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    var path = exchange.path();
    var place =
        Place.workspaceAt(path, SCOPE)
            .filter(known -> path.size() > CALL + 3)
            .filter(known -> path.subList(CALL, CALL + 3).equals(List.of("api", "2.0", "mlflow")))
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    var call = String.join("/", path.subList(CALL + 3, path.size()));
    try {
      synchronized (this) { // runs are read, changed and saved
        exchange.json(200, answer(exchange, place, exchange.method() + " " + call));
      }
    } catch (AzureFailure failure) {
      exchange.json(
          failure.status(),
          JSON.createObjectNode()
              .put("error_code", failure.code())
              .put("message", failure.getMessage()));
    }
  }

  private ObjectNode answer(Exchange exchange, Place place, String call) {
    var answer = JSON.createObjectNode();
    switch (call) {
      case "GET experiments/get" ->
          answer.set(
              "experiment",
              experiments
                  .byId(place, parameter(exchange, "experiment_id"))
                  .orElseThrow(() -> Errors.missing("The experiment")));
      case "GET experiments/get-by-name" ->
          answer.set(
              "experiment",
              experiments
                  .byName(place, parameter(exchange, "experiment_name"))
                  .orElseThrow(() -> Errors.missing("The experiment")));
      case "POST experiments/create" ->
          answer.put(
              "experiment_id",
              experiments.create(place, text(body(exchange), "name"), world.clock().now()));
      case "POST experiments/search", "GET experiments/search" ->
          answer.putArray("experiments").addAll(experiments(exchange, place));
      case "POST runs/create" -> answer.set("run", create(place, body(exchange)).show());
      case "GET runs/get" -> answer.set("run", runOf(exchange, place).show());
      case "POST runs/update" -> {
        var order = body(exchange);
        answer.set("run_info", change(place, order, run -> run.update(order)).info());
      }
      case "POST runs/search" -> search(answer, place, body(exchange));
      case "POST runs/log-metric" -> {
        var order = body(exchange);
        change(place, order, run -> run.log(Metric.read(order)));
      }
      case "POST runs/log-parameter" -> {
        var order = body(exchange);
        change(place, order, run -> run.param(order));
      }
      case "POST runs/set-tag" -> {
        var order = body(exchange);
        change(place, order, run -> run.tag(order));
      }
      case "POST runs/log-batch" -> logBatch(place, body(exchange));
      case "GET metrics/get-history" -> {
        var values = answer.putArray("metrics");
        runOf(exchange, place)
            .history(parameter(exchange, "metric_key"))
            .forEach(metric -> values.add(metric.show()));
      }
      case "GET artifacts/list" ->
          artifacts.list(answer, runOf(exchange, place), exchange.query("path").orElse(""));
      default -> throw Errors.unknownCall(call);
    }
    return answer;
  }

  private List<ObjectNode> experiments(Exchange exchange, Place place) {
    var filter =
        exchange.is("GET")
            ? exchange.query("filter").orElse("")
            : body(exchange).path("filter").asText("");
    if (filter.isBlank()) {
      return experiments.all(place);
    }
    var name = java.util.regex.Pattern.compile("name\\s*=\\s*'([^']*)'").matcher(filter.strip());
    if (!name.matches()) {
      throw Errors.invalid("The emulator cannot read the filter '%s'.".formatted(filter));
    }
    return experiments.byName(place, name.group(1)).stream().toList();
  }

  private Run create(Place place, JsonNode order) {
    var experiment = text(order, "experiment_id");
    if (experiments.byId(place, experiment).isEmpty()) {
      throw Errors.missing("Experiment '%s'".formatted(experiment));
    }
    return runs.create(place, experiment, order);
  }

  private Run runOf(Exchange exchange, Place place) {
    return runs.require(
        place,
        exchange
            .query("run_id")
            .or(() -> exchange.query("run_uuid"))
            .orElseThrow(() -> Errors.invalid("Missing value for required parameter 'run_id'.")));
  }

  private Run change(Place place, JsonNode order, Consumer<Run> change) {
    var id = order.path("run_id").asText(order.path("run_uuid").asText(""));
    if (id.isEmpty()) {
      throw Errors.invalid("Missing value for required parameter 'run_id'.");
    }
    var run = runs.require(place, id);
    change.accept(run);
    runs.save(run);
    return run;
  }

  private void logBatch(Place place, JsonNode order) {
    var metrics = order.path("metrics");
    var params = order.path("params");
    var tags = order.path("tags");
    if (metrics.size() > BATCH
        || params.size() > BATCH_TEXTS
        || tags.size() > BATCH_TEXTS
        || metrics.size() + params.size() + tags.size() > BATCH) {
      throw Errors.invalid(
          "A batch logging request can contain at most 1000 metrics, 100 params and 100 tags, 1000 together.");
    }
    change(
        place,
        order,
        run -> {
          metrics.forEach(metric -> run.log(Metric.read(metric)));
          params.forEach(run::param);
          tags.forEach(run::tag);
        });
  }

  private void search(ObjectNode answer, Place place, JsonNode order) {
    var ids = texts(order.path("experiment_ids"));
    Predicate<Run> filter = RunSearch.filter(order.path("filter").asText(""));
    var found =
        runs.all(place).stream()
            .filter(run -> ids.isEmpty() || ids.contains(run.experiment()))
            .filter(filter)
            .sorted(RunSearch.order(texts(order.path("order_by"))))
            .toList();
    var from = order.path("page_token").asInt(0);
    var to = Math.min(found.size(), from + Math.max(1, order.path("max_results").asInt(PAGE)));
    var shown = answer.putArray("runs");
    found.subList(Math.min(from, to), to).forEach(run -> shown.add(run.show()));
    if (to < found.size()) {
      answer.put("next_page_token", Integer.toString(to));
    }
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).forEach(texts::add);
    return texts;
  }

  private static String parameter(Exchange exchange, String name) {
    return exchange
        .query(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () -> Errors.invalid("Missing value for required parameter '%s'.".formatted(name)));
  }

  private static String text(JsonNode order, String name) {
    var value = order.path(name).asText("");
    if (value.isEmpty()) {
      throw Errors.invalid("Missing value for required parameter '%s'.".formatted(name));
    }
    return value;
  }

  private static JsonNode body(Exchange exchange) {
    try {
      return JSON.readTree(exchange.body());
    } catch (IOException e) {
      throw new AzureFailure(400, "BAD_REQUEST", "The body is no JSON: " + e.getMessage());
    }
  }
}
