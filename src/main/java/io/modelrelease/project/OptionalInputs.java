package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which inputs of a pipeline component may be left out. Microsoft's client looks at what its steps
 * bind them to, step by step: an input that says nothing may be left out where the last of those
 * steps can do without it; one that may be left out cannot feed a step that needs it.
 */
final class OptionalInputs {
  private static final Pattern BOUND =
      Pattern.compile("\\$\\{\\{\\s{0,20}parent\\.inputs\\.([\\w-]{1,255})\\s{0,20}}}");
  private static final String OPTIONAL = "optional";

  private final Value pipeline;
  private final ObjectNode inputs;
  private final Set<String> inferred = new HashSet<>();

  /**
   * @param pipeline the component's document
   * @param inputs as they are sent; those that turn out to be optional are marked here
   */
  OptionalInputs(Value pipeline, ObjectNode inputs) {
    this.pipeline = pipeline;
    this.inputs = inputs;
  }

  /** A step, whose component is known. */
  void step(Value step, Component component) {
    var needed = new HashSet<String>();
    var bound = new HashSet<String>();
    step.find("inputs")
        .filter(Value::isMapping)
        .ifPresent(
            given ->
                given
                    .mapping()
                    .forEach(
                        (name, value) ->
                            source(value)
                                .ifPresent(
                                    input -> {
                                      bound.add(input);
                                      if (!component.isOptional(name)) {
                                        needed.add(input);
                                      }
                                    })));
    bound.forEach(input -> bind(input, needed.contains(input)));
  }

  private Optional<String> source(Value value) {
    return JobPorts.binding(value)
        .map(BOUND::matcher)
        .filter(java.util.regex.Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(name -> inputs.path(name).isObject());
  }

  private void bind(String name, boolean needed) {
    var input = (ObjectNode) inputs.get(name);
    if (!needed && !input.has(OPTIONAL)) {
      input.put(OPTIONAL, true);
      inferred.add(name);
    } else if (needed && input.path(OPTIONAL).asBoolean()) {
      if (inferred.contains(name)) {
        input.remove(OPTIONAL);
      } else {
        pipeline
            .find("inputs")
            .flatMap(given -> given.find(name))
            .ifPresent(given -> given.fault("is optional, and a step needs it"));
      }
    }
  }
}
