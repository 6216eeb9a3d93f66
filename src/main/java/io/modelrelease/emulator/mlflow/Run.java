package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run. Where there is a job, its status and times are the job's, whatever its code says.
 *
 * @param document what was logged: {@code tags}, {@code params}, {@code metrics} with all values
 */
record Run(Place place, String id, ObjectNode document, Optional<Resource> job) {

  String experiment() {
    return job.map(
            known ->
                Experiments.id(
                    place.name(), known.properties().path("experimentName").asText("Default")))
        .orElseGet(() -> document.path("experiment").asText());
  }

  String name() {
    return document
        .path("name")
        .asText(job.map(known -> known.properties().path("displayName").asText(id)).orElse(id));
  }

  String status() {
    return job.map(
            known ->
                switch (JobStates.of(known)) {
                  case JobStates.COMPLETED -> "FINISHED";
                  case JobStates.FAILED -> "FAILED";
                  case JobStates.CANCELED -> "KILLED";
                  case JobStates.RUNNING, JobStates.FINALIZING, JobStates.CANCEL_REQUESTED ->
                      "RUNNING";
                  default -> "SCHEDULED";
                })
        .orElseGet(() -> document.path("status").asText());
  }

  long start() {
    return job.map(
            known -> JobStates.startedAt(known).orElse(JobStates.submittedAt(known)).toEpochMilli())
        .orElseGet(() -> document.path("start").asLong());
  }

  Optional<Long> end() {
    return job.isPresent()
        ? job.flatMap(JobStates::endedAt).map(java.time.Instant::toEpochMilli)
        : Optional.ofNullable(document.get("end")).map(JsonNode::asLong);
  }

  /** MLflow's runs/update; what a job decides is left to it. */
  void update(JsonNode order) {
    if (order.has("run_name")) {
      document.put("name", order.path("run_name").asText());
    }
    if (job.isEmpty()) {
      if (order.has("status")) {
        document.put("status", order.path("status").asText());
      }
      if (order.has("end_time")) {
        document.put("end", order.path("end_time").asLong());
      }
    }
  }

  void log(Metric metric) {
    document.withObject("/metrics").withArray(metric.key()).add(metric.show());
  }

  void param(JsonNode param) {
    var key = required(param, "key");
    var value = param.path("value").asText("");
    var known = document.path("params").path(key);
    if (!known.isMissingNode() && !known.asText().equals(value)) {
      throw Errors.invalid(
          "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
              .formatted(key, known.asText(), id, value));
    }
    document.withObject("/params").put(key, value);
  }

  void untag(String key) {
    if (document.withObject("/tags").remove(key) == null) {
      throw Errors.missing("The tag '%s' of run '%s'".formatted(key, id));
    }
  }

  /** Deleted runs are kept until they are restored. */
  void delete(boolean isDeleted) {
    document.put("deleted", isDeleted);
  }

  boolean isDeleted() {
    return document.path("deleted").asBoolean(false);
  }

  /** Where stock MLflow finds its artifacts: through the tracking server that it talks to. */
  String artifactUri() {
    return ArtifactProxy.uri(id);
  }

  void tag(JsonNode tag) {
    document.withObject("/tags").put(required(tag, "key"), tag.path("value").asText(""));
  }

  private static String required(JsonNode node, String field) {
    var value = node.path(field).asText("");
    if (value.isEmpty()) {
      throw Errors.invalid("Missing value for required parameter '%s'.".formatted(field));
    }
    return value;
  }

  /** All values of a metric in the order in which they were logged. */
  List<Metric> history(String metric) {
    var values = new ArrayList<Metric>();
    document.path("metrics").path(metric).forEach(value -> values.add(Metric.read(value)));
    return values;
  }

  /** The last value of each metric. */
  List<Metric> metrics() {
    var latest = new ArrayList<Metric>();
    document
        .path("metrics")
        .fieldNames()
        .forEachRemaining(key -> history(key).stream().max(Metric.LATEST).ifPresent(latest::add));
    return latest;
  }

  Map<String, String> texts(String part) {
    var texts = new java.util.TreeMap<String, String>();
    document
        .path(part)
        .properties()
        .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  ObjectNode info() {
    var info = Exchange.JSON.createObjectNode();
    info.put("run_id", id).put("run_uuid", id).put("run_name", name());
    info.put("experiment_id", experiment()).put("user_id", "emulator");
    info.put("status", status()).put("start_time", start());
    end().ifPresent(end -> info.put("end_time", end));
    info.put("artifact_uri", artifactUri());
    return info.put("lifecycle_stage", isDeleted() ? "deleted" : "active");
  }

  ObjectNode show() {
    var run = Exchange.JSON.createObjectNode();
    run.set("info", info());
    var data = run.putObject("data");
    var metrics = data.putArray("metrics");
    metrics().forEach(metric -> metrics.add(metric.show()));
    pairs(data.putArray("params"), texts("params"));
    var tags = new java.util.TreeMap<>(texts("tags"));
    tags.putIfAbsent("mlflow.runName", name());
    job.ifPresent(
        known ->
            JobStates.parent(known)
                .ifPresent(
                    parent -> {
                      tags.putIfAbsent("mlflow.parentRunId", parent);
                      tags.putIfAbsent("mlflow.rootRunId", JobStates.root(known));
                    }));
    job.ifPresent(
        known ->
            known
                .properties()
                .path("tags")
                .properties()
                .forEach(tag -> tags.putIfAbsent(tag.getKey(), tag.getValue().asText())));
    pairs(data.putArray("tags"), tags);
    return run;
  }

  private static void pairs(ArrayNode array, Map<String, String> texts) {
    texts.forEach((key, value) -> array.addObject().put("key", key).put("value", value));
  }
}
