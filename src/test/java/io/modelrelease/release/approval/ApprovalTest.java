package io.modelrelease.release.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.ledger.Approvals;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.GateResult;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.TestClock;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.ledger.VersionRecord;
import io.modelrelease.ledger.Versions;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.TestEngine;
import io.modelrelease.release.gate.DeployedTables;
import io.modelrelease.security.EngineDoor;
import io.modelrelease.security.People;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.GenericApplicationContext;

/** From the route's table to the ledger: who is asked, what they see, what they said. */
class ApprovalTest {
  private static final String DIGEST = "cd".repeat(32);

  private static GenericApplicationContext context;
  private static int count;

  private ReleaseRecord release;

  @BeforeAll
  static void open() {
    context =
        TestLedger.on(
            TestDatabase.H2,
            TestEngine.class,
            ReleaseCases.class,
            EngineDoor.class,
            People.class,
            DeployedTables.class,
            PrepareApprovalDelegate.class,
            Review.class,
            ApprovalListener.class,
            LedgerFourEyes.class,
            CheckApprovalDelegate.class);
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addClasspathResource("processes/approval-route.dmn")
        .addModelInstance(
            "approval.bpmn",
            Bpmn.createExecutableProcess("approval")
                .camundaHistoryTimeToLiveString("P1D")
                .startEvent()
                .businessRuleTask()
                .camundaDecisionRef("approval-route")
                .serviceTask()
                .camundaAsyncBefore()
                .camundaDelegateExpression("${prepareApprovalDelegate}")
                .userTask("Task_Approve")
                .camundaTaskListenerDelegateExpression("complete", "${approvalListener}")
                .multiInstance()
                .parallel()
                .cardinality("${approvals}")
                .multiInstanceDone()
                .serviceTask()
                .camundaDelegateExpression("${checkApprovalDelegate}")
                .endEvent()
                .done())
        .deploy();
    var identity = context.getBean(IdentityService.class);
    for (var person : List.of("scientist", "author", "approver", "approver2")) {
      var user = identity.newUser(person);
      user.setEmail(person + "@example.org");
      identity.saveUser(user);
    }
  }

  @AfterAll
  static void close() {
    context.close();
  }

  @BeforeEach
  void candidate() {
    release = TestEngine.open(context, "release-" + ++count, count);
    var versions = context.getBean(Versions.class);
    versions.fixDigest("credit-risk", count, DIGEST, 3, 9);
  }

  private String asks(String comparison) {
    context
        .getBean(Versions.class)
        .compared("credit-risk", release.modelVersion(), comparison, OptionalInt.of(6));
    var instance =
        context
            .getBean(RuntimeService.class)
            .startProcessInstanceByKey(
                "approval", release.id(), Map.of("model", "credit-risk", "comparison", comparison))
            .getId();
    TestEngine.run(context.getBean(ManagementService.class));
    return instance;
  }

  private static void decides(String instance, String person, Map<String, Object> values) {
    var identity = context.getBean(IdentityService.class);
    var tasks = context.getBean(TaskService.class);
    var task = tasks.createTaskQuery().processInstanceId(instance).list().get(0).getId();
    identity.setAuthenticatedUserId(person);
    try {
      tasks.complete(task, values);
    } finally {
      identity.clearAuthentication();
    }
  }

  private static long open(String instance) {
    return context.getBean(TaskService.class).createTaskQuery().processInstanceId(instance).count();
  }

  private boolean approved() {
    return context.getBean(Approvals.class).approved("credit-risk", release.modelVersion(), DIGEST);
  }

  private static Object variable(String instance, String name) {
    return context
        .getBean(HistoryService.class)
        .createHistoricVariableInstanceQuery()
        .processInstanceId(instance)
        .variableName(name)
        .singleResult()
        .getValue();
  }

  @Test
  void asksOnePersonUntilTheDayAfter() {
    var instance = asks(VersionRecord.COMPARED);
    assertThat(open(instance)).isEqualTo(1);
    assertThat(variable(instance, "approverGroup")).isEqualTo("approvers");
    assertThat(variable(instance, "approvalDue"))
        .isEqualTo(
            context.getBean(TestClock.class).instant().plus(Duration.ofHours(24)).toString());
  }

  @Test
  void writesTheDecisionWithReasonAndBytesIntoTheLedger() {
    var instance = asks(VersionRecord.COMPARED);
    decides(instance, "approver", Map.of("decision", "approve", "reason", "better by far"));
    assertThat(context.getBean(Approvals.class).of(release.id()))
        .singleElement()
        .satisfies(
            approval -> {
              assertThat(approval.person()).isEqualTo("approver");
              assertThat(approval.digest()).isEqualTo(DIGEST);
              assertThat(approval.reason()).hasValue("better by far");
            });
    assertThat(approved()).isTrue();
    assertThat(variable(instance, "approvedForProduction")).isEqualTo(true);
  }

  @Test
  void asksTwoDifferentPeopleWhereNothingCouldBeCompared() {
    var instance = asks(VersionRecord.IMPOSSIBLE);
    assertThat(open(instance)).isEqualTo(2);
    decides(instance, "approver", Map.of("decision", "approve"));
    assertThat(approved()).isFalse();
    assertThatThrownBy(() -> decides(instance, "approver", Map.of("decision", "approve")))
        .hasMessageContaining("You have decided on this release already");
    decides(instance, "approver2", Map.of("decision", "approve"));
    assertThat(approved()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scientist", "pipeline", "author"})
  void refusesWhoAskedOrWroteTheCommit(String person) {
    var instance = asks(VersionRecord.COMPARED);
    assertThatThrownBy(() -> decides(instance, person, Map.of("decision", "approve")))
        .hasMessageContaining("somebody else has to approve it");
    assertThat(open(instance)).isEqualTo(1);
    assertThat(context.getBean(Approvals.class).of(release.id())).isEmpty();
  }

  @Test
  void needsAReasonToReject() {
    var instance = asks(VersionRecord.COMPARED);
    assertThatThrownBy(
            () -> decides(instance, "approver", Map.of("decision", "reject", "reason", "  ")))
        .hasMessageContaining("A rejection needs a reason");
    decides(instance, "approver", Map.of("decision", "reject", "reason", "too little data"));
    assertThat(approved()).isFalse();
    assertThat(context.getBean(Ledger.class).release(release.id()).reason())
        .hasValueSatisfying(
            reason -> assertThat(reason).startsWith("Rejected by approver: too little data."));
    assertThat(context.getBean(Ledger.class).release(release.id()).cause()).hasValue("rejected");
  }

  @Test
  void showsCandidateBesideChampionAndEachReason() throws Exception {
    var evidence = context.getBean(Evidence.class);
    evidence.measured(release.id(), Evidence.STAGING, Map.of("online_latency_p95_ms", 12.5));
    evidence.assessed(release.id(), "quality-gate", List.of(result("quality-gate", "auc")));
    evidence.assessed(release.id(), "staging-gate", List.of(result("staging-gate", "auc")));
    var review = review(asks(VersionRecord.COMPARED));
    assertThat(review.path("summary").asText())
        .isEqualTo(
            "Version %d is to replace version 6, measured on the same test rows."
                .formatted(release.modelVersion()));
    assertThat(review.path("commit").asText()).hasSize(10);
    assertThat(review.path("requestedBy").asText()).isEqualTo("scientist");
    assertThat(review.at("/comparison/0/candidate").asText()).isEqualTo("0.8");
    assertThat(review.at("/comparison/0/champion").asText()).isEqualTo("0.75");
    assertThat(review.at("/comparison/0/difference").asText()).isEqualTo("+0.05");
    assertThat(review.at("/comparison/0/sentence").asText()).isEqualTo("auc is 0.8.");
    assertThat(review.at("/staging/0/metric").asText()).isEqualTo("auc");
    assertThat(review.at("/tests/0/test").asText()).isEqualTo("online_latency_p95_ms");
    assertThat(review.path("approvals").asText()).isEqualTo("One approval is needed.");
    assertThat(review.path("dossier").asText())
        .isEqualTo("/api/releases/" + release.id() + "/dossier");
  }

  @Test
  void saysThatNothingCouldBeCompared() throws Exception {
    var review = review(asks(VersionRecord.IMPOSSIBLE));
    assertThat(review.path("summary").asText()).startsWith("No comparison possible");
    assertThat(review.path("approvals").asText()).isEqualTo("2 approvals are needed.");
  }

  @Test
  void saysThatItIsTheFirst() throws Exception {
    assertThat(review(asks(VersionRecord.FIRST)).path("summary").asText())
        .contains("is the first: nothing serves production yet");
  }

  private static JsonNode review(String instance) throws Exception {
    return new ObjectMapper()
        .readTree(context.getBean(RuntimeService.class).getVariable(instance, "review").toString());
  }

  private static GateResult result(String gate, String metric) {
    return new GateResult(
        gate,
        metric,
        true,
        metric + " is 0.8.",
        OptionalDouble.of(0.8),
        OptionalDouble.of(0.75),
        "at least 0.7",
        OptionalInt.of(1),
        Optional.of("Rule_Auc"));
  }
}
