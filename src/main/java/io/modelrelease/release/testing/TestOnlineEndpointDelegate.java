package io.modelrelease.release.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.Answer;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.ReleaseCases;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
  private static final int TIMED_CALLS = 200;
  private static final int BASELINE_CALLS = 40;

  /** No call begins later after the first one: a step may last no longer than a minute. */
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
    var end = Instant.now().plus(LONGEST);
    var release = cases.of(execution);
    var test = release.project().test();
    var labelled = FeatureRows.read(test.dataText());
    var rows = labelled.only(test.features());
    var measured = new TreeMap<String, Double>();

    var online = score(release, rows);
    online.refusal().ifPresent(words -> tell(release, "valid rows", words));
    if (online.answers().size() == rows.size()) {
      measured.putAll(
          Quality.measure(
              release.project().task(), labelled.numbers(test.label()), online.answers()));
    }
    measured.put("rows", (double) rows.size());
    measured.put(StagingTests.ONLINE_ACCEPTED_INVALID, acceptedInvalid(release, rows));
    var fingerprint = fingerprint(release, rows);
    measured.put(
        StagingTests.ONLINE_FINGERPRINT,
        fingerprint.difference(score(release, fingerprint.rows()).answers()));

    var request = call(release, test.request());
    var refused = rows.size() - online.answers().size() + (request.status() == 200 ? 0 : 1);
    measured.put(StagingTests.ONLINE_REJECTED_VALID, (double) refused);
    if (request.status() == 200) {
      latency(release, test.request(), end, measured);
    } else {
      tell(release, "the project's own request", request.inWords());
    }
    evidence.measured(release.id(), Evidence.STAGING, measured);
  }

  private void tell(ReleaseCase release, String what, String words) {
    evidence.happened(
        release.id(), "model-release", StagingTests.REFUSED + "%s: %s".formatted(what, words));
  }

  private Answers.Scored score(ReleaseCase release, FeatureRows rows) {
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
              var own = new Fingerprint(fixed, score(release, fixed).answers());
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
        .filter(column -> call(release, row.without(column).scoringBody(json)).status() == 200)
        .count();
  }

  private Answer call(ReleaseCase release, JsonNode body) {
    return answers.call(
        release, TargetEnvironment.STAGING, Optional.of(release.deployment()), body);
  }

  /**
   * As a caller sees it, the way there and back included; and the same of liveness, which has the
   * same way and no model at its end.
   */
  private void latency(
      ReleaseCase release, JsonNode request, Instant end, Map<String, Double> measured) {
    Latency.p95(() -> answers.liveness(release, TargetEnvironment.STAGING), BASELINE_CALLS, end)
        .ifPresent(p95 -> measured.put(StagingTests.LIVENESS, p95));
    Latency.p95(
            () ->
                Optional.of(call(release, request))
                    .filter(answer -> answer.status() == 200)
                    .map(Answer::took),
            TIMED_CALLS,
            end)
        .ifPresent(p95 -> measured.put(StagingTests.LATENCY, p95));
  }
}
