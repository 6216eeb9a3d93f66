package io.modelrelease.release.production;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.testing.Answers;
import io.modelrelease.release.testing.Fingerprint;
import io.modelrelease.release.testing.FingerprintRows;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Does production give the answers that were evaluated, tested and approved? */
@Component
class Verification {
  private static final TargetEnvironment PRODUCTION = TargetEnvironment.PRODUCTION;

  private final AzureMl azure;
  private final Answers answers;
  private final FingerprintRows fingerprints;
  private final Evidence evidence;
  private final Ledger ledger;

  Verification(
      AzureMl azure,
      Answers answers,
      FingerprintRows fingerprints,
      Evidence evidence,
      Ledger ledger) {
    this.azure = azure;
    this.answers = answers;
    this.fingerprints = fingerprints;
    this.evidence = evidence;
    this.ledger = ledger;
  }

  /** The new online deployment, asked by header: it has no traffic yet. */
  boolean deployment(ReleaseCase release) {
    return online(release, Optional.of(release.deployment()), "deployment_fingerprint_difference");
  }

  /** Whatever has the live traffic. */
  boolean traffic(ReleaseCase release) {
    return online(release, Optional.empty(), "live_fingerprint_difference");
  }

  /** The new batch deployment, by the answers of its invocation. */
  boolean batchDeployment(ReleaseCase release) {
    var batch = answers.batch(release, PRODUCTION);
    return same(
        release,
        "batch_fingerprint_difference",
        fingerprints.of(release).difference(batch),
        "The new batch deployment in production");
  }

  /** The batch endpoint's default is the deployment that gave the right answers. */
  boolean batchDefault(ReleaseCase release) {
    var endpoint = release.batchEndpoint(azure, PRODUCTION);
    var shown =
        azure
            .workspace(PRODUCTION)
            .batchEndpoints()
            .find(endpoint)
            .flatMap(BatchEndpoint::defaultDeployment);
    if (shown.equals(Optional.of(release.deployment()))) {
      return true;
    }
    ledger.because(
        release.id(),
        "rollout-failed",
        "The default of batch endpoint %s is %s instead of %s: somebody changed it. Production is put back."
            .formatted(endpoint, shown.orElse("nothing"), release.deployment()));
    return false;
  }

  private boolean online(ReleaseCase release, Optional<String> deployment, String metric) {
    var fingerprint = fingerprints.of(release);
    var given = answers.online(release, PRODUCTION, deployment, fingerprint.rows());
    return same(
        release,
        metric,
        fingerprint.difference(given),
        deployment.map(name -> "The new deployment " + name).orElse("Live traffic")
            + " in production");
  }

  private boolean same(ReleaseCase release, String metric, double difference, String who) {
    evidence.measured(release.id(), Evidence.PRODUCTION, Map.of(metric, difference));
    if (difference <= Fingerprint.TOLERANCE) {
      return true;
    }
    ledger.because(
        release.id(),
        "rollout-failed",
        "%s does not give the answers that were tested and approved: %s. What production showed before stays or is put back. Look at the deployment's log in Azure ML studio, and release again when the cause is known."
            .formatted(
                who,
                Double.isInfinite(difference)
                    ? "some of the fixed rows were not answered"
                    : "they differ by " + difference));
    return false;
  }
}
