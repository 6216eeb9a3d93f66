package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A node of a pipeline with its component. Names inside are snake_case (contract, section 7);
 * camelCase is read, too.
 *
 * @param node as the pipeline has it: bindings and what it says otherwise than the component
 * @param spec the component: command, code, environment, inputs with defaults, outputs
 */
record PipelineStep(String name, String componentId, JsonNode node, JsonNode spec) {
  private static final String LITERAL = "literal";
  private static final Set<String> PARALLEL = Set.of("task", "mini_batch_size");

  String kind() {
    var said = node.path("type").asText(spec.path("type").asText("command"));
    return PARALLEL.stream().allMatch(spec::has) ? "parallel" : said;
  }

  boolean isPipeline() {
    return kind().equals("pipeline");
  }

  JsonNode boundInputs() {
    return node.path("inputs");
  }

  JsonNode boundOutputs() {
    return node.path("outputs");
  }

  /** What a binding or literal says; empty for data. */
  static String value(JsonNode bound) {
    if (bound.isTextual()) {
      return bound.asText();
    }
    var value = bound.path("value").asText("");
    return value.isEmpty() ? bound.path("uri").asText(bound.path("path").asText("")) : value;
  }

  static String type(JsonNode bound, String direction) {
    return Stream.of("job_%s_type".formatted(direction), camel(direction), "type")
        .map(field -> bound.path(field).asText(""))
        .filter(type -> !type.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String camel(String direction) {
    return "job" + Character.toUpperCase(direction.charAt(0)) + direction.substring(1) + "Type";
  }

  static boolean isLiteral(JsonNode bound) {
    return bound.isValueNode() || type(bound, "input").equals(LITERAL);
  }

  boolean hasOutput(String output) {
    return spec.path("outputs").has(output) || boundOutputs().has(output);
  }

  Set<String> outputs() {
    var names = new LinkedHashSet<String>();
    spec.path("outputs").fieldNames().forEachRemaining(names::add);
    boundOutputs().fieldNames().forEachRemaining(names::add);
    return names;
  }

  String outputType(String output) {
    return Stream.of(type(boundOutputs().path(output), "output"), declared("outputs", output))
        .filter(type -> !type.isEmpty() && !type.equals(LITERAL))
        .findFirst()
        .orElse("uri_folder");
  }

  private String declared(String part, String name) {
    return spec.path(part).path(name).path("type").asText("");
  }

  /** Declared inputs that are neither bound nor optional and have no default. */
  List<String> missingInputs() {
    return spec.path("inputs").properties().stream()
        .filter(input -> !boundInputs().hasNonNull(input.getKey()))
        .filter(input -> !input.getValue().hasNonNull("default"))
        .filter(input -> !input.getValue().path("optional").asBoolean(false))
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /** The steps whose outputs it reads. */
  Set<String> waitsFor() {
    var names = new LinkedHashSet<String>();
    for (var input : boundInputs()) {
      Binding.in(value(input)).stream()
          .filter(binding -> binding.kind().equals("jobs"))
          .forEach(binding -> names.add(binding.job()));
    }
    return names;
  }

  /** A setting of the node, else of the component. */
  Optional<JsonNode> said(String field) {
    return Stream.of(node, spec)
        .map(part -> part.path(field))
        .filter(value -> !value.isMissingNode() && !value.isNull())
        .findFirst();
  }

  /** As a pipeline job of its own, its inputs as the component declares them. */
  ObjectNode inner() {
    var pipeline = Exchange.JSON.createObjectNode();
    pipeline.set("jobs", spec.path("jobs"));
    pipeline.set("inputs", spec.path("inputs"));
    pipeline.set("outputs", spec.path("outputs"));
    return pipeline;
  }
}
