package io.modelrelease.release.preflight;

import static java.util.stream.Collectors.joining;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Asks {@link PreFlight}; what refuses the release is its reason, the rest stands in its dossier.
 */
@Component
class CheckPreFlightDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final PreFlight preFlight;
  private final RequiredRows requiredRows;
  private final Ledger ledger;
  private final Evidence evidence;

  CheckPreFlightDelegate(
      ReleaseCases cases,
      PreFlight preFlight,
      RequiredRows requiredRows,
      Ledger ledger,
      Evidence evidence) {
    this.cases = cases;
    this.preFlight = preFlight;
    this.requiredRows = requiredRows;
    this.ledger = ledger;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var findings =
        Stream.concat(
                requiredRows.check(release.project()).stream(),
                preFlight.check(release.project(), Optional.of(release.versionText())).stream())
            .toList();
    findings.forEach(finding -> evidence.happened(release.id(), "pre-flight", finding.sentence()));
    var passed = findings.stream().noneMatch(Finding::refuses);
    if (!passed) {
      ledger.because(
          release.id(),
          "pre-flight",
          findings.stream().filter(Finding::refuses).map(Finding::sentence).collect(joining(" ")));
    }
    Variables.PRE_FLIGHT_PASSED.set(execution, passed);
  }
}
