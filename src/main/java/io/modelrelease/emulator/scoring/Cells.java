package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;

/** Values as pandas reads them: numbers, truths, texts; a missing one is NaN. */
final class Cells {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?inf(inity)?", Pattern.CASE_INSENSITIVE);

  /** pandas.read_csv, na_values. */
  private static final Set<String> MISSING =
      Set.of(
          "", "#N/A", "#NA", "-NaN", "-nan", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a",
          "nan", "null");

  private Cells() {}

  static Object json(JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNull() || value.isMissingNode()) {
      return Double.NaN;
    }
    return value.isTextual() ? text(value.asText()) : value.toString();
  }

  static Object csv(String value) {
    var text = value.strip();
    if (MISSING.contains(text)) {
      return Double.NaN;
    }
    return switch (text) {
      case "True", "TRUE", "true" -> Boolean.TRUE;
      case "False", "FALSE", "false" -> Boolean.FALSE;
      default -> text(text);
    };
  }

  /**
   * Text that looks like a number becomes one, in JSON too (facts about Azure's scoring script).
   */
  private static Object text(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return text;
    }
    var negative = text.startsWith("-");
    return text.toLowerCase(java.util.Locale.ROOT).contains("inf")
        ? (negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
        : Double.valueOf(text);
  }
}
