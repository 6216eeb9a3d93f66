package io.modelrelease.azureml;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What jobs logged, by the MLflow tracking REST API of the workspace ({@code runs/get}; the run id
 * is the job's name).
 */
public final class Runs {
  /** Pipelines in pipelines; Azure ML says nothing of a limit. */
  private static final int DEEPEST = 5;

  /** A batch job has a step or two. */
  private static final int MOST_RUNS = 100;

  private final Workspace workspace;

  Runs(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The last value of each metric; NaN and infinities stay what they are. */
  public Map<String, Double> metrics(String job) {
    var metrics = new TreeMap<String, Double>();
    data(job)
        .path("metrics")
        .forEach(metric -> metrics.put(metric.path("key").asText(), number(metric.path("value"))));
    return metrics;
  }

  /**
   * As {@link #metrics}, with those of a pipeline's steps and of the steps of pipelines in it: each
   * step logs to a run of its own. What the job itself logged counts first; of two steps that log
   * the same name, the later in the run history's order.
   */
  public Map<String, Double> metricsOfAll(String job) {
    var all = new TreeMap<String, Double>();
    add(job, all, DEEPEST);
    return all;
  }

  private void add(String job, Map<String, Double> all, int deeper) {
    if (deeper > 0) {
      steps(job).forEach(step -> add(step, all, deeper - 1));
    }
    all.putAll(metrics(job));
  }

  /** Names of a pipeline's steps, as the run history has them. */
  private List<String> steps(String job) {
    var steps = new ArrayList<String>();
    var next =
        Optional.of(
            workspace.api() + "/history/v1.0" + workspace.armId() + "/runs/" + job + "/children");
    while (next.isPresent()) {
      var page = workspace.arm().find(next.get());
      page.ifPresent(
          found -> found.path("value").forEach(step -> steps.add(step.path("runId").asText())));
      next = page.map(found -> found.path("nextLink").asText("")).filter(link -> !link.isBlank());
    }
    return steps;
  }

  public Map<String, String> tags(String job) {
    return tags(data(job));
  }

  /**
   * The job of an experiment that holds only one, whose steps are runs of the experiment, too:
   * {@code experiments/get-by-name}, {@code runs/search}. Two calls, however much the workspace
   * has. That every run carries its root in {@code mlflow.rootRunId} is Azure's addition to MLflow
   * (unverified for batch jobs; a run without it is its own root, unless it names a parent).
   */
  Optional<String> rootOf(String experiment) {
    return workspace
        .arm()
        .find(
            call("experiments/get-by-name")
                + "?experiment_name="
                + URLEncoder.encode(experiment, StandardCharsets.UTF_8))
        .map(found -> found.path("experiment").path("experiment_id").asText())
        .flatMap(this::root);
  }

  private Optional<String> root(String experimentId) {
    var order = Rest.JSON.createObjectNode().put("max_results", MOST_RUNS);
    order.putArray("experiment_ids").add(experimentId);
    var runs =
        workspace
            .arm()
            .call(HttpMethod.POST, call("runs/search"), Optional.of(order), Map.of())
            .body()
            .path("runs");
    return StreamSupport.stream(runs.spliterator(), false)
        .flatMap(
            run -> {
              var tags = tags(run.path("data"));
              return Optional.ofNullable(tags.get("mlflow.rootRunId"))
                  .or(
                      () ->
                          Optional.of(run.path("info").path("run_id").asText())
                              .filter(id -> !tags.containsKey("mlflow.parentRunId")))
                  .stream();
            })
        .findFirst();
  }

  private String call(String name) {
    return workspace.mlflow() + "/api/2.0/mlflow/" + name;
  }

  private static Map<String, String> tags(JsonNode data) {
    var tags = new TreeMap<String, String>();
    data.path("tags")
        .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
    return tags;
  }

  private JsonNode data(String job) {
    return workspace.arm().get(call("runs/get?run_id=" + job)).body().path("run").path("data");
  }

  /** JSON has no NaN: MLflow writes such numbers as text. */
  private static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText()) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }
}
