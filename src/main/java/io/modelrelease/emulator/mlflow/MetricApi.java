package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.DataPlane;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * Metrics as Azure's own clients read and write them ({@code
 * {api}/metric/v2.0{workspace}/runs/{run}/…}; azure-ai-ml, restclient runhistory, Metric): {@code
 * list}, {@code full}, {@code sample}, {@code batch}. They are the same that MLflow logs. Scalars
 * only; samples are all values. Unverified: ids, and the names of columns.
 */
public final class MetricApi {
  private static final String SOURCE = "azure-ai-ml, restclient/runhistory, Metric";
  private static final String RUN = "/metric/v2.0{W}/runs/{run}/";

  /** All that is answered. */
  public static final List<Route> ROUTES =
      List.of(
          new Route("POST", RUN + "list", "", SOURCE),
          new Route("POST", RUN + "full", "all values of a metric", SOURCE),
          new Route("POST", RUN + "sample", "the same", SOURCE),
          new Route("POST", RUN + "batch", "logs metrics", SOURCE));

  private static final String SCALAR = "azureml.v1.scalar";

  private final World world;
  private final Tokens tokens;
  private final Runs runs;

  public MetricApi(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    this.runs = new Runs(world);
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("metric");
  }

  public void handle(Exchange exchange) {
    var place = DataPlane.enter(exchange, tokens, ROUTES);
    var path = exchange.path();
    var body = exchange.json();
    var answer =
        world.exclusively(
            () -> {
              var run = requireRun(runs, place, path.get(DataPlane.CALL + 1));
              return switch (path.get(DataPlane.CALL + 2)) {
                case "list" -> list(run);
                case "full" -> values(run, body.path("metricName").asText(""));
                case "sample" -> sample(run, body.path("metricName").asText(""));
                case "batch" -> log(run, body.path("values"));
                default -> throw AzureFailure.notFound(exchange.rawPath());
              };
            });
    exchange.json(200, answer);
  }

  /** 404 in Azure's words, where MLflow has its own. */
  static Run requireRun(Runs runs, Place place, String id) {
    return runs.find(place, id)
        .orElseThrow(() -> AzureFailure.notFound("The run %s".formatted(id)));
  }

  private static ObjectNode list(Run run) {
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    for (var metric : run.metrics()) {
      var shown = values.addObject();
      var key = shown.putObject("metricKey").put("name", metric.key()).put("namespace", "");
      key.putArray("labels");
      key.putArray("columnNames").add(metric.key());
      typed(shown, metric.key());
    }
    return answer;
  }

  private static String container(Run run) {
    return "dcid." + run.id();
  }

  private static void typed(ObjectNode shown, String metric) {
    shown.putObject("columns").put(metric, "Double");
    shown.putObject("properties").put("uxMetricType", SCALAR);
  }

  private static ObjectNode values(Run run, String metric) {
    var history = run.history(metric);
    if (history.isEmpty()) {
      throw AzureFailure.notFound("The metric %s of run %s".formatted(metric, run.id()));
    }
    var answer = Exchange.JSON.createObjectNode();
    answer.put("dataContainerId", container(run)).put("name", metric).put("namespace", "");
    typed(answer, metric);
    var values = answer.putArray("value");
    for (var value : history) {
      var shown = values.addObject();
      shown.put("metricId", World.guid(run.id() + "/" + metric + "/" + values.size()));
      shown.put("createdUtc", Instant.ofEpochMilli(value.timestamp()).toString());
      shown.put("step", value.step());
      shown.putObject("data").set(metric, value.show().path("value"));
    }
    return answer;
  }

  private static ObjectNode sample(Run run, String metric) {
    var answer = values(run, metric);
    return answer.put("isPartialResult", false).put("numValuesLogged", answer.path("value").size());
  }

  private ObjectNode log(Run run, JsonNode metrics) {
    var now = world.clock().now();
    for (var metric : metrics) {
      var name = metric.path("name").asText("");
      for (var value : metric.path("value")) {
        var number = value.path("data").path(name);
        if (name.isEmpty() || !number.isNumber() || value.path("data").size() != 1) {
          throw AzureFailure.userError(
              "The emulator keeps metrics of one number under their own name; '%s' is none."
                  .formatted(name));
        }
        var at = value.path("createdUtc").asText(now.toString());
        run.log(
            new Metric(
                name, number.doubleValue(), time(at).toEpochMilli(), value.path("step").asLong()));
      }
    }
    runs.save(run);
    var answer = Exchange.JSON.createObjectNode();
    answer.putArray("errors");
    return answer;
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw AzureFailure.userError("createdUtc '%s' is no time.".formatted(text));
    }
  }
}
