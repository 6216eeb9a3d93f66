package io.modelrelease.release.registry;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.Variables;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Reads the copy in the registry back and compares its digest with the candidate's. */
@Component
class CompareBytesDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final AzureMl azure;
  private final Ledger ledger;
  private final Evidence evidence;

  CompareBytesDelegate(ReleaseCases cases, AzureMl azure, Ledger ledger, Evidence evidence) {
    this.cases = cases;
    this.azure = azure;
    this.ledger = ledger;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var registry = azure.registry(TargetEnvironment.of(Variables.ENVIRONMENT.from(execution)));
    var copy = registry.digest(release.model(), release.versionText());
    var expected = release.candidate().digest().orElse("none");
    var same = copy.value().equals(expected);
    if (same) {
      evidence.happened(
          release.id(),
          "model-release",
          "Registry %s has the candidate's bytes (%d files, %d bytes, SHA-256 %s)."
              .formatted(registry.name(), copy.files(), copy.bytes(), copy.value()));
    } else {
      ledger.because(
          release.id(),
          "bytes-differ",
          "%s version %d in registry %s has other bytes than the candidate: %s instead of %s. Find out who wrote it; a new release gets a new version."
              .formatted(
                  release.model(), release.version(), registry.name(), copy.value(), expected));
    }
    Variables.SAME_BYTES.set(execution, same);
  }
}
