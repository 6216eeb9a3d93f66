package io.modelrelease.trainer;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/** Says what was measured: in the job's log always, in MLflow where the job is a run. */
final class Report {
  private final PrintStream out;
  private final Optional<MlflowRun> run;

  Report(PrintStream out, Optional<MlflowRun> run) {
    this.out = out;
    this.run = run;
  }

  Optional<String> runId() {
    return run.map(MlflowRun::id);
  }

  void measured(
      Map<String, Double> metrics, Map<String, String> parameters, Map<String, String> tags) {
    metrics.forEach((name, value) -> out.println(name + " = " + value));
    tags.forEach((name, text) -> out.println(name + ": " + text));
    run.ifPresent(known -> known.log(metrics, parameters, tags));
  }

  void say(String sentence) {
    out.println(sentence);
  }
}
