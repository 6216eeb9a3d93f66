package io.modelrelease.release.testing;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.ReleaseCases;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** The batch endpoint must answer as the evaluation did, and as the online endpoint does. */
@Component
class TestBatchEndpointDelegate implements JavaDelegate {
  private final ReleaseCases cases;
  private final Answers answers;
  private final FingerprintRows fingerprints;
  private final Evidence evidence;

  TestBatchEndpointDelegate(
      ReleaseCases cases, Answers answers, FingerprintRows fingerprints, Evidence evidence) {
    this.cases = cases;
    this.answers = answers;
    this.fingerprints = fingerprints;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var fingerprint = fingerprints.of(release);
    var batch = answers.batch(release, TargetEnvironment.STAGING);
    var measured = new TreeMap<String, Double>();
    measured.put(StagingTests.BATCH_FINGERPRINT, fingerprint.difference(batch));
    if (release.project().online().isPresent()) {
      var online =
          answers.online(
              release,
              TargetEnvironment.STAGING,
              Optional.of(release.deployment()),
              fingerprint.rows());
      measured.put(StagingTests.BATCH_ONLINE, Fingerprint.difference(online.answers(), batch));
    }
    evidence.measured(release.id(), Evidence.STAGING, measured);
  }
}
