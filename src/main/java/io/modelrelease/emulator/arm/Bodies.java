package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.ArrayList;
import java.util.Map;

/**
 * Holds bodies of PUT against {@link BodyTable}: what is required, which words an enumeration has,
 * what is a number and what an object. Names and words are read ignoring case and kept as Azure
 * writes them. Read-only fields are passed over, and so are nulls.
 *
 * <p>Unverified on Azure: that a field of no name in the table is passed over in silence (the
 * service's reader ignores members that it does not know), and that numbers are not read from
 * texts.
 */
final class Bodies {
  private Bodies() {}

  /**
   * The body of a request, cleaned.
   *
   * @param kind types of the resource's id, {@code workspaces_models_versions}
   * @throws AzureFailure 400 that names the field
   */
  static ObjectNode read(Exchange exchange, String kind) {
    var body = exchange.json();
    return (ObjectNode) check(BodyTable.body(kind), body, "");
  }

  private static JsonNode check(BodyTable.Shape shape, JsonNode value, String path) {
    return switch (shape.kind()) {
      case ANY -> value;
      case OBJECT -> {
        require(value.isObject(), value, path, "an object");
        yield value;
      }
      case TEXT -> {
        require(value.isTextual(), value, path, "a text");
        yield value;
      }
      case WHOLE -> {
        require(value.isIntegralNumber(), value, path, "an integer");
        yield value;
      }
      case NUMBER -> {
        require(value.isNumber(), value, path, "a number");
        yield value;
      }
      case FLAG -> {
        require(value.isBoolean(), value, path, "true or false");
        yield value;
      }
      case WORDS -> word(shape, value, path);
      case LIST -> list(shape, value, path);
      case MAP -> map(shape, value, path);
      case TYPE -> type(BodyTable.type(shape.name()), value, path);
      case FIELDS -> type(shape, value, path);
    };
  }

  private static void require(boolean holds, JsonNode value, String path, String what) {
    if (!holds) {
      throw AzureFailure.unreadable(
          "The value %s of the field %s is not %s.".formatted(value, path, what));
    }
  }

  private static JsonNode word(BodyTable.Shape shape, JsonNode value, String path) {
    var text = value.asText("");
    return shape.words().stream()
        .filter(text.replace(" ", "")::equalsIgnoreCase)
        .findFirst()
        .map(known -> Exchange.JSON.getNodeFactory().textNode(known))
        .orElseThrow(() -> AzureFailure.noSuchWord(path, shape.words()));
  }

  private static JsonNode list(BodyTable.Shape shape, JsonNode value, String path) {
    require(value.isArray(), value, path, "a list");
    var clean = Exchange.JSON.createArrayNode();
    for (var at = 0; at < value.size(); at++) {
      clean.add(check(shape.inner(), value.path(at), "%s[%d]".formatted(path, at)));
    }
    return clean;
  }

  private static JsonNode map(BodyTable.Shape shape, JsonNode value, String path) {
    require(value.isObject(), value, path, "an object");
    var clean = Exchange.JSON.createObjectNode();
    value
        .properties()
        .forEach(
            entry -> {
              var at = path + "." + entry.getKey();
              // an identity is named by a key without anything: {"/subscriptions/…": {}} or null
              clean.set(
                  entry.getKey(),
                  entry.getValue().isNull()
                      ? entry.getValue()
                      : check(shape.inner(), entry.getValue(), at));
            });
    return clean;
  }

  private static JsonNode type(BodyTable.Shape shape, JsonNode value, String path) {
    require(value.isObject(), value, path, "an object");
    var fields = new ArrayList<>(shape.fields());
    var prefix = path.isEmpty() ? "" : path + ".";
    var clean = Exchange.JSON.createObjectNode();
    if (!shape.by().isEmpty()) {
      var chosen = find((ObjectNode) value, shape.by());
      if (chosen.isMissingNode() || chosen.isNull()) {
        throw AzureFailure.required(prefix + shape.by());
      }
      var variant = shape.variants().get(chosen.asText());
      if (variant == null) {
        throw AzureFailure.noSuchWord(prefix + shape.by(), shape.variants().keySet());
      }
      var written =
          shape.variants().keySet().stream()
              .filter(chosen.asText()::equalsIgnoreCase)
              .findFirst()
              .orElseThrow();
      clean.put(shape.by(), written);
      fields.addAll(variant.fields());
    }
    for (var field : fields) {
      var given = find((ObjectNode) value, field.name());
      var absent =
          given.isMissingNode()
              || given.isNull()
              || (given.isTextual() && given.asText().isEmpty());
      if (absent && field.required() && !field.name().equals("location")) {
        throw AzureFailure.required(prefix + field.name());
      }
      if (!given.isMissingNode() && !given.isNull() && !field.readOnly()) {
        clean.set(field.name(), check(field.shape(), given, prefix + field.name()));
      }
    }
    return clean;
  }

  private static JsonNode find(ObjectNode value, String name) {
    if (value.has(name)) {
      return value.path(name);
    }
    return value.properties().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
