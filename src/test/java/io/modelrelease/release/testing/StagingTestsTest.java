package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.TestEngine;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.support.GenericApplicationContext;

/** What staging must show for any model, whatever the gate's table says. */
class StagingTestsTest {
  private static final Map<String, Double> GOOD =
      Map.of(
          StagingTests.ONLINE_FINGERPRINT, 0.0,
          StagingTests.BATCH_FINGERPRINT, 1e-6,
          StagingTests.BATCH_ONLINE, 0.0,
          StagingTests.ONLINE_REJECTED_VALID, 0.0,
          StagingTests.ONLINE_ACCEPTED_INVALID, 0.0);

  private static GenericApplicationContext context;
  private static int count;

  @BeforeAll
  static void open() {
    context = TestLedger.on(TestDatabase.H2, ReleaseCases.class, StagingTests.class);
  }

  @AfterAll
  static void close() {
    context.close();
  }

  private static ReleaseCase measured(Map<String, Double> measured) {
    var id = "release-" + ++count;
    TestEngine.open(context, id, count);
    context.getBean(Evidence.class).measured(id, Evidence.STAGING, measured);
    return context.getBean(ReleaseCases.class).of(id);
  }

  private static String reason(ReleaseCase release) {
    return context.getBean(Ledger.class).release(release.id()).reason().orElse("");
  }

  private static boolean passed(ReleaseCase release) {
    return context.getBean(StagingTests.class).passed(release);
  }

  @Test
  void passWhenAllAnswersAgree() {
    var release = measured(GOOD);
    assertThat(passed(release)).isTrue();
    assertThat(reason(release)).isEmpty();
  }

  @Test
  void sayInWhichWordsTheEndpointRefused() {
    var changed = new HashMap<>(GOOD);
    changed.put(StagingTests.ONLINE_REJECTED_VALID, 3.0);
    var release = measured(changed);
    context
        .getBean(Evidence.class)
        .happened(
            release.id(),
            "model-release",
            StagingTests.REFUSED + "valid rows: HTTP 424 ModelError: no column: senior.");
    assertThat(passed(release)).isFalse();
    assertThat(reason(release))
        .contains(
            "refused 3 valid requests (rows of the test data, and request.json) with HTTP 424 ModelError: no column: senior. Production");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "online_fingerprint_difference | 0.002 | the answers of the online endpoint of staging differ from the evaluation's, by 0.00200.",
        "batch_fingerprint_difference | 0.25 | the answers of the batch endpoint of staging differ from the evaluation's, by 0.250.",
        "batch_online_difference | 0.25 | the batch endpoint of staging and the online endpoint of staging answer differently, by 0.250.",
        "online_rejected_valid_rows | 3 | the online endpoint of staging refused 3 valid requests",
        "online_accepted_invalid_rows | 20 | the online endpoint of staging accepted a row without one of its columns, for 20 of them."
      })
  void failWithASentenceThatSaysWhatWhereAndWhatNext(String metric, double value, String sentence) {
    var changed = new HashMap<>(GOOD);
    changed.put(metric, value);
    var release = measured(changed);
    assertThat(passed(release)).isFalse();
    assertThat(reason(release)).contains(sentence, "Production is as before.", "Next: ");
  }

  @Test
  void failWhenSomeRowsWereNotAnsweredOrATestWasNotRun() {
    var changed = new HashMap<>(GOOD);
    changed.put(StagingTests.ONLINE_FINGERPRINT, Double.POSITIVE_INFINITY);
    changed.remove(StagingTests.BATCH_ONLINE);
    changed.put(StagingTests.BATCH_FINGERPRINT, Double.NaN);
    var release = measured(changed);
    assertThat(passed(release)).isFalse();
    assertThat(reason(release))
        .contains("not every row was answered")
        .contains("by NaN")
        .contains("batch_online_difference was not measured");
  }
}
