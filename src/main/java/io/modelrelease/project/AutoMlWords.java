package io.modelrelease.project;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * The words of a step that learns by itself, as Microsoft's client writes them again: {@code
 * LightGBM} becomes {@code light_gbm}, and what fills a gap is a number with a fraction.
 */
final class AutoMlWords {
  private static final UnaryOperator<String> SMALL = word -> word.toLowerCase(Locale.ROOT);

  private record Words(String at, UnaryOperator<String> written) {}

  private static final List<Words> WORDS =
      List.of(
          new Words("/task", SMALL),
          new Words("/primary_metric", EnumWords::snake),
          new Words("/log_verbosity", EnumWords::snake),
          new Words("/training/allowed_training_algorithms", EnumWords::snake),
          new Words("/training/blocked_training_algorithms", EnumWords::snake),
          new Words("/featurization/mode", SMALL),
          new Words("/featurization/blocked_transformers", EnumWords::snake),
          new Words("/forecasting/feature_lags", SMALL),
          new Words("/forecasting/forecast_horizon", SMALL),
          new Words("/forecasting/seasonality", SMALL),
          new Words("/forecasting/target_lags", SMALL),
          new Words("/forecasting/target_rolling_window_size", SMALL),
          new Words("/forecasting/short_series_handling_config", SMALL),
          new Words("/forecasting/target_aggregate_function", SMALL),
          new Words("/forecasting/use_stl", SMALL));

  private AutoMlWords() {}

  static ObjectNode rewritten(ObjectNode step) {
    WORDS.forEach(words -> rewrite(step, JsonPointer.compile(words.at()), words.written()));
    step.at("/featurization/transformer_params")
        .forEach(
            uses ->
                uses.forEach(
                    use -> {
                      if (use.path("parameters") instanceof ObjectNode parameters) {
                        fractions(parameters);
                      }
                    }));
    return step;
  }

  private static void rewrite(ObjectNode step, JsonPointer at, UnaryOperator<String> written) {
    var value = step.at(at);
    if (value.isTextual() && step.at(at.head()) instanceof ObjectNode parent) {
      parent.put(at.last().getMatchingProperty(), written.apply(value.asText()));
    } else if (value instanceof ArrayNode list) {
      for (var i = 0; i < list.size(); i++) {
        if (list.get(i).isTextual()) {
          list.set(i, list.textNode(written.apply(list.get(i).asText())));
        }
      }
    }
  }

  private static void fractions(ObjectNode parameters) {
    for (var field : List.copyOf(parameters.properties())) {
      if (field.getValue().isIntegralNumber()) {
        parameters.put(field.getKey(), field.getValue().doubleValue());
      }
    }
  }
}
