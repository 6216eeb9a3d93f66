package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What jobs logged, by the MLflow tracking REST API of the workspace ({@code runs/get}; the run id
 * is the job's name).
 */
public final class Runs {
  /** Pipelines in pipelines; Azure ML says nothing of a limit. */
  private static final int DEEPEST = 5;

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
    var tags = new TreeMap<String, String>();
    data(job)
        .path("tags")
        .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
    return tags;
  }

  private JsonNode data(String job) {
    return workspace
        .arm()
        .get(workspace.mlflow() + "/api/2.0/mlflow/runs/get?run_id=" + job)
        .body()
        .path("run")
        .path("data");
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
