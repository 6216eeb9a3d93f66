package io.modelrelease.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/** What must be true on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LedgerContract {
  private static final int THREADS = 20;
  private static final String LONG = "Ä long sentence, \"quoted\". ".repeat(400);
  private static final String DIGEST = "cd".repeat(32);

  private final TestDatabase database;
  private GenericApplicationContext context;
  private Ledger ledger;
  private Versions versions;
  private Projects projects;
  private Endpoints endpoints;
  private Operations operations;
  private Approvals approvals;
  private Evidence evidence;
  private Calls calls;
  private Turns turns;
  private TestClock clock;
  private TransactionTemplate transaction;
  private int count;
  private String model;
  private String id;

  LedgerContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void open() {
    context = TestLedger.on(database);
    ledger = context.getBean(Ledger.class);
    versions = context.getBean(Versions.class);
    projects = context.getBean(Projects.class);
    endpoints = context.getBean(Endpoints.class);
    operations = context.getBean(Operations.class);
    approvals = context.getBean(Approvals.class);
    evidence = context.getBean(Evidence.class);
    calls = context.getBean(Calls.class);
    turns = context.getBean(Turns.class);
    clock = context.getBean(TestClock.class);
    transaction = context.getBean(TransactionTemplate.class);
    projects.keep(TestLedger.PROJECT, new byte[] {1, 2, 3});
  }

  @AfterAll
  void close() {
    context.close();
  }

  @BeforeEach
  void openRelease() {
    model = "model-" + ++count;
    id = model + "-7-ab12cd";
    ledger.open("key of " + id, TestLedger.release(id, model, 7, clock.instant()));
    versions.allocate(model, 7, id, TestLedger.PROJECT);
  }

  @Test
  void writesTheSameRequestDownOnceHoweverManyComeAtOnce() throws Exception {
    var results =
        atOnce(
            number ->
                () -> {
                  transaction.executeWithoutResult(
                      status ->
                          ledger.open(
                              "one request",
                              TestLedger.release(
                                  "concurrent-" + number, model, 1, clock.instant())));
                  return number;
                });
    assertThat(results.values()).hasSize(1);
    assertThat(results.failures())
        .hasSize(THREADS - 1)
        .allSatisfy(failure -> assertThat(failure).isInstanceOf(DuplicateKeyException.class));
    assertThat(ledger.findByStartKey("one request")).isPresent();
  }

  @Test
  void keepsAProjectOnceHoweverManyBringItAtOnce() throws Exception {
    var digest = "ef".repeat(32);
    var results =
        atOnce(
            number ->
                () -> {
                  projects.keep(digest, new byte[] {4, 5});
                  return number;
                });
    assertThat(results.failures()).isEmpty();
    assertThat(projects.archive(digest)).hasValue(new byte[] {4, 5});
  }

  @Test
  void givesNoVersionTwice() throws Exception {
    var results =
        atOnce(
            number ->
                () -> {
                  for (var version = versions.highest(model) + 1; ; version++) {
                    var wanted = version;
                    try {
                      transaction.executeWithoutResult(
                          status -> versions.allocate(model, wanted, id, TestLedger.PROJECT));
                      return wanted;
                    } catch (DuplicateKeyException taken) {
                      // the next number
                    }
                  }
                });
    assertThat(results.failures()).isEmpty();
    assertThat(results.values()).doesNotHaveDuplicates().hasSize(THREADS).doesNotContain(7);
    assertThat(versions.highest(model)).isEqualTo(7 + THREADS);
  }

  @Test
  void fixesTheBytesOfACandidateOnce() {
    versions.fixDigest(model, 7, DIGEST, 3, 4_000_000_000L);
    versions.fixDigest(model, 7, DIGEST, 3, 4_000_000_000L);
    assertThatThrownBy(() -> versions.fixDigest(model, 7, "00".repeat(32), 3, 9))
        .hasMessageContaining("fixed already");
    assertThat(versions.find(model, 7).orElseThrow().digest()).hasValue(DIGEST);
  }

  @Test
  void keepsTheFirstFingerprint() {
    versions.fingerprint(model, 7, "a,prediction\n1,0.5\n", "evaluation");
    versions.fingerprint(model, 7, "a,prediction\n1,0.9\n", "staging-online");
    var candidate = versions.find(model, 7).orElseThrow();
    assertThat(candidate.fingerprint()).hasValue("a,prediction\n1,0.5\n");
    assertThat(candidate.fingerprintFrom()).hasValue("evaluation");
  }

  @Test
  void letsOneReleaseRollOutAtAnEndpointAndTheNextWhenItIsFree() {
    var other = anotherRelease();
    var endpoint = model + "-prod-online";
    assertThat(endpoints.take(List.of(endpoint), id)).isEmpty();
    assertThat(endpoints.take(List.of(endpoint), id)).isEmpty();
    assertThat(endpoints.take(List.of(endpoint), other)).containsExactly(entry(endpoint, id));
    assertThat(endpoints.holder(endpoint)).hasValue(id);

    endpoints.free(other);
    assertThat(endpoints.holder(endpoint)).hasValue(id);
    endpoints.free(id);
    assertThat(endpoints.take(List.of(endpoint), other)).isEmpty();
    ledger.ended(other, "EndEvent_ReleaseCompleted", "completed");
    assertThat(endpoints.take(List.of(endpoint), id)).as("left by one that is over").isEmpty();
  }

  @Test
  void givesAReleaseBothEndpointsOrNone() {
    var other = anotherRelease();
    var online = model + "-prod-online";
    var batch = model + "-prod-batch";
    assertThat(endpoints.take(List.of(batch), other)).isEmpty();
    assertThat(endpoints.take(List.of(online, batch), id)).containsExactly(entry(batch, other));
    assertThat(endpoints.holder(online)).isEmpty();
    endpoints.free(other);
    assertThat(endpoints.take(List.of(online, batch), id)).isEmpty();
    assertThat(endpoints.holder(online)).hasValue(id);
    assertThat(endpoints.holder(batch)).hasValue(id);
  }

  @Test
  void givesALockToOneOfManyThatTakeItAtOnce() throws Exception {
    var releases = new ArrayList<String>();
    for (var number = 0; number < THREADS; number++) {
      releases.add(anotherRelease());
    }
    var endpoint = model + "-prod-batch";
    var results =
        atOnce(
            number ->
                () ->
                    transaction.execute(
                        status -> endpoints.take(List.of(endpoint), releases.get(number))));
    assertThat(results.failures()).isEmpty();
    assertThat(results.values()).filteredOn(SortedMap::isEmpty).hasSize(1);
    assertThat(endpoints.holder(endpoint)).isPresent();
  }

  @Test
  void keepsWhatAnEndpointShowedBeforeTheFirstWrite() {
    endpoints.record(id, EndpointRecord.ONLINE, "e", true, "{\"v006\":100}");
    endpoints.wrote(id, EndpointRecord.ONLINE, "{\"v007\":100}");
    endpoints.record(id, EndpointRecord.ONLINE, "e", true, "{\"v007\":100}");
    var record = endpoints.find(id, EndpointRecord.ONLINE).orElseThrow();
    assertThat(record.shown()).isEqualTo("{\"v006\":100}");
    assertThat(record.wrote()).hasValue("{\"v007\":100}");
    assertThat(record.restoredAt()).isEmpty();
    endpoints.restored(id, EndpointRecord.ONLINE);
    assertThat(endpoints.find(id, EndpointRecord.ONLINE).orElseThrow().restoredAt())
        .hasValue(clock.instant());
  }

  @Test
  void approvesTheseBytesWhenEnoughDifferentPeopleSaidYes() {
    versions.fixDigest(model, 7, DIGEST, 3, 9);
    decides("approver", "approve");
    assertThat(approvals.approved(model, 7, DIGEST)).as("before the route was decided").isFalse();
    versions.needsApprovals(model, 7, 2);
    assertThat(approvals.approved(model, 7, DIGEST)).as("by one of two").isFalse();
    assertThatThrownBy(() -> decides("approver", "approve"))
        .isInstanceOf(DuplicateKeyException.class);
    decides("approver2", "approve");
    assertThat(approvals.approved(model, 7, DIGEST)).isTrue();
    assertThat(approvals.approved(model, 7, "00".repeat(32))).as("other bytes").isFalse();
    assertThat(approvals.approved(model, 8, DIGEST)).as("another version").isFalse();
    decides("approver3", "reject");
    assertThat(approvals.approved(model, 7, DIGEST)).as("after a no").isFalse();
  }

  @Test
  void needsOnePersonAtLeast() {
    versions.fixDigest(model, 7, DIGEST, 3, 9);
    versions.needsApprovals(model, 7, 0);
    assertThat(approvals.approved(model, 7, DIGEST)).isFalse();
  }

  @Test
  void keepsMeasurementsThatAreNoNumbers() {
    evidence.measured(
        id,
        Evidence.EVALUATION,
        Map.of("auc", Double.NaN, "loss", Double.POSITIVE_INFINITY, "rows", 200.0));
    evidence.measured(id, Evidence.EVALUATION, Map.of("rows", 201.0));
    assertThat(evidence.measurements(id, Evidence.EVALUATION))
        .containsEntry("auc", Double.NaN)
        .containsEntry("loss", Double.POSITIVE_INFINITY)
        .containsEntry("rows", 201.0);
  }

  @Test
  void keepsNamesOfMetricsAsLongAsMlflowAllows() {
    var name = "m".repeat(250);
    evidence.measured(id, Evidence.EVALUATION, Map.of(name, 1.0));
    assertThat(evidence.measurements(id, Evidence.EVALUATION)).containsOnlyKeys(name);
  }

  @Test
  void keepsTheFirstReasonAndTheFirstEnd() {
    ledger.because(id, "rejected", LONG);
    ledger.because(id, "stopped", "later");
    ledger.ended(id, "EndEvent_ReleaseRejected", "refused");
    var endedAt = clock.instant();
    clock.passes(Duration.ofMinutes(1));
    ledger.ended(id, "EndEvent_ReleaseStopped", "stopped");
    var release = ledger.release(id);
    assertThat(release.cause()).hasValue("rejected");
    assertThat(release.reason()).hasValue(LONG);
    assertThat(release.outcome()).hasValue("refused");
    assertThat(release.endedAt()).hasValue(endedAt);
  }

  @Test
  void tellsAReleaseThatIsAskedToStopFromOneThatUndoesItself() {
    var undone = anotherRelease();
    ledger.stopping(undone);
    ledger.askToStop(id);
    assertThat(ledger.release(undone).stoppingAt()).isPresent();
    assertThat(ledger.release(id).stoppingAt()).isPresent();
    assertThat(ledger.releasesToStop()).contains(id).doesNotContain(undone);
    ledger.ended(id, "EndEvent_ReleaseStopped", "stopped");
    assertThat(ledger.releasesToStop()).doesNotContain(id);
  }

  @Test
  void leavesAReleaseThatUndoesItselfToThat() {
    ledger.stopping(id);
    ledger.askToStop(id);
    assertThat(ledger.releasesToStop()).doesNotContain(id);
    assertThat(ledger.isStopping(id)).isTrue();
  }

  @Test
  void goesOnAsAnotherInstanceOnceAndNotAfterItsEnd() {
    ledger.startedAs(id, "first");
    assertThat(ledger.rootInstancesOfOpenReleases()).containsEntry(id, "first");
    assertThat(ledger.goesOnAs(id, "first", "second")).isTrue();
    assertThat(ledger.goesOnAs(id, "first", "third")).isFalse();
    ledger.ended(id, "EndEvent_ReleaseUndone", "stopped");
    assertThat(ledger.goesOnAs(id, "second", "third")).isFalse();
    assertThat(ledger.rootInstancesOfOpenReleases()).doesNotContainKey(id);
  }

  @Test
  void knowsCallsThatMayStillBeOnTheirWay() {
    var longest = Duration.ofSeconds(30);
    assertThat(calls.onTheWay(id, longest)).isFalse();
    transaction.executeWithoutResult(
        status -> {
          calls.sending(id, "production", "shiftOnlineTraffic");
          status.setRollbackOnly(); // the step failed, the call was sent all the same
        });
    assertThat(calls.onTheWay(id, longest)).isTrue();
    calls.sending(id, "production", "shiftBatchDefault");
    calls.answered(id, "production", "shiftBatchDefault");
    assertThat(calls.onTheWay(id, longest)).isTrue();
    clock.passes(longest.plusSeconds(1));
    assertThat(calls.onTheWay(id, longest)).as("too old").isFalse();
  }

  @Test
  void saysOnceWhyAnOperationWaits() {
    assertThat(
            operations.waiting(
                id, "production", "reserveOnlineEndpoint", 1, "for a", Optional.empty()))
        .isTrue();
    assertThat(
            operations.waiting(
                id, "production", "reserveOnlineEndpoint", 1, "for a", Optional.empty()))
        .isFalse();
    assertThat(
            operations.waiting(
                id, "production", "reserveOnlineEndpoint", 1, "for b", Optional.empty()))
        .isTrue();
    var waiting = operations.find(id, "production", "reserveOnlineEndpoint").orElseThrow();
    assertThat(waiting.taken()).isFalse();
    assertThat(waiting.failure()).hasValue("for b");
  }

  @Test
  void countsTheBakeFromTheFirstWriteOfTraffic() {
    ledger.live(id);
    var first = clock.instant();
    clock.passes(Duration.ofMinutes(5));
    ledger.live(id);
    assertThat(ledger.release(id).liveAt()).hasValue(first);
  }

  @Test
  void raisesTheRoundOnlyWhenAPersonRetries() {
    operations.begun(
        id, "dev", "createCompute", 1, List.of("/one", "/two"), Optional.of("https://u"));
    operations.notSucceeded(id, "dev", "createCompute", 1, OperationRecord.REJECTED, LONG);
    var rejected = operations.find(id, "dev", "createCompute").orElseThrow();
    assertThat(rejected.taken()).isFalse();
    assertThat(rejected.failure()).hasValue(LONG);
    assertThat(rejected.resources()).containsExactly("/one", "/two");

    operations.retry(id, "dev", "createCompute");
    operations.retry(id, "dev", "createCompute"); // the same click twice
    assertThat(operations.find(id, "dev", "createCompute").orElseThrow().round()).isEqualTo(2);

    clock.passes(Duration.ofHours(1));
    operations.begun(id, "dev", "createCompute", 2, List.of("/three"), Optional.empty());
    var again = operations.find(id, "dev", "createCompute").orElseThrow();
    assertThat(again.taken()).isTrue();
    assertThat(again.begunAt()).isEqualTo(clock.instant());
    assertThat(again.resources()).containsExactly("/three");
    operations.succeeded(again);
    assertThat(operations.find(id, "dev", "createCompute").orElseThrow().endedAt())
        .hasValue(clock.instant());
  }

  @Test
  void showsTheNewestReleasesFirst() {
    clock.passes(Duration.ofMinutes(1));
    var later = anotherRelease();
    assertThat(ledger.newest(Optional.of(model)).stream().map(ReleaseRecord::id))
        .containsExactly(later, id);
    assertThat(ledger.newest(Optional.empty()).stream().map(ReleaseRecord::id)).contains(later, id);
  }

  @Test
  void writesADossierOfEverythingThatItKnows() {
    versions.fixDigest(model, 7, DIGEST, 3, 9);
    versions.compared(model, 7, VersionRecord.COMPARED, OptionalInt.of(6));
    versions.fingerprint(model, 7, "a,prediction\n1,0.5\n2,0.6\n", "evaluation");
    versions.needsApprovals(model, 7, 1);
    evidence.measured(id, Evidence.EVALUATION, Map.of("auc", 0.8, "loss", Double.NaN));
    evidence.measured(id, Evidence.STAGING, Map.of("online_latency_p95_ms", 12.5));
    evidence.measured(id, Evidence.PRODUCTION, Map.of("live_fingerprint_difference", 0.0));
    for (var gate : List.of("quality-gate", "staging-gate")) {
      evidence.assessed(id, gate, List.of(result(gate, "auc"), result(gate, "rows")));
      evidence.assessed(id, gate, List.of(result(gate, "auc")));
    }
    decides("approver", "approve");
    endpoints.record(id, EndpointRecord.ONLINE, "e", true, "{\"v006\":100}");
    endpoints.record(id, EndpointRecord.BATCH, "b", false, "null");
    endpoints.wrote(id, EndpointRecord.BATCH, "\"v007\"");
    operations.begun(id, "dev", "createCompute", 1, List.of("/one"), Optional.empty());
    evidence.happened(id, "scientist", LONG);
    ledger.ended(id, "EndEvent_ReleaseCompleted", "completed");

    var dossier = context.getBean(Dossier.class).of(id).orElseThrow();
    assertThat(text(dossier, "/asked/requestedBy")).isEqualTo("scientist");
    assertThat(text(dossier, "/asked/caller")).isEqualTo("pipeline");
    assertThat(text(dossier, "/asked/author")).isEqualTo("author@example.org");
    assertThat(text(dossier, "/asked/commit")).isEqualTo(TestLedger.COMMIT);
    assertThat(text(dossier, "/asked/projectDigest")).isEqualTo(TestLedger.PROJECT);
    assertThat(text(dossier, "/candidate/digest")).isEqualTo(DIGEST);
    assertThat(text(dossier, "/candidate/champion")).isEqualTo("6");
    assertThat(text(dossier, "/candidate/fingerprintRows")).isEqualTo("2");
    assertThat(text(dossier, "/evaluation/auc")).isEqualTo("0.8");
    assertThat(text(dossier, "/evaluation/loss")).isEqualTo("NaN");
    assertThat(dossier.at("/qualityGate")).hasSize(1);
    assertThat(text(dossier, "/qualityGate/0/sentence")).isEqualTo(LONG);
    assertThat(text(dossier, "/qualityGate/0/tableVersion")).isEqualTo("3");
    assertThat(text(dossier, "/stagingGate/0/rule")).isEqualTo("Rule_Auc");
    assertThat(text(dossier, "/approvals/0/person")).isEqualTo("approver");
    assertThat(text(dossier, "/approvals/0/digest")).isEqualTo(DIGEST);
    assertThat(dossier.at("/endpoints")).hasSize(2);
    assertThat(text(dossier, "/endpoints/0/wrote")).isEqualTo("v007");
    assertThat(text(dossier, "/endpoints/1/before/v006")).isEqualTo("100");
    assertThat(text(dossier, "/operations/0/operation")).isEqualTo("createCompute");
    assertThat(text(dossier, "/events/0/what")).isEqualTo(LONG);
    assertThat(text(dossier, "/end/outcome")).isEqualTo("completed");
    assertThat(context.getBean(Dossier.class).of("nobody's")).isEmpty();
  }

  @Test
  void letsOneInAtATimeAndGivesEachItsPlace() throws Exception {
    transaction.execute(status -> turns.enter(model)); // the row is there
    var results = atOnce(number -> () -> transaction.execute(status -> turns.enter(model)));
    assertThat(results.failures()).isEmpty();
    assertThat(results.values())
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.IntStream.rangeClosed(2, THREADS + 1).boxed().toList());
  }

  @Test
  void aQueuedReleaseWaitsForAllOlderOnesOfItsModelAndNoOther() {
    var before = id; // from before there were places
    var first = anotherRelease();
    turns.stands(first, 1, false);
    var second = anotherRelease();
    turns.stands(second, 2, true);
    var third = anotherRelease();
    turns.stands(third, 3, true);
    assertThat(turns.open(model)).containsExactly(before, first, second, third);
    assertThat(turns.before(first)).as("was not told to wait").isEmpty();
    assertThat(turns.before(second)).containsExactly(before, first);
    assertThat(turns.before(third)).containsExactly(before, first, second);

    ledger.ended(first, "EndEvent_ReleaseStopped", "stopped");
    ledger.ended(before, "EndEvent_ReleaseStopped", "stopped");
    assertThat(turns.before(second)).isEmpty();
    assertThat(turns.before(third)).containsExactly(second);
  }

  @Test
  void givesWayOnlyBeforeProduction() {
    assertThat(turns.giveWay(id, "scientist")).isTrue();
    assertThat(turns.giveWay(id, "another")).as("it stops already").isFalse();
    assertThat(ledger.releasesToStop()).contains(id);
    assertThat(ledger.stopAskedBy(id)).hasValue("scientist");
    turns.entersProduction(id);
    assertThat(turns.isInProduction(id)).as("it was stopping").isFalse();

    var other = anotherRelease();
    turns.entersProduction(other);
    assertThat(turns.isInProduction(other)).isTrue();
    assertThat(turns.giveWay(other, "scientist")).isFalse();
    assertThat(ledger.isStopping(other)).isFalse();

    var old = anotherRelease(); // its model knew nothing of entering production
    operations.begun(old, "production", "registerInProduction", 1, List.of(), Optional.empty());
    assertThat(turns.isInProduction(old)).isTrue();
    assertThat(turns.giveWay(old, "scientist")).isFalse();
  }

  @Test
  void eitherGivesWayOrEntersProductionNeverBoth() throws Exception {
    atOnce(
        number ->
            () -> {
              if (number % 2 == 0) {
                return turns.giveWay(id, "scientist");
              }
              turns.entersProduction(id);
              return false;
            });
    assertThat(turns.isInProduction(id)).isNotEqualTo(ledger.isStopping(id));
  }

  @Test
  void keepsWhyAReleaseIsHeld() {
    var holds = context.getBean(Holds.class);
    assertThat(holds.held(id, LONG)).isTrue();
    assertThat(holds.held(id, LONG)).as("the same again").isFalse();
    assertThat(holds.why(id)).hasValue(LONG);
    holds.released(id);
    assertThat(holds.why(id)).isEmpty();
    assertThat(holds.isThroughFreeze(id)).isFalse();
    holds.goesThroughFreeze(id);
    assertThat(holds.isThroughFreeze(id)).isTrue();
  }

  private static String text(JsonNode node, String path) {
    assertThat(node.at(path).isMissingNode()).as(path).isFalse();
    return node.at(path).asText();
  }

  private static GateResult result(String gate, String metric) {
    return new GateResult(
        gate,
        metric,
        true,
        LONG,
        OptionalDouble.of(0.8),
        OptionalDouble.empty(),
        "at least 0.7",
        OptionalInt.of(3),
        Optional.of("Rule_Auc"));
  }

  private void decides(String person, String decision) {
    approvals.decided(
        new ApprovalRecord(
            id, person, model, 7, DIGEST, decision, Optional.of(LONG), clock.instant()));
  }

  private String anotherRelease() {
    var other = model + "-other-" + ++count;
    ledger.open("key of " + other, TestLedger.release(other, model, 8, clock.instant()));
    return other;
  }

  private record Results<T>(List<T> values, List<Throwable> failures) {}

  private interface Work<T> {
    Callable<T> of(int number);
  }

  /** Twenty threads that begin together. */
  private static <T> Results<T> atOnce(Work<T> work) throws Exception {
    var start = new CyclicBarrier(THREADS);
    var threads = Executors.newFixedThreadPool(THREADS);
    try {
      var futures = new ArrayList<Future<T>>();
      for (var number = 0; number < THREADS; number++) {
        var mine = work.of(number);
        futures.add(
            threads.submit(
                () -> {
                  start.await();
                  return mine.call();
                }));
      }
      var results = new Results<T>(new ArrayList<>(), new ArrayList<>());
      for (var future : futures) {
        try {
          results.values().add(future.get());
        } catch (ExecutionException e) {
          results.failures().add(e.getCause());
        }
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
