package io.modelrelease.release.gate;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.release.ReleaseCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
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

  Gate(HistoryService history, RepositoryService repository, Evidence evidence) {
    this.history = history;
    this.repository = repository;
    this.evidence = evidence;
  }

  /**
   * Assesses, and keeps what was said.
   *
   * @param gate key of the decision
   * @param own requirements of the model project itself, which replace the table's by metric
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
    var results = new ArrayList<GateResult>();
    var byMetric = requirements(decision);
    own.forEach(requirement -> byMetric.put(requirement.metric(), requirement));
    byMetric.keySet().removeIf(applies.negate());
    for (var requirement : byMetric.values()) {
      results.add(requirement.assess(gate, tableVersion, metrics));
    }
    if (results.isEmpty()) {
      results.add(
          new GateResult(
              gate,
              "-",
              false,
              "The table %s (version %d) has no row for the model %s: nothing is required, so"
                  + " nothing passes. Add a row.".formatted(gate, tableVersion, release.model()),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              "at least one requirement",
              OptionalInt.of(tableVersion),
              Optional.empty()));
    }
    evidence.assessed(release.id(), gate, results);
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

  private Map<String, Requirement> requirements(HistoricDecisionInstance decision) {
    var rows = new LinkedHashMap<String, Map<String, Object>>();
    for (HistoricDecisionOutputInstance output : decision.getOutputs()) {
      rows.computeIfAbsent(output.getRuleId(), rule -> new LinkedHashMap<>())
          .put(output.getVariableName(), output.getValue());
    }
    var byMetric = new LinkedHashMap<String, Requirement>();
    rows.forEach(
        (rule, row) -> {
          if (forEveryModel(decision, rule)) {
            byMetric.putIfAbsent(metric(row), requirement(rule, row));
          }
        });
    rows.forEach(
        (rule, row) -> {
          if (!forEveryModel(decision, rule)) {
            byMetric.put(metric(row), requirement(rule, row));
          }
        });
    return byMetric;
  }

  private boolean forEveryModel(HistoricDecisionInstance decision, String ruleId) {
    Rule rule =
        repository
            .getDmnModelInstance(decision.getDecisionDefinitionId())
            .getModelElementById(ruleId);
    var entry = rule.getInputEntries().iterator().next().getText();
    var text = entry == null ? "" : entry.getTextContent().strip();
    return text.isEmpty() || text.equals("-");
  }

  private static String metric(Map<String, Object> row) {
    return String.valueOf(row.get("metric"));
  }

  private static Requirement requirement(String rule, Map<String, Object> row) {
    return new Requirement(
        metric(row),
        String.valueOf(row.get("better")).toLowerCase(Locale.ROOT).equals("higher"),
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
