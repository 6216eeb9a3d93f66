package io.modelrelease.release.gate;

import io.modelrelease.ledger.GateResult;
import io.modelrelease.release.testing.StagingTests;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * One row of a gate's table.
 *
 * @param metric its name as the evaluation logs it
 * @param better which way is better
 * @param limit at least (higher is better) or at most (lower is better)
 * @param tolerance how far the candidate may fall behind the champion; none: the champion is not
 *     asked
 * @param ruleId row of the table
 */
record Requirement(
    String metric, Better better, OptionalDouble limit, OptionalDouble tolerance, String ruleId) {
  private static final String CHAMPION = "champion.";
  private static final String ROWS = "rows";
  private static final int DIGITS = 4;
  private static final int MOST_NAMES = 20;

  /** Which way is better. */
  enum Better {
    HIGHER,
    LOWER,
    /** The row says something else: it passes nothing. */
    UNKNOWN;

    static Better of(Object value) {
      return switch (String.valueOf(value).strip().toLowerCase(Locale.ROOT)) {
        case "higher" -> HIGHER;
        case "lower" -> LOWER;
        default -> UNKNOWN;
      };
    }
  }

  /**
   * Holds a candidate against this requirement. A metric that is missing or no number does not
   * pass, neither the candidate's nor, where there is one to compare with, the champion's.
   *
   * @param metrics of the candidate, and of the champion as {@code champion.<metric>}
   * @param compared the champion was measured on the same rows
   */
  GateResult assess(String gate, int tableVersion, Map<String, Double> metrics, boolean compared) {
    var candidate = number(metrics.get(metric));
    var champion =
        tolerance.isPresent() && compared
            ? number(metrics.get(CHAMPION + metric))
            : OptionalDouble.empty();
    var on = on(metrics);
    var verdict =
        wrongRow(gate, tableVersion).or(() -> verdict(metrics, candidate, champion, compared, on));
    return new GateResult(
        gate,
        metric,
        verdict.isEmpty(),
        verdict.orElseGet(() -> passed(candidate, champion, on)),
        candidate,
        champion,
        inWords(),
        OptionalInt.of(tableVersion),
        Optional.of(ruleId));
  }

  /** A requirement that its table states wrongly: nothing passes it. */
  static GateResult wrong(String gate, int tableVersion, String metric, String rule, String why) {
    return new GateResult(
        gate,
        metric,
        false,
        why,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "one row a model and metric",
        OptionalInt.of(tableVersion),
        Optional.of(rule));
  }

  /** A row that requires nothing lets nothing pass. */
  private Optional<String> wrongRow(String gate, int tableVersion) {
    var fault =
        better == Better.UNKNOWN
            ? "says neither higher nor lower is better"
            : limit.isEmpty() && tolerance.isEmpty() ? "sets neither a limit nor a tolerance" : "";
    return fault.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: row %s of the table %s (version %d) %s. Correct and deploy the table, then release again."
                .formatted(metric, ruleId, gate, tableVersion, fault));
  }

  /** Why it does not pass; empty when it does. */
  private Optional<String> verdict(
      Map<String, Double> metrics,
      OptionalDouble candidate,
      OptionalDouble champion,
      boolean compared,
      String on) {
    if (candidate.isEmpty()) {
      return Optional.of(unmeasured(metric, metrics));
    }
    return Stream.of(
            limitVerdict(candidate.getAsDouble(), on),
            compared
                ? championVerdict(metrics, candidate.getAsDouble(), champion, on)
                : Optional.<String>empty())
        .flatMap(Optional::stream)
        .reduce((first, second) -> first + " " + second);
  }

  private Optional<String> limitVerdict(double value, String on) {
    return limit.isPresent() && behind(limit.getAsDouble(), value).signum() > 0
        ? Optional.of(missed(value, on))
        : Optional.empty();
  }

  private Optional<String> championVerdict(
      Map<String, Double> metrics, double value, OptionalDouble champion, String on) {
    if (tolerance.isEmpty()) {
      return Optional.empty();
    }
    if (champion.isEmpty()) {
      return Optional.of(
          unmeasured(CHAMPION + metric, metrics) + " The candidate cannot be compared.");
    }
    var behind = behind(champion.getAsDouble(), value);
    return behind.compareTo(exact(tolerance.getAsDouble())) > 0
        ? Optional.of(fellBehind(value, champion.getAsDouble(), behind, on))
        : Optional.empty();
  }

  private String missed(double value, String on) {
    var required = limit.orElseThrow();
    return "%s is %s%s: %s too %s, %s %s is required."
        .formatted(
            metric,
            apart(value, required),
            on,
            text(behind(required, value)),
            better == Better.HIGHER ? "low" : "high",
            better == Better.HIGHER ? "at least" : "at most",
            text(required));
  }

  private String fellBehind(double value, double champion, BigDecimal behind, String on) {
    return "%s is %s%s: %s %s than the champion's %s, at most %s is allowed."
        .formatted(
            metric,
            apart(value, champion),
            on,
            text(behind),
            better == Better.HIGHER ? "lower" : "higher",
            text(champion),
            text(tolerance.orElseThrow()));
  }

  private static String unmeasured(String name, Map<String, Double> metrics) {
    return metrics.containsKey(name)
        ? "%s is not a number (%s).".formatted(name, metrics.get(name))
        : "%s was not measured.%s"
            .formatted(name, name.startsWith(CHAMPION) ? "" : measured(metrics));
  }

  /** The names that a row could have had, with a space before them. */
  static String measured(Map<String, Double> metrics) {
    var names =
        metrics.keySet().stream().filter(name -> !name.startsWith(CHAMPION)).sorted().toList();
    return names.isEmpty()
        ? ""
        : " Measured were %s%s."
            .formatted(
                String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES))),
                names.size() > MOST_NAMES ? ", ..." : "");
  }

  private String passed(OptionalDouble candidate, OptionalDouble champion, String on) {
    var sentence = "%s is %s%s (%s".formatted(metric, text(candidate.getAsDouble()), on, inWords());
    if (champion.isPresent()) {
      var behind = behind(champion.getAsDouble(), candidate.getAsDouble());
      sentence +=
          "; champion %s, %s"
              .formatted(
                  text(champion.getAsDouble()),
                  switch (behind.signum()) {
                    case 0 -> "equal";
                    case 1 -> text(behind) + " behind";
                    default -> text(behind.negate()) + " ahead";
                  });
    }
    return sentence + ").";
  }

  String inWords() {
    var words = new StringBuilder();
    if (limit.isPresent()) {
      words
          .append(better == Better.HIGHER ? "at least " : "at most ")
          .append(text(limit.getAsDouble()));
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

  /** How much worse than a reference, as decimals: 0.78 - 0.75 is 0.03 and not a bit more. */
  private BigDecimal behind(double reference, double value) {
    var behind = exact(reference).subtract(exact(value));
    return better == Better.HIGHER ? behind : behind.negate();
  }

  /** The stricter of two requirements of the same metric. */
  Requirement tightened(Requirement other) {
    var stricter =
        limit.isEmpty()
            || other.limit.isPresent()
                && behind(other.limit.getAsDouble(), limit.getAsDouble()).signum() > 0;
    return stricter ? new Requirement(metric, better, other.limit, tolerance, other.ruleId) : this;
  }

  private static BigDecimal exact(double value) {
    return BigDecimal.valueOf(value);
  }

  /** On how many rows; nothing for what is not measured on the test rows. */
  private String on(Map<String, Double> metrics) {
    var rows = metrics.get(ROWS);
    return metric.equals(ROWS)
            || !StagingTests.onTestRows(metric)
            || rows == null
            || !Double.isFinite(rows)
        ? ""
        : " on " + rows.longValue() + " rows";
  }

  private static OptionalDouble number(Double value) {
    return value == null || !Double.isFinite(value)
        ? OptionalDouble.empty()
        : OptionalDouble.of(value);
  }

  /** With as many digits as it takes to tell it from what it is compared with. */
  private static String apart(double value, double other) {
    var text = text(value);
    return text.equals(text(other)) && value != other ? exact(value).toPlainString() : text;
  }

  /** Four significant digits, all of those before the point. */
  static String text(double value) {
    return text(exact(value));
  }

  private static String text(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    if (value.abs().compareTo(new BigDecimal("0.0001")) < 0) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    var before = Math.max(value.precision() - value.scale(), 0);
    var rounded =
        before >= DIGITS
            ? value.setScale(0, RoundingMode.HALF_EVEN)
            : value.round(new MathContext(DIGITS));
    return rounded.stripTrailingZeros().toPlainString();
  }
}
