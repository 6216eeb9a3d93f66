package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The steps of a pipeline job ({@code properties.jobs}) with their components, checked: every
 * binding names something, every required input is bound, no step waits for itself. Unverified:
 * that Azure finds each of these faults when the job is PUT, and its words for them.
 */
public final class PipelineGraph {
  private static final int DEEPEST = 8;
  private static final Set<String> KINDS = Set.of("command", "pipeline", "parallel");

  private final JsonNode pipeline;
  private final Map<String, PipelineStep> steps;

  private PipelineGraph(JsonNode pipeline, Map<String, PipelineStep> steps) {
    this.pipeline = pipeline;
    this.steps = steps;
  }

  /**
   * Reads and checks a pipeline, also the pipelines within it.
   *
   * @param pipeline properties of the job
   * @param components the {@code componentSpec} of a component id
   * @throws AzureFailure for what cannot run
   */
  public static PipelineGraph read(
      JsonNode pipeline, Function<String, Optional<JsonNode>> components) {
    return read(pipeline, components, DEEPEST);
  }

  private static PipelineGraph read(
      JsonNode pipeline, Function<String, Optional<JsonNode>> components, int deep) {
    if (deep == 0) {
      throw AzureFailure.userError(
          "The pipeline holds pipelines more than %d deep.".formatted(DEEPEST));
    }
    var steps = new LinkedHashMap<String, PipelineStep>();
    pipeline
        .path("jobs")
        .properties()
        .forEach(
            node -> steps.put(node.getKey(), step(node.getKey(), node.getValue(), components)));
    if (steps.isEmpty()) {
      throw AzureFailure.userError("The pipeline has no jobs.");
    }
    var graph = new PipelineGraph(pipeline, steps);
    graph.steps.values().forEach(graph::check);
    graph.requireOrder();
    graph.steps.values().stream()
        .filter(PipelineStep::isPipeline)
        .forEach(step -> read(step.inner(), components, deep - 1));
    return graph;
  }

  private static PipelineStep step(
      String name, JsonNode node, Function<String, Optional<JsonNode>> components) {
    var id = node.path("componentId").asText(node.path("component").asText(""));
    if (id.isEmpty()) {
      throw AzureFailure.userError("The pipeline's job %s has no componentId.".formatted(name));
    }
    var spec =
        components
            .apply(id)
            .orElseThrow(
                () ->
                    AzureFailure.userError(
                        "The component %s of the pipeline's job %s could not be found."
                            .formatted(id, name)));
    var step = new PipelineStep(name, id, node, spec);
    if (!KINDS.contains(step.kind())) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The emulator runs pipelines of command, parallel and pipeline jobs; job %s is of type %s."
              .formatted(name, step.kind()));
    }
    return step;
  }

  private void check(PipelineStep step) {
    for (var input : step.boundInputs().properties()) {
      for (var binding : Binding.in(PipelineStep.value(input.getValue()))) {
        checkBinding(step, "input " + input.getKey(), binding);
      }
    }
    for (var output : step.boundOutputs().properties()) {
      for (var binding : Binding.in(PipelineStep.value(output.getValue()))) {
        checkBinding(step, "output " + output.getKey(), binding);
      }
    }
    for (var name : step.missingInputs()) {
      throw AzureFailure.userError(
          "Required input %s of the pipeline's job %s is not provided."
              .formatted(name, step.name()));
    }
  }

  private void checkBinding(PipelineStep step, String what, Binding binding) {
    var found =
        switch (binding.kind()) {
          case "inputs" -> pipeline.path("inputs").has(binding.name());
          case "outputs" -> pipeline.path("outputs").has(binding.name());
          default ->
              Optional.ofNullable(steps.get(binding.job()))
                  .filter(source -> source.hasOutput(binding.name()))
                  .isPresent();
        };
    if (!found) {
      throw AzureFailure.userError(
          "The %s of the pipeline's job %s is bound to %s, which does not exist."
              .formatted(what, step.name(), binding.text()));
    }
  }

  /** Takes away, as often as there is one, a step that waits for none of the others. */
  private void requireOrder() {
    var left = new ArrayList<>(steps.values());
    var done = new HashSet<String>();
    while (!left.isEmpty()) {
      var free = left.stream().filter(step -> done.containsAll(step.waitsFor())).toList();
      if (free.isEmpty()) {
        throw AzureFailure.userError(
            "The pipeline's jobs %s wait for each other: their bindings are a cycle."
                .formatted(left.stream().map(PipelineStep::name).toList()));
      }
      left.removeAll(free);
      free.forEach(step -> done.add(step.name()));
    }
  }

  List<PipelineStep> steps() {
    return List.copyOf(steps.values());
  }

  PipelineStep step(String name) {
    return steps.get(name);
  }
}
