package io.modelrelease.release.testing;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What the tests in staging must show for any model, whatever the staging gate's table says: the
 * same answers everywhere, and a contract that is kept.
 */
@Component
public class StagingTests {
  public static final String LATENCY = "online_latency_p95_ms";
  static final String ONLINE_FINGERPRINT = "online_fingerprint_difference";
  static final String BATCH_FINGERPRINT = "batch_fingerprint_difference";
  static final String BATCH_ONLINE = "batch_online_difference";
  static final String ONLINE_REJECTED_VALID = "online_rejected_valid_rows";
  static final String ONLINE_ACCEPTED_INVALID = "online_accepted_invalid_rows";

  private record Test(String metric, String failed) {}

  private static final List<Test> TESTS =
      List.of(
          new Test(ONLINE_REJECTED_VALID, "The online endpoint refused %s valid rows."),
          new Test(
              ONLINE_ACCEPTED_INVALID,
              "The online endpoint accepted %s rows with a missing column."),
          new Test(
              ONLINE_FINGERPRINT,
              "The online endpoint's answers differ from the evaluation's by %s."),
          new Test(
              BATCH_FINGERPRINT,
              "The batch endpoint's answers differ from the evaluation's by %s."),
          new Test(BATCH_ONLINE, "Batch and online endpoint answer differently, by %s."));

  private final Evidence evidence;
  private final Ledger ledger;

  StagingTests(Evidence evidence, Ledger ledger) {
    this.evidence = evidence;
    this.ledger = ledger;
  }

  /** All tests that this model can have were run, and passed; else the ledger says why not. */
  public boolean passed(ReleaseCase release) {
    var measured = evidence.measurements(release.id(), Evidence.STAGING);
    var failures =
        TESTS.stream()
            .filter(test -> canMeasure(release, test.metric()))
            .flatMap(test -> failure(test, measured.get(test.metric())).stream())
            .toList();
    if (!failures.isEmpty()) {
      ledger.because(release.id(), "tests-failed", String.join(" ", failures));
    }
    return failures.isEmpty();
  }

  private static Optional<String> failure(Test test, Double measured) {
    if (measured == null) {
      return Optional.of(test.metric() + " was not measured.");
    }
    return measured <= Fingerprint.TOLERANCE
        ? Optional.empty()
        : Optional.of(test.failed().formatted(inWords(measured)));
  }

  private static String inWords(double measured) {
    return measured == Math.rint(measured) && Double.isFinite(measured)
        ? Long.toString((long) measured)
        : Double.isInfinite(measured)
            ? "more than can be told (some were not answered)"
            : Double.toString(measured);
  }

  /** False for what needs an endpoint that the model does not have. */
  public static boolean canMeasure(ReleaseCase release, String metric) {
    var online = release.project().online().isPresent();
    var batch = release.project().batch().isPresent();
    if (metric.equals(BATCH_ONLINE)) {
      return online && batch;
    }
    if (metric.startsWith("batch_")) {
      return batch;
    }
    return online || !metric.startsWith("online_");
  }
}
