package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests and verifications that fail, each by answers that are spoilt from outside: the release ends
 * by name, says what, where and what next, and production is as it was. Two models, side by side,
 * have a version in production and then one bad release after the other.
 */
@Tag("faults")
class FailedTestsTest extends FaultyAzure {
  private static final String TESTED = "tested";
  private static final String VERIFIED = "verified";

  /**
   * In this order staging is asked: rows, a row without each column, fixed rows, request, timed.
   */
  private static final int ROWS = 3;

  private static final int COLUMNS = 20;
  private static final int ALL_OF_ONLINE = ROWS + COLUMNS + 1 + 1 + 220;

  private static final BinaryOperator<String> AS_IT_IS = (file, text) -> text;

  private final Map<String, CompletableFuture<Seen>> cases = new ConcurrentHashMap<>();

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What is to be seen of a bad release after its end, and of production before it. */
  private record Seen(
      JsonNode view, JsonNode dossier, Production before, Production after, List<String> staging) {
    String reason() {
      return view.path("reason").asText();
    }
  }

  private record Bad(String name, String fault, BinaryOperator<String> project) {}

  /** The first test starts all releases; each waits for its own. */
  @BeforeEach
  void start() {
    if (cases.isEmpty()) {
      series(
          TESTED,
          List.of(
              bad(
                  "online answers differ from batch's",
                  inStaging(
                      "\"skip\": %d, \"fault\": \"body\", \"body\": %s", ALL_OF_ONLINE, wrong())),
              bad(
                  "answers differ from the evaluation's",
                  inStaging(
                      "\"skip\": %d, \"fault\": \"body\", \"body\": %s", ROWS + COLUMNS, wrong())),
              bad(
                  "valid rows are refused",
                  inStaging(
                      "\"fault\": \"status\", \"status\": 424, \"error\": {\"code\": \"ModelError\", \"message\": \"column age has the wrong type\"}")),
              bad(
                  "a missing column is accepted",
                  inStaging("\"skip\": %d, \"fault\": \"body\", \"body\": [0.5]", ROWS)),
              new Bad(
                  "answers come late",
                  inStaging(
                      "\"every\": 12, \"times\": 1000, \"fault\": \"delay\", \"seconds\": 0.7"),
                  (file, text) -> text.replace("p95: 60s", "p95: 500ms"))));
      series(
          VERIFIED,
          List.of(
              bad(
                  "new deployment answers wrong, before the shift",
                  // whenever it is asked: both halves end at once, and a step that met the other
                  // half's end is done again
                  inProduction(
                      "\"header\": {\"azureml-model-deployment\": \"v002\"}, \"times\": 1000, \"fault\": \"body\", \"body\": %s",
                      wrong())),
              bad(
                  "live traffic answers wrong, after the shift",
                  live("\"fault\": \"body\", \"body\": %s", wrong())),
              bad(
                  "live traffic answers wrong, after the bake",
                  live("\"skip\": 1, \"fault\": \"body\", \"body\": %s", wrong())),
              bad(
                  "live traffic gets 503, after the shift",
                  live(
                      "\"times\": 1000, \"fault\": \"status\", \"status\": 503, \"error\": {\"code\": \"ServerBusy\", \"message\": \"No instance is ready.\"}"))));
    }
  }

  @AfterAll
  void end() {
    threads.shutdownNow();
  }

  private static Bad bad(String name, String fault) {
    return new Bad(name, fault, AS_IT_IS);
  }

  private static String wrong() {
    return Collections.nCopies(100, 0.5).toString();
  }

  private static String inStaging(String fault, Object... values) {
    return "{\"method\": \"POST\", \"path\": \"/online/mlw-staging/%s-.*/score\", %s}"
        .formatted(TESTED, fault.formatted(values));
  }

  private static String inProduction(String fault, Object... values) {
    return "{\"method\": \"POST\", \"path\": \"/online/mlw-production/%s-.*/score\", %s}"
        .formatted(VERIFIED, fault.formatted(values));
  }

  /** Live traffic names no deployment. */
  private static String live(String fault, Object... values) {
    return inProduction("\"header\": {\"azureml-model-deployment\": \"\"}, " + fault, values);
  }

  private void series(String model, List<Bad> bads) {
    var before = new CompletableFuture<Integer>();
    var previous = before.thenAcceptAsync(number -> good(model), threads);
    for (var number = 0; number < bads.size(); number++) {
      var commit = number + 2;
      var bad = bads.get(number);
      var seen = previous.thenApplyAsync(done -> release(model, commit, bad), threads);
      cases.put(bad.name(), seen);
      previous = seen.thenAccept(done -> {});
    }
    before.complete(1);
  }

  private void good(String model) {
    var release = start(model, 1);
    team.approve(release, "approver");
    team.completed(release);
  }

  private Seen release(String model, int commit, Bad bad) {
    var before = production(model);
    azure.fault(bad.fault());
    var release = start(model, commit, bad.project());
    if (model.equals(VERIFIED)) {
      team.approve(release, "approver");
    }
    var view = team.ended(release);
    var staging = new ArrayList<String>();
    staging.addAll(azure.deployments(azure.onlineEndpoint("mlw-staging", model)));
    staging.addAll(azure.deployments(azure.batchEndpoint("mlw-staging", model)));
    return new Seen(view, team.dossier(release), before, production(model), staging);
  }

  /** Whatever it was: it failed by name, said so, and left nothing. */
  private Seen failed(String name, String endEvent) {
    var seen = cases.get(name).join();
    assertThat(seen.view().path("state").asText()).as("%s", seen.view()).isNotEqualTo("running");
    assertThat(seen.view().path("step").asText()).as("%s", seen.view()).isEqualTo(endEvent);
    assertThat(seen.after()).isEqualTo(seen.before());
    assertThat(seen.after().traffic().toString()).isEqualTo("{\"v001\":100}");
    assertThat(seen.staging()).isEmpty();
    assertThat(seen.reason()).contains("Next: ");
    assertThat(seen.dossier().path("end").path("reason").asText()).isEqualTo(seen.reason());
    assertThat(seen.dossier().path("end").path("endEvent").asText()).isEqualTo(endEvent);
    FaultReport.add(
        name,
        endEvent.contains("Rollout") ? "production's verification" : "tests in staging",
        "named end",
        "%s, state %s".formatted(endEvent, seen.view().path("state").asText()),
        seen.reason());
    return seen;
  }

  private Seen testsFailed(String name) {
    var seen = failed(name, "EndEvent_StagingTestsFailed");
    assertThat(seen.reason()).contains("Production is as before.");
    assertThat(seen.dossier().path("end").has("liveAt")).isFalse();
    return seen;
  }

  @Test
  void failsWhenBatchAnswersOtherwiseThanOnline() {
    var seen = testsFailed("online answers differ from batch's");
    assertThat(seen.reason())
        .contains(
            "the batch endpoint tested-stag-batch-", "the online endpoint tested-stag-online-")
        .contains("answer differently, by 0.");
    assertThat(seen.dossier().path("stagingTests").path("batch_online_difference").asDouble())
        .isGreaterThan(0.1);
    assertThat(seen.dossier().path("stagingTests").path("batch_fingerprint_difference").asDouble(9))
        .isLessThan(1e-6);
  }

  @Test
  void failsWhenStagingAnswersOtherwiseThanTheEvaluation() {
    var seen = testsFailed("answers differ from the evaluation's");
    assertThat(seen.reason())
        .contains("the answers of the online endpoint tested-stag-online-")
        .contains("differ from the evaluation's, by 0.", "library versions");
    assertThat(seen.dossier().path("stagingTests").path("online_fingerprint_difference").asDouble())
        .isGreaterThan(0.1);
  }

  @Test
  void failsWhenStagingRefusesValidRows() {
    var seen = testsFailed("valid rows are refused");
    assertThat(seen.reason())
        .contains("the online endpoint tested-stag-online-", " refused 100 valid requests");
    assertThat(seen.dossier().path("events").toString()).contains("column age has the wrong type");
  }

  @Test
  void failsWhenStagingAcceptsARowWithoutOneOfItsColumns() {
    var seen = testsFailed("a missing column is accepted");
    assertThat(seen.reason()).contains("accepted a row without one of its columns, for 1 of them");
  }

  @Test
  void isRefusedWhenItIsSlowerThanItsProjectAllows() {
    var seen = failed("answers come late", "EndEvent_ModelRefusedInStaging");
    assertThat(seen.view().path("state").asText()).isEqualTo("refused");
    assertThat(seen.reason())
        .startsWith("online_latency_p95_ms is ")
        .contains(" too high, at most 500 is required.", "Liveness, which asks no model, took ")
        .contains("staging-gate");
    var tests = seen.dossier().path("stagingTests");
    assertThat(tests.path("online_latency_p95_ms").asDouble())
        .isGreaterThan(500)
        .isGreaterThan(tests.path("online_liveness_p95_ms").asDouble());
  }

  @Test
  void movesNothingWhenTheNewDeploymentAnswersWrong() {
    var seen = failed("new deployment answers wrong, before the shift", "EndEvent_RolloutUndone");
    assertThat(seen.reason())
        .contains("the new deployment v002 of online endpoint verified-prod-online-")
        .contains("which has no traffic yet", "gives other answers", "Nothing had moved");
    assertThat(seen.dossier().path("end").has("liveAt")).isFalse();
    assertThat(seen.dossier().path("endpoints"))
        .hasSize(2)
        .allSatisfy(endpoint -> assertThat(endpoint.has("wrote")).isFalse());
  }

  private void movedBackAsOne(Seen seen) {
    assertThat(seen.dossier().path("end").has("liveAt")).isTrue();
    assertThat(seen.reason())
        .contains("live traffic of online endpoint verified-prod-online-")
        .contains("put back, online and batch");
    assertThat(seen.dossier().path("endpoints"))
        .hasSize(2)
        .allSatisfy(
            endpoint -> {
              assertThat(endpoint.path("wrote").toString()).contains("v00");
              assertThat(endpoint.has("restoredAt")).as("%s", endpoint).isTrue();
            });
  }

  @Test
  void movesBothBackWhenLiveTrafficAnswersWrongAfterTheShift() {
    movedBackAsOne(failed("live traffic answers wrong, after the shift", "EndEvent_RolloutUndone"));
  }

  @Test
  void movesBothBackWhenLiveTrafficAnswersWrongAfterTheBake() {
    var seen = failed("live traffic answers wrong, after the bake", "EndEvent_RolloutUndone");
    movedBackAsOne(seen);
    assertThat(seen.reason()).contains("gives other answers");
  }

  @Test
  void movesBothBackWhenLiveTrafficDoesNotAnswerAfterTheShift() {
    var seen = failed("live traffic gets 503, after the shift", "EndEvent_RolloutUndone");
    movedBackAsOne(seen);
    assertThat(seen.reason())
        .contains("did not answer all of the fixed rows (No instance is ready, ServerBusy)");
  }
}
