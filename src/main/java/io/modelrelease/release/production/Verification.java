package io.modelrelease.release.production;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.testing.Answers;
import io.modelrelease.release.testing.Fingerprint;
import io.modelrelease.release.testing.FingerprintRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** Does production give the answers that were evaluated, tested and approved? */
@Component
class Verification {
  private static final TargetEnvironment PRODUCTION = TargetEnvironment.PRODUCTION;
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final String NOTHING_MOVED =
      "Nothing had moved: the new deployments are deleted, production is as before";
  private static final String MOVED_BACK =
      "What this release changed is put back, online and batch";

  private final AzureMl azure;
  private final Answers answers;
  private final FingerprintRows fingerprints;
  private final Evidence evidence;
  private final Ledger ledger;
  private final ProductionSettings settings;

  Verification(
      AzureMl azure,
      Answers answers,
      FingerprintRows fingerprints,
      Evidence evidence,
      Ledger ledger,
      ProductionSettings settings) {
    this.azure = azure;
    this.answers = answers;
    this.fingerprints = fingerprints;
    this.evidence = evidence;
    this.ledger = ledger;
    this.settings = settings;
  }

  /**
   * The new online deployment, asked by header: it has no traffic yet.
   *
   * @throws AzureException when it gives no answer that says anything: nothing has moved, so it is
   *     tried again later
   */
  boolean deployment(ReleaseCase release) {
    var fingerprint = fingerprints.of(release);
    var given =
        answers.online(release, PRODUCTION, Optional.of(release.deployment()), fingerprint.rows());
    return same(
        release,
        "deployment_fingerprint_difference",
        fingerprint.difference(given.answers()),
        "the new deployment %s of online endpoint %s, which has no traffic yet,"
            .formatted(release.deployment(), release.onlineEndpoint(azure, PRODUCTION)),
        given.refusal(),
        NOTHING_MOVED);
  }

  /**
   * Whatever has the live traffic. Where it does not answer for longer than the patience that is
   * set, it does not serve: that is a result, and not to be tried again in ten minutes.
   */
  boolean traffic(ReleaseCase release) {
    var fingerprint = fingerprints.of(release);
    var given = patiently(release, fingerprint);
    return same(
        release,
        "live_fingerprint_difference",
        fingerprint.difference(given.answers()),
        "live traffic of online endpoint " + release.onlineEndpoint(azure, PRODUCTION),
        given.refusal(),
        MOVED_BACK);
  }

  private Answers.Scored patiently(ReleaseCase release, Fingerprint fingerprint) {
    var end = Instant.now().plus(settings.livePatience());
    while (true) {
      try {
        return answers.online(release, PRODUCTION, Optional.empty(), fingerprint.rows());
      } catch (AzureException e) {
        if (!Instant.now().plus(PAUSE).isBefore(end)) {
          return new Answers.Scored(
              List.of(),
              Optional.of("%s, %s".formatted(e.words().replaceFirst("[.]$", ""), e.code())));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** The new batch deployment, by the answers of its invocation. */
  boolean batchDeployment(ReleaseCase release) {
    var batch = answers.batch(release, PRODUCTION);
    return same(
        release,
        "batch_fingerprint_difference",
        fingerprints.of(release).difference(batch),
        "the new deployment %s of batch endpoint %s, which is not its default yet,"
            .formatted(release.deployment(), release.batchEndpoint(azure, PRODUCTION)),
        Optional.empty(),
        NOTHING_MOVED);
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
        "Production failed its verification: the default of batch endpoint %s is %s instead of %s: somebody changed it. %s. Next: find out who changed it, then release again."
            .formatted(endpoint, shown.orElse("nothing"), release.deployment(), MOVED_BACK));
    return false;
  }

  private boolean same(
      ReleaseCase release,
      String metric,
      double difference,
      String who,
      Optional<String> refusal,
      String undone) {
    evidence.measured(release.id(), Evidence.PRODUCTION, Map.of(metric, difference));
    if (difference <= Fingerprint.TOLERANCE) {
      return true;
    }
    ledger.because(
        release.id(),
        "rollout-failed",
        "Production failed its verification: %s %s. %s. Next: %s, then release again."
            .formatted(
                who,
                Double.isInfinite(difference)
                    ? "did not answer all of the fixed rows"
                        + refusal.map(words -> " (" + words + ")").orElse("")
                    : "gives other answers than those that were tested and approved, by "
                        + String.format(Locale.ROOT, "%.3g", difference),
                undone,
                Double.isInfinite(difference)
                    ? "look at the endpoint and its logs in Azure ML studio"
                    : "compare production's serving environment with staging's"));
    return false;
  }
}
