package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/**
 * What jobs logged, by the MLflow tracking REST API of the workspace ({@code runs/get}; the run id
 * is the job's name).
 */
public final class Runs {
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
   * As {@link #metrics}, with those of a pipeline's steps: each step logs to a run of its own. What
   * the job itself logged counts first.
   */
  public Map<String, Double> metricsOfAll(String job) {
    var all = new TreeMap<String, Double>();
    steps(job).forEach(step -> all.putAll(metrics(step)));
    all.putAll(metrics(job));
    return all;
  }

  /** Names of a pipeline's steps, as the run history has them. */
  private List<String> steps(String job) {
    var address =
        workspace.api() + "/history/v1.0" + workspace.armId() + "/runs/" + job + "/children";
    return StreamSupport.stream(
            workspace.arm().get(address).body().path("value").spliterator(), false)
        .map(step -> step.path("runId").asText())
        .toList();
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
