package io.modelrelease.release.testing;

import io.modelrelease.project.TaskType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** How good answers are, measured on labelled rows; the metrics of each task. */
final class Quality {
  private static final double SMALLEST_PROBABILITY = 1e-15;

  private Quality() {}

  /**
   * @param answers probabilities of class 1 for a binary task, classes for a multiclass one, values
   *     for a regression
   * @return auc, log_loss, brier, accuracy; accuracy; or rmse, mae, r2; nothing when an answer is
   *     no number
   */
  static Map<String, Double> measure(TaskType task, List<Double> labels, List<Double> answers) {
    if (!answers.stream().allMatch(Double::isFinite)) {
      return Map.of(); // a rank or a mean of no number is none
    }
    return switch (task) {
      case BINARY ->
          Map.of(
              "auc", auc(labels, answers),
              "log_loss", logLoss(labels, answers),
              "brier", meanSquaredError(labels, answers),
              "accuracy",
                  accuracy(labels, answers.stream().map(p -> p >= 0.5 ? 1.0 : 0.0).toList()));
      case MULTICLASS -> Map.of("accuracy", accuracy(labels, answers));
      case REGRESSION ->
          Map.of(
              "rmse", Math.sqrt(meanSquaredError(labels, answers)),
              "mae", mean(labels.size(), row -> Math.abs(labels.get(row) - answers.get(row))),
              "r2", r2(labels, answers));
    };
  }

  /** The chance that a positive row scores above a negative one, ties counting half (by ranks). */
  private static double auc(List<Double> labels, List<Double> answers) {
    var order = new ArrayList<>(IntStream.range(0, labels.size()).boxed().toList());
    order.sort(Comparator.comparing(answers::get));
    var rankSum = 0.0;
    var positives = 0;
    for (var start = 0; start < order.size(); ) {
      var end = start;
      while (end < order.size()
          && answers.get(order.get(end)).equals(answers.get(order.get(start)))) {
        end++;
      }
      var rank = (start + 1 + end) / 2.0;
      for (var tied = start; tied < end; tied++) {
        if (labels.get(order.get(tied)) == 1.0) {
          rankSum += rank;
          positives++;
        }
      }
      start = end;
    }
    var negatives = labels.size() - positives;
    return (rankSum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static double logLoss(List<Double> labels, List<Double> answers) {
    return mean(
        labels.size(),
        row -> {
          var probability =
              Math.min(Math.max(answers.get(row), SMALLEST_PROBABILITY), 1 - SMALLEST_PROBABILITY);
          return -Math.log(labels.get(row) == 1.0 ? probability : 1 - probability);
        });
  }

  private static double meanSquaredError(List<Double> labels, List<Double> answers) {
    return mean(labels.size(), row -> Math.pow(labels.get(row) - answers.get(row), 2));
  }

  private static double accuracy(List<Double> labels, List<Double> answers) {
    return mean(labels.size(), row -> labels.get(row).equals(answers.get(row)) ? 1 : 0);
  }

  private static double r2(List<Double> labels, List<Double> answers) {
    var average = mean(labels.size(), labels::get);
    var spread = mean(labels.size(), row -> Math.pow(labels.get(row) - average, 2));
    return 1 - meanSquaredError(labels, answers) / spread;
  }

  private static double mean(int rows, IntToDoubleFunction value) {
    return IntStream.range(0, rows).mapToDouble(value).average().orElse(Double.NaN);
  }
}
