package io.modelrelease.trainer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A model's answers beside what is true, and how good they are. */
final class Scores {
  private static final double SMALLEST_PROBABILITY = 1e-15;
  private static final int DRAWS = 1_000;
  private static final double TAIL = 0.025;

  private final double[] labels;
  private final double[] answers;
  private final int[] ascending;
  private final int[] once;

  private Scores(double[] labels, double[] answers) {
    this.labels = labels;
    this.answers = answers;
    this.ascending =
        IntStream.range(0, answers.length)
            .boxed()
            .sorted(Comparator.comparingDouble(row -> answers[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.once = new int[answers.length];
    Arrays.fill(once, 1);
  }

  /**
   * Puts answers beside labels.
   *
   * @throws TrainerException where they do not fit the task
   */
  static Scores of(Task task, double[] labels, double[] answers, String name) {
    if (task == Task.BINARY
        && Arrays.stream(answers).anyMatch(answer -> !(answer >= 0 && answer <= 1))) {
      throw new TrainerException(name + " does not answer with probabilities.");
    }
    return new Scores(labels, answers);
  }

  /**
   * The metrics of a task.
   *
   * @return auc, log_loss, brier, accuracy; or rmse, mae, r2
   */
  SortedMap<String, Double> metrics(Task task) {
    var metrics = new TreeMap<String, Double>();
    if (task == Task.BINARY) {
      metrics.put("auc", auc(once));
      metrics.put("log_loss", mean(this::logLoss));
      metrics.put("brier", mean(this::squaredError));
      metrics.put("accuracy", mean(row -> (answers[row] >= 0.5 ? 1 : 0) == labels[row] ? 1 : 0));
    } else {
      metrics.put("rmse", rmse(once));
      metrics.put("mae", mean(row -> Math.abs(labels[row] - answers[row])));
      var average = mean(row -> labels[row]);
      var spread = mean(row -> Math.pow(labels[row] - average, 2));
      metrics.put("r2", 1 - mean(this::squaredError) / spread);
    }
    return metrics;
  }

  /**
   * How far the main metric would vary on other rows of the same kind: the middle 95 % of what
   * {@value #DRAWS} draws with replacement give (percentile bootstrap).
   *
   * @return auc.lower and auc.upper; or rmse.lower and rmse.upper
   */
  SortedMap<String, Double> interval(Task task, long seed) {
    ToDoubleFunction<int[]> statistic = task == Task.BINARY ? this::auc : this::rmse;
    var random = new Random(seed);
    var drawn =
        IntStream.range(0, DRAWS)
            .mapToDouble(draw -> statistic.applyAsDouble(draw(random)))
            .filter(Double::isFinite) // a draw may miss one of the classes
            .sorted()
            .toArray();
    var interval = new TreeMap<String, Double>();
    if (drawn.length > 0) {
      var metric = task == Task.BINARY ? "auc" : "rmse";
      var cut = (int) Math.floor(drawn.length * TAIL);
      interval.put(metric + ".lower", drawn[cut]);
      interval.put(metric + ".upper", drawn[drawn.length - 1 - cut]);
    }
    return interval;
  }

  /** How often each row is drawn. */
  private int[] draw(Random random) {
    var times = new int[labels.length];
    for (var row = 0; row < times.length; row++) {
      times[random.nextInt(times.length)]++;
    }
    return times;
  }

  /**
   * The chance that a row of class 1 is answered higher than one of class 0, ties counting half.
   *
   * @param times how often each row counts
   */
  private double auc(int[] times) {
    var negatives = 0.0;
    var positives = 0.0;
    var ordered = 0.0;
    for (var start = 0; start < ascending.length; ) {
      var tiedNegatives = 0.0;
      var tiedPositives = 0.0;
      var end = start;
      while (end < ascending.length && answers[ascending[end]] == answers[ascending[start]]) {
        var row = ascending[end++];
        if (labels[row] == 1) {
          tiedPositives += times[row];
        } else {
          tiedNegatives += times[row];
        }
      }
      ordered += tiedPositives * (negatives + tiedNegatives / 2);
      negatives += tiedNegatives;
      positives += tiedPositives;
      start = end;
    }
    return ordered / (positives * negatives);
  }

  private double rmse(int[] times) {
    var sum = 0.0;
    for (var row = 0; row < labels.length; row++) {
      sum += times[row] * squaredError(row);
    }
    return Math.sqrt(sum / labels.length);
  }

  private double logLoss(int row) {
    var probability =
        Math.min(Math.max(answers[row], SMALLEST_PROBABILITY), 1 - SMALLEST_PROBABILITY);
    return -Math.log(labels[row] == 1 ? probability : 1 - probability);
  }

  private double squaredError(int row) {
    return Math.pow(labels[row] - answers[row], 2);
  }

  private double mean(ToDoubleFunction<Integer> value) {
    return IntStream.range(0, labels.length).mapToDouble(value::applyAsDouble).average().orElse(0);
  }
}
