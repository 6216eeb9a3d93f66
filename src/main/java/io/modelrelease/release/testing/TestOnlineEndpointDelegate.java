package io.modelrelease.release.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Tests the candidate through its live staging endpoint: the contract (a valid request is answered,
 * a row without one of its columns is refused), the fingerprint, quality on the test rows, latency.
 */
@Component
class TestOnlineEndpointDelegate implements JavaDelegate {
  private static final int FINGERPRINT_ROWS = 100;
  private static final int WARM_UP_CALLS = 20;
  private static final int TIMED_CALLS = 200;
  private static final Duration LONGEST = Duration.ofSeconds(45);

  private final ReleaseCases cases;
  private final Answers answers;
  private final Evidence evidence;
  private final Versions versions;
  private final ObjectMapper json;

  TestOnlineEndpointDelegate(
      ReleaseCases cases,
      Answers answers,
      Evidence evidence,
      Versions versions,
      ObjectMapper json) {
    this.cases = cases;
    this.answers = answers;
    this.evidence = evidence;
    this.versions = versions;
    this.json = json;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var release = cases.of(execution);
    var test = release.project().test();
    var labelled = FeatureRows.read(test.dataText());
    var rows = labelled.without(test.label());
    var measured = new TreeMap<String, Double>();

    var online = score(release, rows);
    measured.put(StagingTests.ONLINE_REJECTED_VALID, (double) (rows.size() - online.size()));
    if (online.size() == rows.size()) {
      measured.putAll(
          Quality.measure(release.project().task(), labelled.numbers(test.label()), online));
    }
    measured.put("rows", (double) rows.size());
    measured.put(StagingTests.ONLINE_ACCEPTED_INVALID, acceptedInvalid(release, rows));
    var fingerprint = fingerprint(release, rows);
    measured.put(
        StagingTests.ONLINE_FINGERPRINT,
        fingerprint.difference(score(release, fingerprint.rows())));
    measured.put(StagingTests.LATENCY, latency(release, test.request()));
    evidence.measured(release.id(), Evidence.STAGING, measured);
  }

  private List<Double> score(ReleaseCase release, FeatureRows rows) {
    return answers.online(
        release, TargetEnvironment.STAGING, Optional.of(release.deployment()), rows);
  }

  /** The evaluation's; or, in a project without one, what staging answers now stands for it. */
  private Fingerprint fingerprint(ReleaseCase release, FeatureRows rows) {
    var candidate = versions.find(release.model(), release.version()).orElseThrow();
    return candidate
        .fingerprint()
        .map(Fingerprint::read)
        .orElseGet(
            () -> {
              var fixed = rows.first(FINGERPRINT_ROWS);
              var own = new Fingerprint(fixed, score(release, fixed));
              if (own.answers().size() == fixed.size()) {
                versions.fingerprint(
                    release.model(), release.version(), own.csv(), "staging-online");
              }
              return own;
            });
  }

  /** How many of the columns can be left out of a request without its being refused. */
  private double acceptedInvalid(ReleaseCase release, FeatureRows rows) {
    var row = rows.first(1);
    return row.columns().stream()
        .filter(column -> call(release, row.without(column).scoringBody(json)) == 200)
        .count();
  }

  private int call(ReleaseCase release, JsonNode body) {
    return answers
        .call(release, TargetEnvironment.STAGING, Optional.of(release.deployment()), body)
        .status();
  }

  /** The 95th percentile of calls in sequence, in milliseconds; infinite when one fails. */
  private double latency(ReleaseCase release, JsonNode request) {
    var start = System.nanoTime();
    var took = new ArrayList<Double>();
    for (var call = 0; call < WARM_UP_CALLS + TIMED_CALLS; call++) {
      var answer =
          answers.call(
              release, TargetEnvironment.STAGING, Optional.of(release.deployment()), request);
      if (answer.status() != 200) {
        return Double.POSITIVE_INFINITY;
      }
      if (call >= WARM_UP_CALLS) {
        took.add(answer.took().toNanos() / 1e6);
      }
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        break;
      }
    }
    took.sort(null);
    return took.isEmpty()
        ? Double.POSITIVE_INFINITY
        : took.get((int) Math.ceil(took.size() * 0.95) - 1);
  }
}
