package io.modelrelease.release.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.project.Job;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.PlannedSending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Nodes that a job, a step of one, or a batch deployment asks for.
 *
 * @param compute name of a cluster; empty: Azure finds a machine by itself (serverless)
 * @param size of the machine that Azure finds, where the file names one
 */
record AskedNodes(String file, Optional<String> compute, Optional<String> size, long nodes) {
  private static final String SERVERLESS = "serverless";

  /**
   * Of a command, or of each step of a pipeline, which runs where the step or the pipeline says.
   */
  static List<AskedNodes> of(Job job, PlannedSending sending) {
    var properties = job.body(sending, JobBinding.NONE).path("properties");
    if (!properties.path("jobType").asText().equalsIgnoreCase("Pipeline")) {
      var resources = properties.path("resources");
      return List.of(
          new AskedNodes(
              job.yaml(),
              cluster(properties.path("computeId")),
              text(resources.path("instanceType")),
              resources.path("instanceCount").asLong(1)));
    }
    var ofAll =
        cluster(properties.path("computeId"))
            .or(() -> cluster(properties.path("settings").path("default_compute")));
    var asked = new ArrayList<AskedNodes>();
    properties
        .path("jobs")
        .forEach(
            step -> {
              var resources = resources(step, sending);
              asked.add(
                  new AskedNodes(
                      job.yaml(),
                      text(step.path("computeId")).isPresent()
                          ? cluster(step.path("computeId"))
                          : ofAll,
                      text(resources.path("instance_type")),
                      resources.path("instance_count").asLong(1)));
            });
    return asked;
  }

  /** What the step says, else what its component says. */
  private static JsonNode resources(JsonNode step, PlannedSending sending) {
    var own = step.path("resources");
    if (own.has("instance_count")) {
      return own;
    }
    return sending.requests().stream()
        .filter(request -> request.path().equals(step.path("componentId").asText()))
        .map(request -> request.body().at("/properties/componentSpec/resources"))
        .findFirst()
        .orElse(own);
  }

  /** Of a batch deployment: nodes of its cluster, for an invocation. */
  static AskedNodes ofBatch(String file, JsonNode body) {
    var properties = body.path("properties");
    return new AskedNodes(
        file,
        cluster(properties.path("compute")),
        Optional.empty(),
        properties.path("resources").path("instanceCount").asLong(1));
  }

  private static Optional<String> cluster(JsonNode id) {
    return text(id)
        .map(whole -> whole.substring(whole.lastIndexOf('/') + 1).replaceFirst("^azureml:", ""))
        .filter(name -> !name.equalsIgnoreCase(SERVERLESS));
  }

  private static Optional<String> text(JsonNode value) {
    return Optional.of(value.asText("")).filter(text -> !text.isBlank());
  }

  /** All that a release asks for in the dev workspace. */
  static List<AskedNodes> inDev(Flight flight, PlannedSending sending) {
    return Stream.concat(
            Stream.of(flight.project().training()), flight.project().evaluation().stream())
        .flatMap(job -> of(job, sending).stream())
        .toList();
  }

  /** All that a release asks for of clusters where it deploys to. */
  static List<AskedNodes> ofBatch(Flight flight, PlannedSending sending) {
    return flight.project().batch().stream()
        .map(
            batch ->
                ofBatch(batch.deploymentYaml(), batch.deploymentBody(sending, "", "", Map.of())))
        .toList();
  }
}
