package io.modelrelease.release.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A candidate's answers for fixed rows. Whatever serves the candidate must give them again, to
 * {@link #TOLERANCE}: it proves that what was tested is what serves.
 *
 * @param rows the rows' features
 * @param answers one number a row
 */
public record Fingerprint(FeatureRows rows, List<Double> answers) {
  /**
   * How far two answers may lie apart; for answers above 1, as a share of the answer. Predictions
   * are 32-bit floats, which some places print with the fewest digits that tell them apart: 79.99
   * and 79.98999786376953 are the same answer.
   */
  public static final double TOLERANCE = 1e-6;

  static final String PREDICTION = "prediction";

  /**
   * Reads the evaluation's output.
   *
   * @param csv the feature columns and {@code prediction}
   * @throws IllegalArgumentException when it has no rows, or no such column of numbers
   */
  public static Fingerprint read(String csv) {
    var all = FeatureRows.read(csv);
    if (all.size() == 0) {
      throw new IllegalArgumentException(
          "The fingerprint has no rows: without answers nothing can be compared.");
    }
    return new Fingerprint(all.without(PREDICTION), all.numbers(PREDICTION));
  }

  /** The fingerprint as its CSV. */
  String csv() {
    return rows.with(PREDICTION, answers).csv();
  }

  /** The rows as a file that a batch endpoint reads. */
  public SortedMap<String, byte[]> inputFile(String name) {
    return new TreeMap<>(Map.of(name, rows.csv().getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * The largest difference between these answers and others; infinite when counts differ, when one
   * is no number, or when there is none: no answer proves nothing.
   */
  public double difference(List<Double> others) {
    return difference(answers, others);
  }

  static double difference(List<Double> some, List<Double> others) {
    if (some.isEmpty() || some.size() != others.size()) {
      return Double.POSITIVE_INFINITY;
    }
    var largest = 0.0;
    for (var row = 0; row < some.size(); row++) {
      var size = Math.max(1, Math.abs(some.get(row)));
      var difference = Math.abs(some.get(row) - others.get(row)) / size;
      if (Double.isNaN(difference)) {
        return Double.POSITIVE_INFINITY;
      }
      largest = Math.max(largest, difference);
    }
    return largest;
  }
}
