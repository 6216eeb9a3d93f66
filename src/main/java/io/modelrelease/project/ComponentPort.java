package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An input that a component declares. Defaults and limits are sent as texts, read before as the
 * type that was declared.
 */
final class ComponentPort {
  private ComponentPort() {}

  static void map(Value input, ObjectNode target) {
    var type = input.require("type").flatMap(Value::text).orElse("");
    new Table()
        .choice("type", "type", ComponentKinds.both())
        .bool("optional", "optional")
        .text("description", "description")
        .choice("mode", "mode", ComponentKinds.modes())
        .row("default", (value, to, sending) -> put(value, type, to, "default"))
        .row("min", (value, to, sending) -> put(value, type, to, "min"))
        .row("max", (value, to, sending) -> put(value, type, to, "max"))
        .row(
            "enum",
            (value, to, sending) -> {
              var words = to.putArray("enum");
              value.list().forEach(word -> word.string().ifPresent(words::add));
            })
        .ignored("datastore", "path")
        .map(input, target, Assets.NOTHING_SENT);
  }

  private static void put(Value value, String type, ObjectNode target, String field) {
    typed(value, type).ifPresent(text -> target.put(field, text));
  }

  private static Optional<String> typed(Value value, String type) {
    if (!value.isText()) {
      value.unexpected("a value");
      return Optional.empty();
    }
    var given = value.plain();
    var text = PythonText.of(given);
    return switch (type) {
      case "integer" -> number(value, text).map(number -> PythonText.of(number.longValue()));
      case "number" -> number(value, text).map(PythonText::of);
      case "boolean" -> {
        if (!text.matches("(?i)true|false")) {
          value.unexpected("true or false");
          yield Optional.empty();
        }
        yield Optional.of(text.matches("(?i)true") ? "True" : "False");
      }
      default -> Optional.of(given instanceof Long whole ? PythonText.of((double) whole) : text);
    };
  }

  private static Optional<Double> number(Value value, String text) {
    try {
      return Optional.of(Double.valueOf(text));
    } catch (NumberFormatException e) {
      value.unexpected("a number");
      return Optional.empty();
    }
  }
}
