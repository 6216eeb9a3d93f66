package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A release that waits for approval, and everybody who tries to get round it at the REST API behind
 * Tasklist and Cockpit. The one who may approves at the end.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FourEyesTest extends WholeApplication {
  private static final String COMMIT = "4e5e".repeat(10);
  private static final String APPROVE =
      "{\"variables\": {\"decision\": {\"value\": \"approve\"}, \"reason\": {\"value\": \"\"}}}";

  private static final Map<String, Visitor> PEOPLE = new HashMap<>();

  private String release;
  private String task;
  private String instance;

  /** Started once; asked for by an approver and written by another, who both cannot approve. */
  @BeforeEach
  void releaseThatWaits() {
    var pipeline = Visitor.withToken(address(), "local-pipeline");
    var started =
        Visitor.json(
            pipeline.post(
                "api/releases",
                """
                {"model": "credit-risk", "commit": "%s", "author": "APPROVER2@example.org", "requestedBy": "operator"}"""
                    .formatted(COMMIT)));
    release = started.get("id").asText();
    await("the approval of " + release)
        .atMost(Duration.ofMinutes(4))
        .pollDelay(Duration.ZERO) // it waits since the first of these tests
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !state().get("state").asText().equals("running"));
    assertThat(state().get("state").asText())
        .as(state().toString())
        .isEqualTo("waiting-for-people");
    task = state().get("tasks").get(0).get("id").asText();
    instance =
        Visitor.json(person("admin").engine("GET", "task/" + task, ""))
            .get("processInstanceId")
            .asText();
  }

  private JsonNode state() {
    return Visitor.json(
        Visitor.withToken(address(), "local-pipeline").get("api/releases/" + release));
  }

  private Visitor person(String name) {
    return PEOPLE.computeIfAbsent(name, who -> Visitor.loggedIn(address(), who));
  }

  private void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
    var after = state();
    assertThat(after.get("state").asText()).isEqualTo("waiting-for-people");
    assertThat(after.get("tasks").get(0).get("id").asText()).isEqualTo(task);
  }

  @ParameterizedTest
  @Order(1)
  @CsvSource({
    "approver2, claim,       wrote its commit",
    "approver2, complete,    wrote its commit",
    "approver2, submit-form, wrote its commit",
    "approver2, resolve,     wrote its commit",
    "admin,     complete,    Only members of approvers",
    "admin,     claim,       Only members of approvers",
  })
  void saysWhySomebodyMayNotApprove(String name, String work, String why) {
    var body = work.equals("claim") ? "{\"userId\": \"%s\"}".formatted(name) : APPROVE;
    var answer = person(name).engine("POST", "task/%s/%s".formatted(task, work), body);
    assertRefused(answer);
    assertThat(Visitor.json(answer).get("message").asText()).contains(why);
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"claim", "complete", "submit-form", "resolve"})
  void operatorsDoNotApprove(String work) {
    var body = work.equals("claim") ? "{\"userId\": \"operator\"}" : APPROVE;
    assertRefused(person("operator").engine("POST", "task/%s/%s".formatted(task, work), body));
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"approver", "approver2", "operator", "admin"})
  void nobodyThrowsAnErrorIntoTheTask(String name) {
    var person = person(name);
    assertRefused(person.engine("POST", "task/" + task + "/bpmnError", "{\"errorCode\": \"out\"}"));
    assertRefused(
        person.engine("POST", "task/" + task + "/bpmnEscalation", "{\"escalationCode\": \"out\"}"));
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"operator", "admin"})
  void nobodyGoesRoundTheTask(String name) {
    var person = person(name);
    assertRefused(
        person.engine(
            "POST",
            "process-instance/" + instance + "/modification",
            """
            {"instructions": [{"type": "startBeforeActivity", "activityId": "SubProcess_Production"}]}"""));
    assertRefused(
        person.engine(
            "POST",
            "process-definition/key/model-release/start",
            """
            {"businessKey": "%s", "startInstructions": [{"type": "startBeforeActivity", "activityId": "SubProcess_Production"}]}"""
                .formatted(release)));
    assertThat(
            person
                .engine(
                    "POST",
                    "process-definition/key/prod-online-endpoint/start",
                    "{\"businessKey\": \"%s\"}".formatted(release))
                .statusCode())
        .as("a start under the business key of another release")
        .isEqualTo(400);
    assertRefused(
        person.engine(
            "POST",
            "message",
            "{\"messageName\": \"StopRequested\", \"processInstanceId\": \"%s\"}"
                .formatted(instance)));
    assertRefused(person.engine("POST", "signal", "{\"name\": \"any\"}"));
    assertRefused(person.engine("POST", "execution/" + instance + "/signal", "{}"));
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(strings = {"approver", "operator", "admin"})
  void nobodyWritesVariables(String name) {
    var person = person(name);
    var value = "{\"value\": 666, \"type\": \"Integer\"}";
    assertRefused(
        person.engine("PUT", "process-instance/" + instance + "/variables/modelVersion", value));
    assertRefused(person.engine("PUT", "task/" + task + "/variables/approvals", value));
    assertRefused(person.engine("PUT", "task/" + task + "/localVariables/decision", value));
  }

  @Test
  @Order(1)
  void nobodyBecomesACandidateByHand() {
    var admin = person("admin");
    assertRefused(
        admin.engine(
            "POST",
            "task/" + task + "/identity-links",
            "{\"groupId\": \"camunda-admin\", \"type\": \"candidate\"}"));
    assertRefused(
        admin.engine(
            "POST",
            "task/" + task + "/identity-links",
            "{\"userId\": \"admin\", \"type\": \"candidate\"}"));
  }

  @Test
  @Order(1)
  void whoClaimedGivesBack() {
    var approver = person("approver");
    var claim = "task/" + task + "/claim";
    assertThat(approver.engine("POST", claim, "{\"userId\": \"approver\"}").statusCode())
        .isEqualTo(204);
    assertThat(approver.engine("POST", "task/" + task + "/unclaim", "").statusCode())
        .isEqualTo(204);
  }

  @Test
  @Order(1)
  void claimingForTheRequesterHelpsNobody() {
    var approver = person("approver");
    approver.engine("POST", "task/" + task + "/claim", "{\"userId\": \"operator\"}");
    assertRefused(person("operator").engine("POST", "task/" + task + "/complete", APPROVE));
    assertThat(approver.engine("POST", "task/" + task + "/unclaim", "").statusCode())
        .isEqualTo(204);
  }

  @Test
  @Order(1)
  void nobodyBendsManyAtOnce() {
    var admin = person("admin");
    var definition =
        Visitor.json(admin.engine("GET", "process-instance/" + instance, ""))
            .get("definitionId")
            .asText();
    assertRefused(
        admin.engine(
            "POST",
            "modification/executeAsync",
            """
            {"processDefinitionId": "%s", "processInstanceIds": ["%s"],
             "instructions": [{"type": "startBeforeActivity", "activityId": "SubProcess_Production"}]}"""
                .formatted(definition, instance)));
    assertRefused(
        admin.engine(
            "POST",
            "modification/execute",
            """
            {"processDefinitionId": "%s", "processInstanceIds": ["%s"],
             "instructions": [{"type": "startBeforeActivity", "activityId": "SubProcess_Production"}]}"""
                .formatted(definition, instance)));
    assertRefused(
        admin.engine(
            "POST",
            "process-instance/variables-async",
            """
            {"processInstanceIds": ["%s"], "variables": {"modelVersion": {"value": 666}}}"""
                .formatted(instance)));
    assertRefused(
        admin.engine(
            "POST",
            "process-instance/message-async",
            """
            {"processInstanceIds": ["%s"], "messageName": "StopRequested"}"""
                .formatted(instance)));
  }

  @Test
  @Order(1)
  void nobodyDeploysProcesses() {
    var model =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
          <process id="model-release" isExecutable="true"/>
        </definitions>""";
    assertRefused(deploy("admin", "model-release.bpmn", model));
    assertRefused(deploy("operator", "quality-gate.dmn", table("quality-gate", "feel")));
    assertRefused(deploy("admin", "other.dmn", table("other", "feel")));
    assertRefused(deploy("admin", "quality-gate.dmn", table("quality-gate", "juel")));
  }

  private HttpResponse<String> deploy(String name, String file, String content) {
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(file, content);
    return person(name)
        .engineUpload("deployment/create", "b", body.getBytes(StandardCharsets.UTF_8));
  }

  private static String table(String id, String language) {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
        xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="d" namespace="n">
      <decision id="%s" name="d" camunda:historyTimeToLive="P180D">
        <decisionTable id="t">
          <input id="i"><inputExpression id="e" typeRef="string" expressionLanguage="%s"><text>model</text></inputExpression></input>
          <output id="o" name="metric" typeRef="string"/>
        </decisionTable>
      </decision>
    </definitions>"""
        .formatted(id, language);
  }

  @Test
  @Order(2)
  void theLogNamesWhoStarted() {
    var entries =
        Visitor.json(
            person("operator")
                .engine(
                    "GET",
                    "history/user-operation?operationType=Create&entityType=ProcessInstance&processInstanceId="
                        + instance,
                    ""));
    assertThat(entries.findValuesAsText("userId")).containsOnly("local-pipeline");
  }

  @Test
  @Order(3)
  void anApproverWhoHasNothingToDoWithItApproves() {
    var approver = person("approver");
    assertThat(
            approver
                .engine("POST", "task/" + task + "/claim", "{\"userId\": \"approver\"}")
                .statusCode())
        .isEqualTo(204);
    var undecided = approver.engine("POST", "task/" + task + "/complete", "{}");
    assertThat(undecided.statusCode()).as("without a decision").isEqualTo(500);
    var decided = approver.engine("POST", "task/" + task + "/submit-form", APPROVE);
    assertThat(decided.statusCode()).as(decided.body()).isBetween(200, 204);
    await("the end of " + release)
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !state().get("endedAt").isNull());
    assertThat(state().get("state").asText()).as(state().toString()).isEqualTo("completed");
    var approvals =
        Visitor.json(
                Visitor.withBasic(address(), "scientist")
                    .get("api/releases/" + release + "/dossier"))
            .get("approvals");
    assertThat(approvals.findValuesAsText("person")).containsExactly("approver");
  }
}
