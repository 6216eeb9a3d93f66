package io.modelrelease.project;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Plain scalars as Microsoft's client reads them (PyYAML, that is YAML 1.1) and writes them into
 * texts (Python's {@code str}).
 */
final class PythonText {
  private static final Pattern TRUE = Pattern.compile("[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON");
  private static final Pattern FALSE = Pattern.compile("[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF");
  private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9_]{0,17})");
  private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7_]{1,17}");
  private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0x[0-9a-fA-F_]{1,15}");
  private static final Pattern BINARY = Pattern.compile("[-+]?0b[01_]{1,60}");
  private static final Pattern SIXTIES =
      Pattern.compile("[-+]?[1-9][0-9_]{0,9}(?::[0-5]?[0-9]){1,3}");
  private static final Pattern SIXTIES_FRACTION =
      Pattern.compile("[-+]?[0-9][0-9_]{0,9}(?::[0-5]?[0-9]){1,3}\\.[0-9]{0,30}");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}|\\d{4}-\\d{1,2}-\\d{1,2}(?:[Tt]|[ \\t]{1,9})\\d{1,2}:\\d{2}:\\d{2}.{0,40}");
  private static final Pattern NO_NUMBER =
      Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
  private static final Pattern FRACTION =
      Pattern.compile(
          "[-+]?[0-9][0-9_]{0,30}\\.[0-9_]{0,30}(?:[eE][-+][0-9]{1,3})?|\\.[0-9][0-9_]{0,30}(?:[eE][-+][0-9]{1,3})?");

  /** Python writes exponents outside of these decimal exponents. */
  private static final double SMALLEST_PLAIN = 1e-4;

  private static final double LARGEST_PLAIN = 1e16;

  private PythonText() {}

  /** Boolean, Long, Double or the text itself. */
  static Object value(String text) {
    if (TRUE.matcher(text).matches()) {
      return true;
    }
    if (FALSE.matcher(text).matches()) {
      return false;
    }
    if (INTEGER.matcher(text).matches()) {
      return Long.valueOf(text.replace("_", ""));
    }
    if (OCTAL.matcher(text).matches()) {
      return Long.valueOf(text.replace("_", ""), 8);
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return Long.valueOf(text.replace("_", "").replaceFirst("0x", ""), 16);
    }
    if (BINARY.matcher(text).matches()) {
      return Long.valueOf(text.replace("_", "").replaceFirst("0b", ""), 2);
    }
    if (SIXTIES.matcher(text).matches()) {
      return sixties(text.replace("_", ""));
    }
    if (SIXTIES_FRACTION.matcher(text).matches()) {
      var point = text.indexOf('.');
      var whole = sixties(text.substring(0, point).replace("_", ""));
      return whole + (whole < 0 ? -1 : 1) * Double.parseDouble("0" + text.substring(point));
    }
    return FRACTION.matcher(text).matches() ? (Object) Double.valueOf(text.replace("_", "")) : text;
  }

  /** {@code 1:30} is ninety. */
  private static long sixties(String text) {
    var total = 0L;
    for (var part : text.replaceFirst("[-+]", "").split(":")) {
      total = total * 60 + Long.parseLong(part);
    }
    return text.startsWith("-") ? -total : total;
  }

  /** A date, or a number that is none: no value that a job takes as it stands. */
  static boolean isNoParameter(String text) {
    return TIME.matcher(text).matches() || NO_NUMBER.matcher(text).matches();
  }

  /** Whether Python reads it as a text, too. */
  static boolean isText(String text) {
    return value(text) instanceof String && !isNoParameter(text);
  }

  /** {@code str(value)}. */
  static String of(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    return value instanceof Double number ? of(number.doubleValue()) : String.valueOf(value);
  }

  private static String of(double number) {
    var size = Math.abs(number);
    var plain = number == 0 || size >= SMALLEST_PLAIN && size < LARGEST_PLAIN;
    var digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    if (plain) {
      return (digits.scale() < 1 ? digits.setScale(1) : digits).toPlainString();
    }
    var unscaled = digits.unscaledValue().abs().toString();
    var exponent = digits.precision() - digits.scale() - 1;
    return "%s%s%se%s%02d"
        .formatted(
            number < 0 ? "-" : "",
            unscaled.charAt(0),
            unscaled.length() > 1 ? "." + unscaled.substring(1) : "",
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }
}
