package io.modelrelease.release.preflight;

import io.modelrelease.project.ModelProject;
import io.modelrelease.release.gate.GateTables;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** A model without a row in a gate's table passes nothing, however well it was trained. */
@Component
public class RequiredRows {
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "quality-gate",
          "Metric \"test_score\", Better is \"higher\", At least / at most 0.7; a metric has the name"
              + " under which %s logs it",
          "staging-gate",
          "Metric \"online_latency_p95_ms\", Better is \"lower\", At least / at most 500");

  private final GateTables tables;

  RequiredRows(GateTables tables) {
    this.tables = tables;
  }

  public List<Finding> check(ModelProject project) {
    return EXAMPLES.keySet().stream()
        .sorted()
        .flatMap(
            table ->
                tables.versionWithoutRow(table, project.name()).stream()
                    .map(version -> finding(table, version, project)))
        .toList();
  }

  private static Finding finding(String table, int version, ModelProject project) {
    var job = project.evaluation().isPresent() ? "the evaluation job" : "the training job";
    return Finding.refuse(
        table,
        "The table (version %d) has no row for the model %s: nothing is required, so nothing would pass."
            .formatted(version, project.name()),
        "Add one to %s.dmn in the folder modelrelease.gates, or deploy the table as an admin, for example: Model \"%s\", %s."
            .formatted(table, project.name(), EXAMPLES.get(table).formatted(job)));
  }
}
