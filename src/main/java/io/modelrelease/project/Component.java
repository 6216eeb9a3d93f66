package io.modelrelease.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A component of a pipeline as it is sent: ARM takes its YAML as a document ({@code
 * componentSpec}), with references replaced by ids and some texts where YAML has numbers.
 *
 * @param type command, parallel or pipeline
 * @param spec the document, without name and version
 * @param source where it was written: {@code YAML.COMPONENT}, a file of its own; {@code YAML.JOB},
 *     inside a pipeline job
 * @param document as it was written
 */
record Component(String type, ObjectNode spec, String source, Value document) {
  static final String FILE = "YAML.COMPONENT";
  static final String INLINE = "YAML.JOB";
  private static final String ANONYMOUS = "azureml_anonymous";
  private static final String FIRST = "1";

  /** Puts it under a name that comes from its content; its id. */
  String putAnonymous(Sending sending) {
    var content = new TreeMap<String, byte[]>();
    content.put("spec", spec.toString().getBytes(StandardCharsets.UTF_8));
    return sending.put("components", ANONYMOUS, Uuid.of(content), body(ANONYMOUS, FIRST, true));
  }

  /** Body of the component version. */
  ObjectNode body(String name, String version, boolean anonymous) {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("isAnonymous", anonymous).put("isArchived", false);
    Optional.ofNullable(spec.get("description"))
        .ifPresent(words -> properties.set("description", words));
    properties.set("properties", object("properties"));
    properties.set("tags", object("tags"));
    var sent = properties.putObject("componentSpec");
    sent.setAll(spec);
    sent.put("name", name).put("version", version).put("type", type).put("_source", source);
    return body;
  }

  private JsonNode object(String field) {
    return spec.path(field).isObject() ? spec.get(field) : Table.object();
  }

  /** Gives a step a field of the component. */
  void own(String field, ObjectNode node) {
    if (field.equals("resources") || field.equals("distribution")) {
      document
          .find(field)
          .filter(found -> !found.isEmpty())
          .ifPresent(
              found -> NodeKinds.COMMAND.rows().get(field).map(found, node, Assets.NOTHING_SENT));
    } else if (spec.has(field)) {
      node.set(field, spec.get(field).deepCopy());
    }
  }

  /** Whether an input may be left out, and says so. */
  boolean isOptional(String input) {
    return spec.path("inputs").path(input).path("optional").asBoolean();
  }

  /** What an output is declared as. */
  Optional<String> outputType(String output) {
    return Optional.ofNullable(spec.path("outputs").path(output).path("type").asText(null));
  }

  /** Inputs that a node has to give: neither optional nor with a default. */
  Iterable<String> required() {
    return () ->
        spec.path("inputs").properties().stream()
            .filter(input -> !input.getValue().has("default"))
            .map(Map.Entry::getKey)
            .filter(input -> !isDeclaredOptional(input))
            .iterator();
  }

  /** As it was written, and not only found out by its pipeline's steps. */
  private boolean isDeclaredOptional(String input) {
    return document
        .find("inputs")
        .flatMap(inputs -> inputs.find(input))
        .flatMap(found -> found.find("optional"))
        .filter(Value::isText)
        .flatMap(Value::bool)
        .orElse(false);
  }
}
