package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One call of the MLflow API: its arguments are the body's fields, or the query's where it is a
 * GET, and the fields of its answer.
 *
 * @param body missing where there is none
 */
record MlflowCall(Exchange exchange, Place place, JsonNode body, ObjectNode answer) {
  private static final String MISSING = "Missing value for required parameter '%s'.";

  /** What a call does. */
  interface Handler {
    void handle(MlflowCall call);
  }

  Optional<String> value(String name) {
    return (exchange.is("GET")
            ? exchange.query(name)
            : Optional.of(body.path(name)).filter(JsonNode::isValueNode).map(JsonNode::asText))
        .filter(text -> !text.isEmpty());
  }

  String required(String name) {
    return value(name).orElseThrow(() -> Errors.invalid(MISSING.formatted(name)));
  }

  String runId() {
    return value("run_id")
        .or(() -> value("run_uuid"))
        .orElseThrow(() -> Errors.invalid(MISSING.formatted("run_id")));
  }

  int number(String name, int otherwise) {
    try {
      return value(name).map(Integer::valueOf).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw Errors.invalid("Invalid value for parameter '%s': not a number.".formatted(name));
    }
  }

  List<String> texts(String name) {
    if (exchange.is("GET")) {
      return value(name).stream().toList();
    }
    var texts = new ArrayList<String>();
    StreamSupport.stream(body.path(name).spliterator(), false)
        .map(JsonNode::asText)
        .forEach(texts::add);
    return texts;
  }

  /**
   * One page of a list, by {@code max_results} and {@code page_token}, which is opaque.
   *
   * @param most more of them in one page are refused
   */
  void page(String field, List<ObjectNode> all, int otherwise, int most) {
    var size = number("max_results", otherwise);
    if (size < 1 || size > most) {
      throw Errors.invalid(
          "Invalid value for parameter 'max_results': it must be at least 1 and at most %d, not %d."
              .formatted(most, size));
    }
    var from = Math.max(0, Math.min(all.size(), number("page_token", 0)));
    var to = Math.min(all.size(), from + size);
    answer.putArray(field).addAll(all.subList(from, to));
    if (to < all.size()) {
      answer.put("next_page_token", Integer.toString(to));
    }
  }
}
