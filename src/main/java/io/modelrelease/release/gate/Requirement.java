package io.modelrelease.release.gate;

import io.modelrelease.ledger.GateResult;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One row of a gate's table.
 *
 * @param metric its name as the evaluation logs it
 * @param higherIsBetter else lower is better
 * @param limit at least (higher is better) or at most (lower is better)
 * @param tolerance how far the candidate may fall behind the champion; none: the champion is not
 *     asked
 * @param ruleId row of the table
 */
record Requirement(
    String metric,
    boolean higherIsBetter,
    OptionalDouble limit,
    OptionalDouble tolerance,
    String ruleId) {
  private static final String CHAMPION = "champion.";
  private static final String ROWS = "rows";

  /**
   * Holds a candidate against this requirement. A metric that is missing or no number does not
   * pass.
   *
   * @param metrics of the candidate, and of the champion as {@code champion.<metric>}
   */
  GateResult assess(String gate, int tableVersion, Map<String, Double> metrics) {
    var candidate = number(metrics.get(metric));
    var champion =
        tolerance.isPresent() ? number(metrics.get(CHAMPION + metric)) : OptionalDouble.empty();
    var onRows = Optional.ofNullable(metrics.get(ROWS)).map(rows -> rows.longValue());
    var verdict = verdict(metrics, candidate, champion, onRows);
    return new GateResult(
        gate,
        metric,
        verdict.isEmpty(),
        verdict.orElseGet(() -> passed(candidate, champion, onRows)),
        candidate,
        champion,
        inWords(),
        OptionalInt.of(tableVersion),
        Optional.of(ruleId));
  }

  /** Why it does not pass; empty when it does. */
  private Optional<String> verdict(
      Map<String, Double> metrics,
      OptionalDouble candidate,
      OptionalDouble champion,
      Optional<Long> rows) {
    if (candidate.isEmpty()) {
      return Optional.of(
          metrics.containsKey(metric)
              ? "%s is not a number (%s).".formatted(metric, metrics.get(metric))
              : "%s was not measured.".formatted(metric));
    }
    if (limit.isEmpty() && tolerance.isEmpty()) {
      return Optional.of(
          "%s: the table sets neither a limit nor a tolerance in row %s."
              .formatted(metric, ruleId));
    }
    var value = candidate.getAsDouble();
    if (limit.isPresent() && worseBy(limit.getAsDouble(), value) > 0) {
      return Optional.of(
          "%s is %s, %s than the required %s %s, by %s%s."
              .formatted(
                  metric,
                  text(value),
                  worse(),
                  higherIsBetter ? "at least" : "at most",
                  text(limit.getAsDouble()),
                  text(worseBy(limit.getAsDouble(), value)),
                  on(rows)));
    }
    if (champion.isPresent() && worseBy(champion.getAsDouble(), value) > tolerance.getAsDouble()) {
      return Optional.of(
          "%s is %s, %s than the champion's %s by %s, and may fall behind by %s at most%s."
              .formatted(
                  metric,
                  text(value),
                  worse(),
                  text(champion.getAsDouble()),
                  text(worseBy(champion.getAsDouble(), value)),
                  text(tolerance.getAsDouble()),
                  on(rows)));
    }
    return Optional.empty();
  }

  private String passed(OptionalDouble candidate, OptionalDouble champion, Optional<Long> rows) {
    var sentence = "%s is %s (%s".formatted(metric, text(candidate.getAsDouble()), inWords());
    if (champion.isPresent()) {
      var behind = worseBy(champion.getAsDouble(), candidate.getAsDouble());
      sentence +=
          "; champion %s, %s by %s"
              .formatted(
                  text(champion.getAsDouble()),
                  behind > 0 ? "behind" : "ahead or equal",
                  text(Math.abs(behind)));
    }
    return sentence + ")" + on(rows) + ".";
  }

  String inWords() {
    var words = new StringBuilder();
    if (limit.isPresent()) {
      words.append(higherIsBetter ? "at least " : "at most ").append(text(limit.getAsDouble()));
    }
    if (tolerance.isPresent()) {
      words
          .append(words.isEmpty() ? "" : ", ")
          .append("at most ")
          .append(text(tolerance.getAsDouble()))
          .append(" behind the champion");
    }
    return words.isEmpty() ? "nothing required" : words.toString();
  }

  private double worseBy(double reference, double value) {
    return higherIsBetter ? reference - value : value - reference;
  }

  private String worse() {
    return higherIsBetter ? "lower" : "higher";
  }

  private static String on(Optional<Long> rows) {
    return rows.map(count -> ", on " + count + " rows").orElse("");
  }

  private static OptionalDouble number(Double value) {
    return value == null || !Double.isFinite(value)
        ? OptionalDouble.empty()
        : OptionalDouble.of(value);
  }

  /** Four significant digits, without an exponent where people would not write one. */
  static String text(double value) {
    if (value == 0) {
      return "0";
    }
    var magnitude = Math.abs(value);
    if (magnitude < 1e-4) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }
}
