package io.modelrelease.release.approval;

import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import io.modelrelease.release.gate.DeployedTables;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.history.HistoricDecisionInstance;
import org.camunda.bpm.engine.history.HistoricDecisionOutputInstance;
import org.camunda.spin.plugin.variable.SpinValues;
import org.springframework.stereotype.Component;

/** Decides by the route's table who is asked, and puts together what they are shown. */
@Component
class PrepareApprovalDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final HistoryService history;
  private final Versions versions;
  private final Review review;
  private final DeployedTables tables;
  private final Clock clock;

  PrepareApprovalDelegate(
      ReleaseCases cases,
      HistoryService history,
      Versions versions,
      Review review,
      DeployedTables tables,
      Clock clock) {
    this.cases = cases;
    this.history = history;
    this.versions = versions;
    this.review = review;
    this.tables = tables;
    this.clock = clock;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var decision = decision(execution.getProcessInstanceId());
    tables.decides(release.id(), decision.getDecisionDefinitionId());
    var route = route(decision);
    var approvals = ((Number) route.get("approvals")).intValue();
    versions.needsApprovals(release.model(), release.version(), approvals);
    Variables.APPROVALS.set(execution, approvals);
    Variables.APPROVER_GROUP.set(execution, (String) route.get("group"));
    Variables.APPROVAL_DUE.set(
        execution,
        clock
            .instant()
            .plus(Duration.parse((String) route.get("due")))
            .truncatedTo(ChronoUnit.SECONDS)
            .toString());
    execution.setVariable(
        "review", SpinValues.jsonValue(review.of(release, approvals).toString()).create());
  }

  private HistoricDecisionInstance decision(String processInstanceId) {
    return history
        .createHistoricDecisionInstanceQuery()
        .processInstanceId(processInstanceId)
        .decisionDefinitionKey("approval-route")
        .includeOutputs()
        .orderByEvaluationTime()
        .desc()
        .list()
        .stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("approval-route was not evaluated"));
  }

  private static Map<String, Object> route(HistoricDecisionInstance decision) {
    return decision.getOutputs().stream()
        .collect(
            Collectors.toMap(
                HistoricDecisionOutputInstance::getVariableName,
                HistoricDecisionOutputInstance::getValue));
  }
}
