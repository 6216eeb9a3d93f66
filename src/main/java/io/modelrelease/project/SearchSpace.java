package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sweep varies: names of distributions, and what each of them takes, in order. */
final class SearchSpace {
  private static final String CHOICE_VALUES = "values";
  private static final Map<String, List<String>> PARAMETERS =
      Map.ofEntries(
          Map.entry("choice", List.of(CHOICE_VALUES)),
          Map.entry("randint", List.of("upper")),
          Map.entry("uniform", List.of("min_value", "max_value")),
          Map.entry("loguniform", List.of("min_value", "max_value")),
          Map.entry("quniform", List.of("min_value", "max_value", "q")),
          Map.entry("qloguniform", List.of("min_value", "max_value", "q")),
          Map.entry("normal", List.of("mu", "sigma")),
          Map.entry("lognormal", List.of("mu", "sigma")),
          Map.entry("qnormal", List.of("mu", "sigma", "q")),
          Map.entry("qlognormal", List.of("mu", "sigma", "q")));

  private SearchSpace() {}

  /** {@code ["uniform", [min, max]]} by name. */
  static void map(Value value, ObjectNode target) {
    var space = Table.at(target, "properties.searchSpace.");
    value.mapping().forEach((name, parameter) -> space.set(name, distribution(parameter)));
  }

  private static ArrayNode distribution(Value parameter) {
    var one = Table.object().arrayNode();
    var values = one.arrayNode();
    checked(parameter)
        .forEach(
            (field, part) -> values.add(field.equals(CHOICE_VALUES) ? choices(part) : part.json()));
    return one.add(type(parameter)).add(values);
  }

  /** What may be chosen: values, or mappings whose fields may vary in their turn. */
  private static ArrayNode choices(Value values) {
    var choices = Table.object().arrayNode();
    values
        .list()
        .forEach(
            choice -> {
              if (choice.isMapping()) {
                var fields = choices.addObject();
                choice
                    .mapping()
                    .forEach(
                        (name, field) ->
                            fields.set(
                                name, field.isMapping() ? distribution(field) : field.json()));
              } else {
                choices.add(choice.json());
              }
            });
    return choices;
  }

  /** The fields that its distribution takes, in order; what is missing or too much is a fault. */
  static Map<String, Value> checked(Value parameter) {
    var needed =
        parameter.require("type").flatMap(type -> type.choice(PARAMETERS)).orElse(List.of());
    var allowed = new java.util.ArrayList<>(needed);
    allowed.add("type");
    if (!needed.isEmpty()) {
      parameter.only(allowed.toArray(String[]::new));
    }
    var found = new LinkedHashMap<String, Value>();
    needed.forEach(name -> parameter.require(name).ifPresent(part -> found.put(name, part)));
    return found;
  }

  private static String type(Value parameter) {
    return parameter.find("type").flatMap(Value::text).orElse("");
  }
}
