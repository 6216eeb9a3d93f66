package io.modelrelease.trainer;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A sample project's data and settings, and the program run on them as its jobs do. */
enum SampleProject {
  CREDIT_RISK("credit-risk", "class", "binary", "200", "3", "0.05"),
  CONCRETE_STRENGTH("concrete-strength", "compressive_strength", "regression", "300", "5", "0.1");

  final Path folder;
  final String label;
  private final String task;
  private final String rounds;
  private final List<String> learning;

  SampleProject(String name, String label, String task, String rounds, String depth, String eta) {
    this.folder = Path.of("pipelines", "models", name);
    this.label = label;
    this.task = task;
    this.rounds = rounds;
    this.learning = List.of("--depth", depth, "--eta", eta);
  }

  /** What a run left on its streams. */
  record Run(int exitCode, String out, String err) {
    /** A printed metric. */
    double metric(String name) {
      return out.lines()
          .filter(line -> line.startsWith(name + " = "))
          .map(line -> Double.valueOf(line.substring(name.length() + 3)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no metric " + name + " in\n" + out + err));
    }
  }

  static Run run(Map<String, String> environment, List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code =
        new Trainer(
                environment,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(arguments.toArray(String[]::new));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Path train() {
    return folder.resolve("data/train.csv");
  }

  Path test() {
    return folder.resolve("data/test.csv");
  }

  Run train(Path model) {
    return train(model, rounds, 7);
  }

  Run train(Path model, String rounds, int seed) {
    return run(Map.of(), training(train(), model, rounds, seed));
  }

  List<String> training(Path data, Path model, String rounds, int seed) {
    var arguments = new ArrayList<>(List.of("train", "--data", data.toString(), "--label", label));
    arguments.addAll(List.of("--task", task, "--rounds", rounds));
    arguments.addAll(learning);
    arguments.addAll(List.of("--seed", Integer.toString(seed), "--model", model.toString()));
    return arguments;
  }

  Run evaluate(Path candidate, Path champion, Path fingerprint) {
    return run(Map.of(), evaluation(test(), candidate, champion, fingerprint));
  }

  List<String> evaluation(Path data, Path candidate, Path champion, Path fingerprint) {
    return List.of(
        "evaluate",
        "--data",
        data.toString(),
        "--label",
        label,
        "--task",
        task,
        "--candidate",
        candidate.toString(),
        "--champion",
        champion.toString(),
        "--seed",
        "7",
        "--fingerprint",
        fingerprint.toString());
  }
}
