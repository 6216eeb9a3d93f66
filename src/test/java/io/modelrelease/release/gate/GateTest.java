package io.modelrelease.release.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.TestEngine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.GenericApplicationContext;

/** The tables, evaluated by the engine, and the comparison behind them, row by row. */
class GateTest {
  private static final Map<String, Double> GOOD_CREDIT_RISK =
      Map.of("auc", 0.80, "log_loss", 0.50, "brier", 0.16, "rows", 200.0);
  private static final Map<String, Double> GOOD_CONCRETE_STRENGTH =
      Map.of("rmse", 5.0, "r2", 0.9, "rows", 206.0);
  private static final Map<String, Double> GOOD_IN_STAGING =
      Map.of(
          "online_fingerprint_difference", 0.0,
          "batch_fingerprint_difference", 0.0,
          "batch_online_difference", 0.0,
          "online_latency_p95_ms", 20.0,
          "online_rejected_valid_rows", 0.0,
          "online_accepted_invalid_rows", 0.0,
          "rows", 300.0,
          "auc", 0.80,
          "rmse", 5.0);

  private static GenericApplicationContext context;
  private static int count;

  @BeforeAll
  static void open() {
    context =
        TestLedger.on(
            TestDatabase.H2,
            TestEngine.class,
            ReleaseCases.class,
            DeployedTables.class,
            Gate.class,
            AssessQualityDelegate.class,
            AssessStagingDelegate.class);
    var deployment = context.getBean(RepositoryService.class).createDeployment();
    for (var table : List.of("quality-gate", "staging-gate", "approval-route")) {
      deployment.addClasspathResource("processes/" + table + ".dmn");
    }
    deployment
        .addModelInstance("quality.bpmn", asks("quality-gate", "assessQualityDelegate"))
        .addModelInstance("staging.bpmn", asks("staging-gate", "assessStagingDelegate"))
        .deploy();
  }

  private static org.camunda.bpm.model.bpmn.BpmnModelInstance asks(String table, String delegate) {
    return Bpmn.createExecutableProcess("asks-" + table)
        .camundaHistoryTimeToLiveString("P1D")
        .startEvent()
        .businessRuleTask()
        .camundaDecisionRef(table)
        .serviceTask()
        .camundaAsyncBefore() // as in the model: the decision is history by then
        .camundaDelegateExpression("${" + delegate + "}")
        .endEvent()
        .done();
  }

  @AfterAll
  static void close() {
    context.close();
  }

  /** What a release was told by a gate. */
  private record Verdict(boolean passed, List<GateResult> results, String reason) {
    GateResult of(String metric) {
      return results.stream()
          .filter(result -> result.metric().equals(metric))
          .findFirst()
          .orElseThrow(() -> new AssertionError("Nobody asked for " + metric));
    }
  }

  private static Verdict quality(String model, String comparison, Map<String, Double> metrics) {
    return ask("quality-gate", Evidence.EVALUATION, model, comparison, metrics);
  }

  private static Verdict staging(String model, Map<String, Double> metrics) {
    return ask("staging-gate", Evidence.STAGING, model, VersionRecord.FIRST, metrics);
  }

  private static Verdict ask(
      String table, String source, String model, String comparison, Map<String, Double> metrics) {
    var id = "release-" + ++count;
    TestLedger.open(
        context, id, model, count, TestEngine.SAMPLE.digest(), TestEngine.SAMPLE.archive());
    context.getBean(Versions.class).compared(model, count, comparison, OptionalInt.of(1));
    var evidence = context.getBean(Evidence.class);
    evidence.measured(id, source, metrics);
    var instance =
        context
            .getBean(RuntimeService.class)
            .startProcessInstanceByKey("asks-" + table, id, Map.of("model", model));
    TestEngine.run(context.getBean(ManagementService.class));
    var passed =
        context
            .getBean(HistoryService.class)
            .createHistoricVariableInstanceQuery()
            .processInstanceId(instance.getId())
            .variableName(table.equals("quality-gate") ? "qualityGatePassed" : "stagingGatePassed")
            .singleResult()
            .getValue();
    return new Verdict(
        (Boolean) passed,
        evidence.gateResults(id, table),
        context.getBean(Ledger.class).release(id).reason().orElse(""));
  }

  private static Map<String, Double> with(
      Map<String, Double> metrics, String metric, double value) {
    var changed = new HashMap<>(metrics);
    changed.put(metric, value);
    return changed;
  }

  private static Map<String, Double> without(Map<String, Double> metrics, String metric) {
    var changed = new HashMap<>(metrics);
    changed.remove(metric);
    return changed;
  }

  private static Map<String, Double> beside(Map<String, Double> metrics, Map<String, Double> of) {
    var both = new HashMap<>(metrics);
    of.forEach((metric, value) -> both.put("champion." + metric, value));
    return both;
  }

  private static Map<String, Double> good(String model) {
    return model.equals("credit-risk") ? GOOD_CREDIT_RISK : GOOD_CONCRETE_STRENGTH;
  }

  @ParameterizedTest
  @CsvSource({
    "credit-risk, auc, 0.75, 0.7499, Rule_CreditRiskAuc",
    "credit-risk, log_loss, 0.55, 0.5501, Rule_CreditRiskLogLoss",
    "credit-risk, brier, 0.18, 0.1801, Rule_CreditRiskBrier",
    "credit-risk, rows, 100, 99, Rule_CreditRiskRows",
    "concrete-strength, rmse, 8, 8.01, Rule_ConcreteStrengthRmse",
    "concrete-strength, r2, 0.75, 0.7499, Rule_ConcreteStrengthR2",
    "concrete-strength, rows, 100, 99, Rule_ConcreteStrengthRows"
  })
  void holdsQualityAgainstEachRowsLimit(
      String model, String metric, double justGood, double tooBad, String rule) {
    var passed = quality(model, VersionRecord.FIRST, with(good(model), metric, justGood));
    assertThat(passed.passed()).as(passed.reason()).isTrue();
    assertThat(passed.of(metric).ruleId()).hasValue(rule);
    assertThat(passed.of(metric).tableVersion()).isPresent();

    var refused = quality(model, VersionRecord.FIRST, with(good(model), metric, tooBad));
    assertThat(refused.passed()).isFalse();
    assertThat(refused.of(metric).passed()).isFalse();
    assertThat(refused.reason())
        .startsWith(metric + " is ")
        .contains(metric.equals("rows") ? "rows is 99: " : " rows: ", " too ", "quality-gate");
  }

  @ParameterizedTest
  @CsvSource({
    "credit-risk, auc, 0.85, 0.82, 0.8199",
    "credit-risk, log_loss, 0.45, 0.50, 0.5001",
    "credit-risk, brier, 0.14, 0.16, 0.1601",
    "concrete-strength, rmse, 4.5, 5.0, 5.01",
    "concrete-strength, r2, 0.93, 0.90, 0.8999"
  })
  void letsQualityFallBehindTheChampionByEachRowsTolerance(
      String model, String metric, double champion, double allowed, double tooFar) {
    var metrics = beside(good(model), with(good(model), metric, champion));
    var passed = quality(model, VersionRecord.COMPARED, with(metrics, metric, allowed));
    assertThat(passed.passed()).as(passed.reason()).isTrue();
    assertThat(passed.of(metric).champion()).hasValue(champion);

    var refused = quality(model, VersionRecord.COMPARED, with(metrics, metric, tooFar));
    assertThat(refused.passed()).isFalse();
    assertThat(refused.reason())
        .startsWith(metric + " is ")
        .contains("than the champion's", " rows");
  }

  @ParameterizedTest
  @CsvSource({"auc", "log_loss", "brier", "rows"})
  void refusesQualityThatWasNotMeasuredOrIsNoNumber(String metric) {
    assertThat(quality("credit-risk", "first", without(GOOD_CREDIT_RISK, metric)).reason())
        .startsWith(metric + " was not measured.");
    assertThat(quality("credit-risk", "first", with(GOOD_CREDIT_RISK, metric, Double.NaN)).reason())
        .startsWith(metric + " is not a number");
  }

  @Test
  void refusesAModelWithoutARow() {
    var verdict = quality("churn", VersionRecord.FIRST, GOOD_CREDIT_RISK);
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.reason()).contains("no row for the model churn").contains("Add a row");
  }

  @Test
  void aRefusalForWantOfARowNamesWhatARowCouldBeAbout() {
    assertThat(
            quality("churn", VersionRecord.FIRST, Map.of("test r2", 0.9, "test rmse", 1.0))
                .reason())
        .contains("Measured were test r2, test rmse.");
    assertThat(quality("credit-risk", "first", Map.of("test auc", 0.9)).reason())
        .contains("auc was not measured. Measured were test auc.");
  }

  @Test
  void aTableTellsBeforehandThatItHasNoRowForAModel() {
    var tables = new GateTables(context.getBean(RepositoryService.class));

    assertThat(tables.versionWithoutRow("quality-gate", "churn")).isPresent();
    assertThat(tables.versionWithoutRow("quality-gate", "credit-risk")).isEmpty();
    assertThat(tables.versionWithoutRow("staging-gate", "churn")).as("has defaults").isEmpty();
  }

  @Test
  void rowsOfSeveralModelsOfEveryModelAndWithExpressionsMayBeOfAModel() {
    var tables = new GateTables(context.getBean(RepositoryService.class));
    for (var model : List.of("\"other\", \"own\"", "-", "", "not(\"other\")")) {
      deploy(row(model, "auc", "higher", "0.6", ""));
      assertThat(tables.versionWithoutRow("quality-gate", "own")).as(model).isEmpty();
    }
    deploy(row("\"own-too\"", "auc", "higher", "0.6", ""));
    assertThat(tables.versionWithoutRow("quality-gate", "own")).isPresent();
    restore();
  }

  @Test
  void refusesAComparisonInWhichTheChampionWasNotMeasured() {
    var verdict = quality("credit-risk", VersionRecord.COMPARED, GOOD_CREDIT_RISK);
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.reason()).contains("champion.auc was not measured");
  }

  @Test
  void leavesAnImpossibleComparisonToThePeopleWhoApprove() {
    assertThat(quality("credit-risk", VersionRecord.IMPOSSIBLE, GOOD_CREDIT_RISK).passed())
        .isTrue();
  }

  @Test
  void namesEachMetricThatMissed() {
    var verdict =
        quality(
            "credit-risk",
            VersionRecord.FIRST,
            Map.of("auc", 0.5, "log_loss", 0.7, "brier", 0.25, "rows", 200.0));
    assertThat(verdict.reason()).contains("auc is 0.5", "log_loss is 0.7", "brier is 0.25");
    assertThat(verdict.results()).filteredOn(result -> !result.passed()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "credit-risk, online_fingerprint_difference, 0.000001, 0.0000011, Rule_OnlineFingerprint",
    "credit-risk, batch_fingerprint_difference, 0.000001, 0.0000011, Rule_BatchFingerprint",
    "credit-risk, batch_online_difference, 0.000001, 0.0000011, Rule_BatchOnline",
    "credit-risk, online_rejected_valid_rows, 0, 1, Rule_RejectedValid",
    "credit-risk, online_accepted_invalid_rows, 0, 1, Rule_AcceptedInvalid",
    "credit-risk, auc, 0.75, 0.7499, Rule_CreditRiskAuc",
    "concrete-strength, rmse, 8, 8.01, Rule_ConcreteStrengthRmse"
  })
  void holdsStagingAgainstEachRow(
      String model, String metric, double justGood, double tooBad, String rule) {
    var passed = staging(model, with(GOOD_IN_STAGING, metric, justGood));
    assertThat(passed.passed()).as(passed.reason()).isTrue();
    assertThat(passed.of(metric).ruleId()).hasValue(rule);
    var refused = staging(model, with(GOOD_IN_STAGING, metric, tooBad));
    assertThat(refused.passed()).isFalse();
    assertThat(refused.reason()).startsWith(metric + " is ");
    assertThat(refused.of(metric).sentence().contains(" on 300 rows"))
        .as(refused.of(metric).sentence())
        .isEqualTo(metric.equals("auc") || metric.equals("rmse"));
  }

  @ParameterizedTest
  @CsvSource({
    "online_fingerprint_difference",
    "batch_fingerprint_difference",
    "batch_online_difference",
    "online_latency_p95_ms",
    "online_rejected_valid_rows",
    "online_accepted_invalid_rows",
    "auc"
  })
  void refusesAStagingTestThatWasNotRun(String metric) {
    var verdict = staging("credit-risk", without(GOOD_IN_STAGING, metric));
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.reason())
        .startsWith(metric + " was not measured.")
        .contains("Production is as before.", "staging-gate");
  }

  @Test
  void takesTheProjectsOwnLimitOfLatencyWhereItIsTighter() {
    assertThat(staging("credit-risk", with(GOOD_IN_STAGING, "online_latency_p95_ms", 200)).passed())
        .isTrue();
    var verdict = staging("credit-risk", with(GOOD_IN_STAGING, "online_latency_p95_ms", 201));
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.of("online_latency_p95_ms").ruleId()).hasValue("model.yml");
  }

  @ParameterizedTest
  @CsvSource({
    "first, 1, Rule_Usual",
    "compared, 1, Rule_Usual",
    "impossible, 2, Rule_NoComparison"
  })
  void asksTwoPeopleWhereNothingCouldBeCompared(String comparison, int approvals, String rule) {
    var result =
        context
            .getBean(ProcessEngine.class)
            .getDecisionService()
            .evaluateDecisionTableByKey("approval-route")
            .variables(Map.of("model", "credit-risk", "comparison", comparison))
            .evaluate()
            .getSingleResult();
    assertThat(result.<Integer>getEntry("approvals")).isEqualTo(approvals);
    assertThat(result.<String>getEntry("group")).isEqualTo("approvers");
    assertThat(result.<String>getEntry("due")).isEqualTo("PT24H");
    assertThat(
            context
                .getBean(HistoryService.class)
                .createHistoricDecisionInstanceQuery()
                .decisionDefinitionKey("approval-route")
                .includeOutputs()
                .list()
                .stream()
                .flatMap(decision -> decision.getOutputs().stream())
                .map(output -> output.getRuleId())
                .collect(Collectors.toSet()))
        .contains(rule);
  }

  @Test
  void replacesDefaultsByAModelsOwnRowMetricByMetric() {
    deploy(
        row("", "auc", "higher", "0.6", ""),
        row("", "rows", "higher", "100", ""),
        row("\"own\"", "auc", "higher", "0.9", ""));
    var metrics = Map.of("auc", 0.8, "rows", 50.0);
    assertThat(quality("own", "first", metrics).of("auc").passed()).isFalse();
    assertThat(quality("own", "first", metrics).of("rows").passed()).isFalse();
    assertThat(quality("other", "first", metrics).of("auc").passed()).isTrue();
    assertThat(quality("own", "first", Map.of("auc", 0.9, "rows", 100.0)).passed()).isTrue();
    restore();
  }

  @Test
  void refusesTwoRowsOfOneModelAndMetric() {
    deploy(row("\"own\"", "auc", "higher", "0.6", ""), row("\"own\"", "auc", "higher", "", "0.01"));
    var verdict = quality("own", "first", Map.of("auc", 0.99));
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.reason()).contains("2 rows for auc of the model own");
    restore();
  }

  @Test
  void refusesARowThatDoesNotSayWhatIsBetter() {
    deploy(row("\"own\"", "auc", "bigger", "0.6", ""));
    assertThat(quality("own", "first", Map.of("auc", 0.99)).reason())
        .contains("neither higher nor lower");
    restore();
  }

  private static void restore() {
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addClasspathResource("processes/quality-gate.dmn")
        .deploy();
  }

  private static void deploy(String... rows) {
    var table =
        """
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
          xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="n">
          <decision id="quality-gate" name="Quality gate" camunda:historyTimeToLive="P1D">
            <decisionTable id="t" hitPolicy="COLLECT">
              <input id="i" label="Model">
                <inputExpression id="e" typeRef="string"><text>model</text></inputExpression>
              </input>
              <output id="o1" name="metric" typeRef="string"/>
              <output id="o2" name="better" typeRef="string"/>
              <output id="o3" name="limit" typeRef="double"/>
              <output id="o4" name="tolerance" typeRef="double"/>
              %s
            </decisionTable>
          </decision>
        </definitions>"""
            .formatted(String.join("\n", rows));
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addString("quality-gate.dmn", table)
        .deploy();
  }

  private static String row(
      String model, String metric, String better, String limit, String tolerance) {
    var id = "r" + ++count;
    var row = new StringBuilder("<rule id=\"%s\">".formatted(id));
    row.append("<inputEntry id=\"%s_i\"><text>%s</text></inputEntry>".formatted(id, model));
    for (var entry : List.of("\"" + metric + "\"", "\"" + better + "\"", limit, tolerance)) {
      row.append(
          "<outputEntry id=\"%s_%d\"><text>%s</text></outputEntry>".formatted(id, ++count, entry));
    }
    return row.append("</rule>").toString();
  }
}
