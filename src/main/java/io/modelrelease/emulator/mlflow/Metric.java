package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.util.Comparator;

/**
 * One value of a metric.
 *
 * @param timestamp milliseconds since 1970
 */
record Metric(String key, double value, long timestamp, long step) {
  /** Which of several values is the last one: by step, then time, then value, as MLflow has it. */
  static final Comparator<Metric> LATEST =
      Comparator.comparingLong(Metric::step)
          .thenComparingLong(Metric::timestamp)
          .thenComparingDouble(Metric::value);

  static Metric read(JsonNode json) {
    var key = json.path("key").asText("");
    if (key.isEmpty()) {
      throw Errors.invalid("Missing value for required parameter 'key'.");
    }
    return new Metric(
        key,
        number(key, json.path("value")),
        json.path("timestamp").asLong(),
        json.path("step").asLong());
  }

  private static double number(String key, JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText("")) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> parse(key, value);
    };
  }

  private static double parse(String key, JsonNode value) {
    try {
      return Double.parseDouble(value.asText(""));
    } catch (NumberFormatException e) {
      throw Errors.invalid("Invalid value %s for metric '%s': not a number.".formatted(value, key));
    }
  }

  /** JSON has no NaN: as protocol buffers, MLflow writes such numbers as text. */
  ObjectNode show() {
    var shown = Exchange.JSON.createObjectNode().put("key", key);
    if (Double.isFinite(value)) {
      shown.put("value", value);
    } else {
      shown.put("value", Double.toString(value));
    }
    return shown.put("timestamp", timestamp).put("step", step);
  }
}
