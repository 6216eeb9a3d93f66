package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Which types the inputs and outputs of a step have that is written without a component: those of
 * what they are bound to, as Microsoft's client infers them.
 */
final class PortTypes {
  private static final String FOLDER = "uri_folder";
  private static final Port PLAIN = new Port(FOLDER, Optional.empty());
  private static final Pattern PARENT =
      Pattern.compile("\\$\\{\\{\\s{0,20}parent\\.(inputs|outputs)\\.([\\w.-]{1,255})\\s{0,20}}}");
  private static final Pattern STEP =
      Pattern.compile(
          "\\$\\{\\{\\s{0,20}parent\\.jobs\\.([\\w-]{1,255})\\.(inputs|outputs)\\.([\\w.-]{1,255})\\s{0,20}}}");
  private static final int DEEPEST = 20;

  private final Map<String, Value> inputs;
  private final Map<String, Value> outputs;
  private final Map<String, Value> steps;
  private final Function<Value, Optional<Component>> components;

  /** Type and, where it says so, mode. */
  private record Port(String type, Optional<String> mode) {}

  /**
   * @param components what a step's component says, where that is a file or written inside
   */
  PortTypes(
      Map<String, Value> inputs,
      Map<String, Value> outputs,
      Map<String, Value> steps,
      Function<Value, Optional<Component>> components) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.steps = steps;
    this.components = components;
  }

  void inputs(Value step, ObjectNode spec) {
    var of = fields(step, "inputs");
    if (!of.isEmpty()) {
      var ports = spec.putObject("inputs");
      of.forEach((name, input) -> input(input, ports.putObject(name)));
    }
  }

  private void input(Value input, ObjectNode port) {
    var literal = input.find("value").orElse(input);
    if (literal.isText() && JobPorts.binding(literal).isEmpty()) {
      var value = literal.plain();
      port.put("type", parameter(value));
      port.put("default", PythonText.of(value));
    } else {
      put(of(input, 0), port);
    }
  }

  void outputs(Value step, ObjectNode spec) {
    var of = fields(step, "outputs");
    if (!of.isEmpty()) {
      var ports = spec.putObject("outputs");
      of.forEach((name, output) -> put(of(output, 0), ports.putObject(name)));
    }
  }

  private static void put(Port type, ObjectNode port) {
    port.put("type", type.type());
    type.mode().ifPresent(mode -> port.put("mode", mode));
  }

  private static Map<String, Value> fields(Value step, String field) {
    return step.find(field).filter(Value::isMapping).map(Value::mapping).orElse(Map.of());
  }

  private static String parameter(Object value) {
    if (value instanceof Boolean) {
      return "boolean";
    }
    if (value instanceof Long) {
      return "integer";
    }
    return value instanceof Double ? "number" : "string";
  }

  private Port of(Value port, int depth) {
    if (port.find("value").isPresent()) {
      return of(port.find("value").get(), depth);
    }
    if (port.isMapping()) {
      return new Port(
          port.find("type").filter(Value::isText).flatMap(Value::text).orElse(FOLDER),
          port.find("mode").filter(Value::isText).flatMap(Value::text));
    }
    var binding = JobPorts.binding(port);
    if (binding.isPresent()) {
      return bound(port, binding.get(), depth);
    }
    return port.isText() ? new Port(parameter(port.plain()), Optional.empty()) : PLAIN;
  }

  private Port bound(Value port, String binding, int depth) {
    var parent = PARENT.matcher(binding);
    if (parent.matches()) {
      var of = parent.group(1).equals("inputs") ? inputs : outputs;
      var source = Optional.ofNullable(of.get(parent.group(2)));
      if (source.isEmpty()) {
        port.fault(
            "the pipeline has no %s.%s".formatted(parent.group(1), Paths.shown(parent.group(2))));
      }
      return source.map(found -> of(found, depth + 1)).orElse(PLAIN);
    }
    var step = STEP.matcher(binding);
    if (!step.matches() || depth > DEEPEST) {
      return new Port(step.matches() ? FOLDER : "string", Optional.empty());
    }
    var source = Optional.ofNullable(steps.get(step.group(1)));
    if (source.isEmpty()) {
      port.fault("the pipeline has no step " + Paths.shown(step.group(1)));
      return PLAIN;
    }
    return ofStep(port, source.get(), step.group(2), step.group(3), depth);
  }

  private Port ofStep(Value port, Value step, String kind, String name, int depth) {
    if (step.find("type").flatMap(Value::text).filter("automl"::equals).isPresent()) {
      return new Port("mltable", Optional.empty());
    }
    var declared =
        components
            .apply(step)
            .map(component -> component.spec().path(kind).path(name).path("type").asText(""))
            .filter(type -> !type.isEmpty());
    if (declared.isPresent()) {
      return new Port(declared.get(), Optional.empty());
    }
    var source = Optional.ofNullable(fields(step, kind).get(name));
    if (source.isEmpty() && step.find("command").isPresent()) {
      port.fault("the step has no %s.%s".formatted(kind, Paths.shown(name)));
    }
    return source
        .map(found -> new Port(of(found, depth + 1).type(), Optional.empty()))
        .orElse(PLAIN);
  }
}
