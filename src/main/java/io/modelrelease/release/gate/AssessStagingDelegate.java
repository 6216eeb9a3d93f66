package io.modelrelease.release.gate;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import io.modelrelease.release.gate.Requirement.Better;
import io.modelrelease.release.testing.StagingTests;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Did the candidate do in staging what production needs of it? */
@Component
class AssessStagingDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Gate gate;
  private final Evidence evidence;
  private final Ledger ledger;

  AssessStagingDelegate(ReleaseCases cases, Gate gate, Evidence evidence, Ledger ledger) {
    this.cases = cases;
    this.gate = gate;
    this.evidence = evidence;
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var measured = evidence.measurements(release.id(), Evidence.STAGING);
    var results =
        gate.assess(
            release,
            execution.getProcessInstanceId(),
            "staging-gate",
            measured,
            own(release),
            metric -> StagingTests.canMeasure(release, metric));
    var passed = results.stream().allMatch(GateResult::passed);
    if (!passed) {
      ledger.because(
          release.id(),
          "staging-refused",
          AssessQualityDelegate.sentence(results)
              + beside(results, measured)
              + AssessQualityDelegate.nextStep("staging-gate"));
    }
    Variables.STAGING_GATE_PASSED.set(execution, passed);
  }

  /** What of a latency that is too high is the way there and back. */
  private static String beside(List<GateResult> results, Map<String, Double> measured) {
    var slow =
        results.stream()
            .anyMatch(result -> result.metric().equals(StagingTests.LATENCY) && !result.passed());
    var liveness = measured.get(StagingTests.LIVENESS);
    return slow && liveness != null
        ? " Liveness, which asks no model, took %s ms.".formatted(Requirement.text(liveness))
        : "";
  }

  /** What the model project itself requires: its limit of latency. */
  private static List<Requirement> own(ReleaseCase release) {
    return release.project().test().latencyP95().stream()
        .map(
            limit ->
                new Requirement(
                    StagingTests.LATENCY,
                    Better.LOWER,
                    OptionalDouble.of(limit.toMillis()),
                    OptionalDouble.empty(),
                    "model.yml"))
        .toList();
  }
}
