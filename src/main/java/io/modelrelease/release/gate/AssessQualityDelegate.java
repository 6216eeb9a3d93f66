package io.modelrelease.release.gate;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Is the candidate good enough, and not worse than the champion on the same rows? */
@Component
class AssessQualityDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Gate gate;
  private final Evidence evidence;
  private final Ledger ledger;

  AssessQualityDelegate(ReleaseCases cases, Gate gate, Evidence evidence, Ledger ledger) {
    this.cases = cases;
    this.gate = gate;
    this.evidence = evidence;
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var results =
        gate.assess(
            release,
            execution.getProcessInstanceId(),
            "quality-gate",
            evidence.measurements(release.id(), Evidence.EVALUATION),
            List.of(),
            metric -> true);
    var passed = results.stream().allMatch(GateResult::passed);
    if (!passed) {
      ledger.because(release.id(), "quality-refused", sentence(results) + nextStep("quality-gate"));
    }
    Variables.QUALITY_GATE_PASSED.set(execution, passed);
  }

  static String nextStep(String table) {
    return " Production is as before. Next: improve the model, or have the requirement changed (table %s), then release again."
        .formatted(table);
  }

  static String sentence(List<GateResult> results) {
    return results.stream()
        .filter(result -> !result.passed())
        .map(GateResult::sentence)
        .collect(Collectors.joining(" "));
  }
}
