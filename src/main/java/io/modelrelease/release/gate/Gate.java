package io.modelrelease.release.gate;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.gate.Requirement.Better;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricDecisionOutputInstance;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.springframework.stereotype.Component;

/**
 * Holds a candidate against the table that the business rule task before has evaluated. What the
 * table said is read from the engine's decision history, with its version and rule, and not from a
 * variable that could be overwritten in between.
 *
 * <p>Rows for every model (the column model is {@code -}) are defaults: a model's own row replaces
 * them metric by metric. No row at all passes nothing.
 */
@Component
class Gate {
  private final HistoryService history;
  private final RepositoryService repository;
  private final Evidence evidence;
  private final DeployedTables tables;

  Gate(
      HistoryService history,
      RepositoryService repository,
      Evidence evidence,
      DeployedTables tables) {
    this.history = history;
    this.repository = repository;
    this.evidence = evidence;
    this.tables = tables;
  }

  /**
   * Assesses, and keeps what was said.
   *
   * @param gate key of the decision
   * @param own requirements of the model project itself; they may only tighten the table's
   * @param applies false for metrics that this model cannot have
   * @return each requirement's result; one that does not pass when there is no requirement
   */
  List<GateResult> assess(
      ReleaseCase release,
      String processInstanceId,
      String gate,
      Map<String, Double> metrics,
      List<Requirement> own,
      Predicate<String> applies) {
    var decision = latest(processInstanceId, gate);
    var tableVersion =
        repository.getDecisionDefinition(decision.getDecisionDefinitionId()).getVersion();
    var rows = rows(decision);
    own.forEach(requirement -> rows.merge(requirement.metric(), List.of(requirement), Gate::both));
    rows.keySet().removeIf(applies.negate());
    var compared =
        release.candidate().comparison().filter(VersionRecord.COMPARED::equals).isPresent();
    var results = new ArrayList<GateResult>();
    rows.forEach(
        (metric, requirements) ->
            results.add(
                requirements.size() == 1
                    ? requirements.get(0).assess(gate, tableVersion, metrics, compared)
                    : Requirement.wrong(
                        gate,
                        tableVersion,
                        metric,
                        requirements.get(0).ruleId(),
                        "The table %s (version %d) has %d rows for %s of the model %s: which one counts? Keep one."
                            .formatted(
                                gate,
                                tableVersion,
                                requirements.size(),
                                metric,
                                release.model()))));
    if (results.isEmpty()) {
      results.add(
          new GateResult(
              gate,
              "-",
              false,
              "The table %s (version %d) has no row for the model %s: nothing is required, so nothing passes. Add a row.%s"
                  .formatted(gate, tableVersion, release.model(), Requirement.measured(metrics)),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              "at least one requirement",
              OptionalInt.of(tableVersion),
              Optional.empty()));
    }
    evidence.assessed(release.id(), gate, results);
    tables.decides(release.id(), decision.getDecisionDefinitionId());
    return results;
  }

  private HistoricDecisionInstance latest(String processInstanceId, String gate) {
    return history
        .createHistoricDecisionInstanceQuery()
        .processInstanceId(processInstanceId)
        .decisionDefinitionKey(gate)
        .includeOutputs()
        .orderByEvaluationTime()
        .desc()
        .list()
        .stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(gate + " was not evaluated"));
  }

  /** The table's rows by metric: a model's own, else those for every model. */
  private Map<String, List<Requirement>> rows(HistoricDecisionInstance decision) {
    var outputs = new LinkedHashMap<String, Map<String, Object>>();
    for (HistoricDecisionOutputInstance output : decision.getOutputs()) {
      outputs
          .computeIfAbsent(output.getRuleId(), rule -> new HashMap<>())
          .put(output.getVariableName(), output.getValue());
    }
    var defaults = new TreeMap<String, List<Requirement>>();
    var rows = new TreeMap<String, List<Requirement>>();
    outputs.forEach(
        (rule, row) ->
            (forEveryModel(decision, rule) ? defaults : rows)
                .computeIfAbsent(metric(row), metric -> new ArrayList<>())
                .add(requirement(rule, row)));
    defaults.forEach(rows::putIfAbsent);
    return rows;
  }

  /** What the project asks for itself may be more than the table does, not less. */
  private static List<Requirement> both(List<Requirement> table, List<Requirement> own) {
    return table.stream().map(requirement -> requirement.tightened(own.get(0))).toList();
  }

  private boolean forEveryModel(HistoricDecisionInstance decision, String ruleId) {
    Rule rule =
        repository
            .getDmnModelInstance(decision.getDecisionDefinitionId())
            .getModelElementById(ruleId);
    return GateTables.isOfEveryModel(rule);
  }

  private static String metric(Map<String, Object> row) {
    return String.valueOf(row.get("metric"));
  }

  private static Requirement requirement(String rule, Map<String, Object> row) {
    return new Requirement(
        metric(row),
        Better.of(row.get("better")),
        number(row.get("limit")),
        number(row.get("tolerance")),
        rule);
  }

  private static OptionalDouble number(Object value) {
    return value instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }
}
