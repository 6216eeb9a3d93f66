package io.modelrelease.trainer;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code trainer evaluate}: measures a candidate beside the champion on the same rows, and keeps
 * the candidate's answers for the first {@value #FINGERPRINT_ROWS} of them.
 */
final class Evaluation {
  static final Set<String> OPTIONS =
      Set.of("data", "label", "task", "candidate", "champion", "seed", "fingerprint");

  private static final int FINGERPRINT_ROWS = 100;
  private static final String CHAMPION = "champion.";
  private static final String CHAMPION_ERROR = "champion.error";

  private final Path data;
  private final String label;
  private final Task task;
  private final Path candidate;
  private final Path champion;
  private final int seed;
  private final Path fingerprint;

  Evaluation(Arguments arguments) {
    this.data = arguments.path("data");
    this.label = arguments.text("label");
    this.task = arguments.task();
    this.candidate = arguments.path("candidate");
    this.champion = arguments.path("champion");
    this.seed = arguments.integer("seed", 0, Integer.MAX_VALUE);
    this.fingerprint = arguments.path("fingerprint");
  }

  void run(Report report) {
    var samples = Dataset.read(data);
    var labels = samples.column(label);
    Training.checkLabels(task, labels, samples, label);
    var metrics = new TreeMap<String, Double>();
    var tags = new TreeMap<String, String>();
    try (var trees = MlflowFolder.read(candidate)) {
      var answers = trees.answers(samples);
      var scores = Scores.of(task, labels, answers, "The candidate");
      metrics.putAll(scores.metrics(task));
      metrics.putAll(scores.interval(task, seed));
      metrics.put("rows", (double) samples.rows());
      writeFingerprint(samples.select(trees.columns()), answers);
    }
    try (var trees = MlflowFolder.read(champion)) {
      Scores.of(task, labels, trees.answers(samples), "The champion")
          .metrics(task)
          .forEach((name, value) -> metrics.put(CHAMPION + name, value));
    } catch (TrainerException e) {
      // no refusal for ever: people decide about a candidate that cannot be compared
      metrics.put(CHAMPION_ERROR, 1.0);
      tags.put(CHAMPION_ERROR, e.getMessage());
    }
    report.measured(metrics, Map.of(), tags);
    report.say(
        "Measured on %d rows of %s; the fingerprint is in %s."
            .formatted(samples.rows(), data, fingerprint));
  }

  /** Numbers as they were read, and answers so that they parse back to the very same float. */
  private void writeFingerprint(Dataset features, double[] answers) {
    try {
      Files.createDirectories(fingerprint);
      try (var writer =
          CsvWriter.builder()
              .lineDelimiter(LineDelimiter.LF)
              .build(fingerprint.resolve("fingerprint.csv"))) {
        var header = new ArrayList<>(features.columns());
        header.add("prediction");
        writer.writeRecord(header);
        var rows = features.first(FINGERPRINT_ROWS).cells();
        for (var row = 0; row < rows.size(); row++) {
          var cells = new ArrayList<>(rows.get(row));
          cells.add(Double.toString(answers[row]));
          writer.writeRecord(cells);
        }
      }
    } catch (IOException e) {
      throw new TrainerException(
          "The fingerprint cannot be written to %s: %s".formatted(fingerprint, e), e);
    }
  }
}
