package io.modelrelease.release.testing;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.ReleaseCase;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What the tests in staging must show for any model, whatever the staging gate's table says: the
 * same answers everywhere, and a contract that is kept.
 */
@Component
public class StagingTests {
  public static final String LATENCY = "online_latency_p95_ms";

  /** The same way there and back without a model at its end: what latency is to be seen beside. */
  public static final String LIVENESS = "online_liveness_p95_ms";

  static final String ONLINE_FINGERPRINT = "online_fingerprint_difference";
  static final String BATCH_FINGERPRINT = "batch_fingerprint_difference";
  static final String BATCH_ONLINE = "batch_online_difference";
  static final String ONLINE_REJECTED_VALID = "online_rejected_valid_rows";
  static final String ONLINE_ACCEPTED_INVALID = "online_accepted_invalid_rows";

  /** How an event of a refusal begins; after a colon the endpoint's words follow. */
  static final String REFUSED = "The online endpoint in staging refused ";

  private static final String SAME_LIBRARIES =
      "compare the library versions of training and serving, and what else the serving environment"
          + " sets";

  /**
   * @param failed what was found, of %1$s: the online endpoint, %2$s: the batch endpoint, %3$s: the
   *     measurement, %4$s: in which words the online endpoint refused
   * @param next what to do about it
   */
  private record Test(String metric, String failed, String next) {}

  private static final List<Test> TESTS =
      List.of(
          new Test(
              ONLINE_REJECTED_VALID,
              "the online endpoint %1$s refused %3$s valid requests (rows of the test data, and"
                  + " request.json)%4$s",
              "read the deployment's log, and compare the"
                  + " signature in MLmodel with the test data's columns (a model without a signature"
                  + " takes them only as it was trained: say which and in which order under"
                  + " test.features in model.yml)"),
          new Test(
              ONLINE_ACCEPTED_INVALID,
              "the online endpoint %1$s accepted a row without one of its columns, for %3$s of them",
              "give the model a signature that requires its columns"),
          new Test(
              ONLINE_FINGERPRINT,
              "the answers of the online endpoint %1$s differ from the evaluation's, by %3$s",
              SAME_LIBRARIES),
          new Test(
              BATCH_FINGERPRINT,
              "the answers of the batch endpoint %2$s differ from the evaluation's, by %3$s",
              SAME_LIBRARIES),
          new Test(
              BATCH_ONLINE,
              "the batch endpoint %2$s and the online endpoint %1$s answer differently, by %3$s",
              SAME_LIBRARIES));

  private final Evidence evidence;
  private final Operations operations;
  private final Ledger ledger;

  StagingTests(Evidence evidence, Operations operations, Ledger ledger) {
    this.evidence = evidence;
    this.operations = operations;
    this.ledger = ledger;
  }

  /** All tests that this model can have were run, and passed; else the ledger says why not. */
  public boolean passed(ReleaseCase release) {
    var measured = evidence.measurements(release.id(), Evidence.STAGING);
    var failed =
        TESTS.stream()
            .filter(test -> canMeasure(release, test.metric()))
            .filter(test -> fails(measured.get(test.metric())))
            .toList();
    if (!failed.isEmpty()) {
      ledger.because(release.id(), "tests-failed", sentence(release, failed, measured));
    }
    return failed.isEmpty();
  }

  private static boolean fails(Double measured) {
    return measured == null || !(measured <= Fingerprint.TOLERANCE);
  }

  private String sentence(ReleaseCase release, List<Test> failed, Map<String, Double> measured) {
    var online = endpoint(release, "createOnlineEndpoint");
    var batch = endpoint(release, "createBatchEndpoint");
    var refusal =
        evidence.events(release.id()).stream()
            .map(Evidence.Event::what)
            .filter(what -> what.startsWith(REFUSED))
            .reduce((earlier, later) -> later)
            .map(what -> " with " + what.substring(what.indexOf(": ") + 2).replaceFirst("\\.$", ""))
            .orElse("");
    return "Tests in staging failed for %s version %d: %s. Production is as before. Next: %s; then release again."
        .formatted(
            release.model(),
            release.version(),
            failed.stream()
                .map(
                    test ->
                        measured.containsKey(test.metric())
                            ? test.failed()
                                .formatted(
                                    online, batch, inWords(measured.get(test.metric())), refusal)
                            : test.metric() + " was not measured")
                .collect(Collectors.joining("; ")),
            failed.stream().map(Test::next).distinct().collect(Collectors.joining("; ")));
  }

  private String endpoint(ReleaseCase release, String creation) {
    return operations
        .resource(release.id(), TargetEnvironment.STAGING.key(), creation)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .orElse("of staging");
  }

  private static String inWords(double measured) {
    return Double.isInfinite(measured)
        ? "more than can be told (not every row was answered)"
        : measured == Math.rint(measured)
            ? Long.toString((long) measured)
            : String.format(Locale.ROOT, "%.3g", measured);
  }

  /** It tells something about the labelled test rows, and not about calls or fixed rows. */
  public static boolean onTestRows(String metric) {
    return !metric.startsWith("online_") && !metric.startsWith("batch_");
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
