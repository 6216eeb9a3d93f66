package io.modelrelease.release.preflight;

import static java.util.stream.Collectors.joining;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import java.util.List;
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
    if (findings.stream().noneMatch(Finding::refuses)) {
      requireSeen(findings);
    }
    var passed = findings.stream().noneMatch(Finding::refuses);
    if (!passed) {
      ledger.because(
          release.id(),
          "pre-flight",
          findings.stream().filter(Finding::refuses).map(Finding::sentence).collect(joining(" ")));
    }
    Variables.PRE_FLIGHT_PASSED.set(execution, passed);
  }

  /**
   * What could not be seen is looked at again by the job's next try, and is an operator's incident
   * after the last.
   */
  private static void requireSeen(List<Finding> findings) {
    var unseen =
        findings.stream().filter(Finding::isUnseen).map(Finding::sentence).collect(joining(" "));
    if (!unseen.isEmpty()) {
      throw new AzureException(
          AzureException.Kind.TRANSIENT,
          0,
          "PreFlight",
          unseen,
          "Pre-flight",
          "After the last try, raise the retries of the job in Cockpit.");
    }
  }
}
