package io.modelrelease.trainer;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** {@code trainer train}: learns from labelled rows, and leaves a model folder. */
final class Training {
  static final Set<String> OPTIONS =
      Set.of(
          "data",
          "label",
          "task",
          "rounds",
          "depth",
          "eta",
          "subsample",
          "colsample",
          "seed",
          "model");

  private static final double SHARE = 0.8;
  private static final int MOST_ROUNDS = 10_000;
  private static final int MOST_DEPTH = 20;

  /** Names that pandas reads as dates (pandas.read_json, convert_dates). */
  private static final Pattern DATE =
      Pattern.compile("(?i).*_at|.*_time|timestamp.*|modified|date|datetime");

  private final Path data;
  private final String label;
  private final Task task;
  private final Trees.Settings settings;
  private final Path model;

  Training(Arguments arguments) {
    this.data = arguments.path("data");
    this.label = arguments.text("label");
    this.task = arguments.task();
    this.settings =
        new Trees.Settings(
            arguments.integer("rounds", 1, MOST_ROUNDS),
            arguments.integer("depth", 1, MOST_DEPTH),
            arguments.share("eta"),
            arguments.share("subsample", SHARE),
            arguments.share("colsample", SHARE),
            arguments.integer("seed", 0, Integer.MAX_VALUE));
    this.model = arguments.path("model");
  }

  void run(Report report, Clock clock) {
    var samples = Dataset.read(data);
    var labels = samples.column(label);
    checkLabels(task, labels, samples, label);
    var features = samples.select(samples.columnsWithout(label));
    checkNames(features);
    try (var trees = Trees.train(task, features, labels, settings)) {
      MlflowFolder.write(model, trees, features, report.runId(), clock);
      var metrics = new TreeMap<String, Double>();
      Scores.of(task, labels, trees.answers(features), "The model")
          .metrics(task)
          .forEach((name, value) -> metrics.put("training." + name, value));
      metrics.put("training.rows", (double) samples.rows());
      report.measured(metrics, parameters(), Map.of());
    }
    report.say(
        "Trained on %d rows and %d columns of %s; the model is in %s."
            .formatted(samples.rows(), features.columns().size(), data, model));
  }

  private Map<String, String> parameters() {
    return new TreeMap<>(
        Map.of(
            "rounds", Integer.toString(settings.rounds()),
            "depth", Integer.toString(settings.depth()),
            "eta", Double.toString(settings.eta()),
            "subsample", Double.toString(settings.subsample()),
            "colsample", Double.toString(settings.colsample()),
            "seed", Integer.toString(settings.seed())));
  }

  /** A binary label is 0 or 1, and both are there. */
  static void checkLabels(Task task, double[] labels, Dataset samples, String label) {
    if (task == Task.REGRESSION) {
      return;
    }
    for (var row = 0; row < labels.length; row++) {
      if (labels[row] != 0 && labels[row] != 1) {
        throw new TrainerException(
            "%s, row %d, column %s: the label of a binary task is 0 or 1, not %s."
                .formatted(samples.file(), row + 1, label, labels[row]));
      }
    }
    if (Arrays.stream(labels).distinct().count() < 2) {
      throw new TrainerException(
          "%s has rows of one class only in column %s.".formatted(samples.file(), label));
    }
  }

  private static void checkNames(Dataset features) {
    if (features.columns().isEmpty()) {
      throw new TrainerException(features.file() + " has no columns beside the label.");
    }
    for (var column : features.columns()) {
      if (DATE.matcher(column).matches()) {
        throw new TrainerException(
            "%s: the column %s would be read as a date by Azure ML's scoring server; rename it."
                .formatted(features.file(), column));
      }
      if (column.matches(".*[\\[\\]<].*")) {
        throw new TrainerException(
            "%s: the column %s has one of [ ] < in its name, which XGBoost refuses; rename it."
                .formatted(features.file(), column));
      }
    }
  }
}
