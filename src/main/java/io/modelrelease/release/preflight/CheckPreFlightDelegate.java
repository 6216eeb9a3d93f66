package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Checks what is cheap to know: each workspace and registry answers to the identity that it will be
 * written with, the version is free there, and the model has something to be deployed to.
 */
@Component
class CheckPreFlightDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final AzureMl azure;
  private final Ledger ledger;

  CheckPreFlightDelegate(ReleaseCases cases, AzureMl azure, Ledger ledger) {
    this.cases = cases;
    this.azure = azure;
    this.ledger = ledger;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var findings = findings(release);
    if (!findings.isEmpty()) {
      ledger.because(release.id(), "pre-flight", String.join(" ", findings));
    }
    Variables.PRE_FLIGHT_PASSED.set(execution, findings.isEmpty());
  }

  private List<String> findings(ReleaseCase release) {
    var findings = new ArrayList<String>();
    for (var environment : TargetEnvironment.values()) {
      try {
        azure.workspace(environment).guid();
        if (environment != TargetEnvironment.DEV) {
          registry(release, environment, findings);
        }
      } catch (AzureException e) {
        if (e.kind() == AzureException.Kind.TRANSIENT) {
          throw e;
        }
        findings.add(
            "%s: Azure refused to show it (%s: %s). %s"
                .formatted(environment.key(), e.code(), e.words(), e.nextStep()));
      }
    }
    if (release.project().online().isEmpty() && release.project().batch().isEmpty()) {
      findings.add(
          "model.yml names neither an online nor a batch endpoint: there is nothing to deploy to.");
    }
    if (release.project().online().isEmpty() && release.project().evaluation().isEmpty()) {
      findings.add(
          "model.yml names neither an evaluation job nor an online endpoint: there would be no answers to hold the batch endpoint's against.");
    }
    return findings;
  }

  private void registry(ReleaseCase release, TargetEnvironment environment, List<String> findings) {
    var registry = azure.registry(environment);
    if (registry.findModel(release.model(), release.versionText()).isPresent()) {
      findings.add(
          "Registry %s has %s version %d already, written by somebody else. Start the release anew: it gets the next number."
              .formatted(registry.name(), release.model(), release.version()));
    }
  }
}
