package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.release.QueueingApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.history.UserOperationLogEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The engine's own REST API, where it is switched on: the same checks as at our door. */
class EngineRestTest extends QueueingApplication {
  private static final String START = "engine-rest/process-definition/key/%s/start";

  @Autowired private HistoryService history;

  @BeforeEach
  void jobsDoNotEnd() {
    azureIsStuck();
  }

  @AfterEach
  void stop() {
    stopAll();
  }

  private Visitor scientist() {
    return Visitor.withBasic(address(), "scientist");
  }

  private static String variables(Map<String, Object> values) {
    var text = new ArrayList<String>();
    values.forEach(
        (name, value) ->
            text.add(
                "\"%s\": {\"value\": %s}"
                    .formatted(name, value instanceof String ? "\"" + value + "\"" : value)));
    return "{\"variables\": {" + String.join(", ", text) + "}}";
  }

  private HttpResponse<String> start(Visitor who, String process, Map<String, Object> values) {
    return who.post(START.formatted(process), variables(values));
  }

  private static String message(HttpResponse<String> answer) {
    return Visitor.json(answer).path("message").asText();
  }

  @Test
  void startsAReleaseAsOurOwnDoorDoes() {
    var commit = newCommit();
    var answer =
        start(
            scientist(),
            "model-release",
            Map.of("model", MODEL, "commit", commit, "author", "a@example.org"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var id = Visitor.json(answer).path("businessKey").asText();
    remember(id);

    var view = show(id);
    assertThat(view.path("commit").asText()).isEqualTo(commit);
    assertThat(view.path("process").asText()).isEqualTo("model-release");
    assertThat(id).startsWith(MODEL + "-" + view.path("modelVersion").asInt() + "-");
    var asked = dossier(id).path("asked");
    assertThat(asked.path("caller").asText()).isEqualTo("scientist");
    assertThat(asked.path("author").asText()).isEqualTo("a@example.org");
    await().until(() -> done(id, "Task_CheckPreFlight"));
    assertThat(
            history
                .createUserOperationLogQuery()
                .processInstanceId(Visitor.json(answer).path("id").asText())
                .operationType(UserOperationLogEntry.OPERATION_TYPE_CREATE)
                .list())
        .extracting(UserOperationLogEntry::getUserId)
        .containsOnly("scientist");

    var again = start(scientist(), "model-release", Map.of("model", MODEL, "commit", commit));
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(message(again)).contains("it is release " + id, "needs a higher attempt");
    var atOurDoor =
        scientist()
            .post(
                "api/releases", "{\"model\": \"%s\", \"commit\": \"%s\"}".formatted(MODEL, commit));
    assertThat(atOurDoor.statusCode()).isEqualTo(200);
    assertThat(Visitor.json(atOurDoor).path("id").asText()).isEqualTo(id);
    assertThat(instances(id)).isEqualTo(1);
  }

  @Test
  void takesOnlySoManyStartsAMinuteByWhicheverAddress() {
    var busy = Visitor.withToken(address(), "busy-pipeline");
    var start = "process-definition/key/model-release/start";
    for (var path :
        List.of(
            "api/checks",
            "engine-rest/" + start,
            "engine-rest/engine/default/" + start,
            "engine-rest/" + start.replace("p", "%70"))) {
      await("too many at " + path) // some more are let in meanwhile
          .atMost(Duration.ofSeconds(30))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(() -> busy.post(path, "{}").statusCode() == 429);
    }
    assertThat(busy.post("engine-rest/process-instance/count", "{}").statusCode())
        .as("a query")
        .isEqualTo(200);
  }

  @Test
  void queuesBehindAnOlderReleaseAsAtOurDoor() {
    var first = started(newCommit());
    var answer =
        start(
            Visitor.withToken(address(), "local-pipeline"),
            "model-release",
            Map.of("model", MODEL, "commit", newCommit(), "requestedBy", "r@example.org"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var second = Visitor.json(answer).path("businessKey").asText();
    remember(second);
    await().until(() -> show(second).path("step").asText().equals("Task_AwaitTurn"));
    assertThat(show(second).path("reason").asText()).contains("Waits for release " + first);
    assertThat(dossier(second).at("/asked/requestedBy").asText()).isEqualTo("r@example.org");
    assertThat(dossier(second).at("/asked/caller").asText()).isEqualTo("local-pipeline");
  }

  @Test
  void startsAStepOnceByItsKey() {
    var release = started(newCommit());
    var version = show(release).path("modelVersion").asInt();
    var values =
        Map.<String, Object>of(
            "model", MODEL, "modelVersion", version, "idempotencyKey", "key-" + release);
    var operator = Visitor.withBasic(address(), "operator");
    var answer = start(operator, "prod-online-endpoint", values);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var id = Visitor.json(answer).path("businessKey").asText();
    await().until(() -> show(id).path("state").asText().equals("refused"));
    assertThat(show(id).path("step").asText()).isEqualTo("EndEvent_NotApproved");
    var again = start(operator, "prod-online-endpoint", values);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(message(again)).contains(id, "another idempotencyKey");
    var withoutKey =
        start(operator, "prod-online-endpoint", Map.of("model", MODEL, "modelVersion", version));
    assertThat(withoutKey.statusCode()).isEqualTo(400);
    assertThat(message(withoutKey)).contains("idempotencyKey");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"variables\": {\"model\": {\"value\": \"%1$s\"}}} | 400 | commit is missing",
        "{\"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"head\"}}} | 400 | commit",
        "{\"variables\": {\"model\": {\"value\": \"nobodys\"}, \"commit\": {\"value\": \"%2$s\"}}} | 400 | knows no model project nobodys",
        "{\"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"%2$s\"}, \"modelVersion\": {\"value\": 7}}} | 400 | modelVersion",
        "{\"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"%2$s\"}, \"qualityGatePassed\": {\"value\": true}}} | 400 | no variable qualityGatePassed",
        "{\"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"%2$s\"}, \"requestedBy\": {\"value\": \"other\"}}} | 403 | requestedBy is other",
        "{\"businessKey\": \"mine\", \"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"%2$s\"}}} | 400 | business key is mine",
        "{\"startInstructions\": [{\"type\": \"startAfterActivity\", \"activityId\": \"Task_ApproveProduction\"}], \"variables\": {\"model\": {\"value\": \"%1$s\"}, \"commit\": {\"value\": \"%2$s\"}}} | 403 | in its middle",
      })
  void keepsNothingOfAStartThatCannotBe(String body, int status, String sentence) {
    var before = history.createHistoricProcessInstanceQuery().count();
    var known = Visitor.json(scientist().get("api/releases")).path("total").asInt();
    var answer =
        scientist().post(START.formatted("model-release"), body.formatted(MODEL, newCommit()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(message(answer)).contains(sentence);
    assertThat(history.createHistoricProcessInstanceQuery().count()).isEqualTo(before);
    assertThat(Visitor.json(scientist().get("api/releases")).path("total").asInt())
        .isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({
    // process,             nobody, scientist, approver, operator, admin, pipeline
    "model-release,            401, 400, 403, 403, 400, 400",
    "dev-model-training,       401, 400, 403, 403, 400, 400",
    "stage-online-endpoint,    401, 400, 403, 403, 400, 400",
    "prod-online-endpoint,     401, 403, 403, 400, 400, 400",
    "prod-batch-endpoint,      401, 403, 403, 400, 400, 400",
    "azure-operation,          401, 403, 403, 403, 403, 403",
    "undo-release,             401, 403, 403, 403, 403, 403",
  })
  void takesStartsOfThoseWhoMay(
      String process,
      int nobody,
      int scientist,
      int approver,
      int operator,
      int admin,
      int pipeline) {
    // an empty start: 400 has come in and is told what is missing; what a group may not even read
    // is not found
    assertThat(
            List.of(
                emptyStart(Visitor.anonymous(address()), process),
                emptyStart(scientist(), process),
                emptyStart(Visitor.withBasic(address(), "approver"), process),
                emptyStart(Visitor.withBasic(address(), "operator"), process),
                emptyStart(Visitor.withBasic(address(), "admin"), process),
                emptyStart(Visitor.withToken(address(), "local-pipeline"), process)))
        .containsExactly(nobody, scientist, approver, operator, admin, pipeline);
  }

  private static int emptyStart(Visitor who, String process) {
    var status = who.post(START.formatted(process), "{}").statusCode();
    return status == 404 ? 403 : status;
  }

  @Test
  void letsNobodyBendAReleaseHereEither() {
    var release = started(newCommit());
    await().until(() -> done(release, "Task_CheckPreFlight"));
    var root = root(release);
    for (var name : List.of("operator", "admin")) {
      var person = Visitor.withBasic(address(), name);
      for (var refused :
          List.of(
              person.post(
                  "engine-rest/process-instance/" + root + "/modification",
                  "{\"instructions\": [{\"type\": \"startBeforeActivity\", \"activityId\": \"EndEvent_ReleaseCompleted\"}]}"),
              person.post(
                  "engine-rest/message",
                  "{\"messageName\": \"StopRequested\", \"processInstanceId\": \"%s\"}"
                      .formatted(root)),
              person.post(
                  "engine-rest/process-instance/" + root + "/variables",
                  "{\"modifications\": {\"modelVersion\": {\"value\": 666}}}"))) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
      }
    }
    assertThat(
            Visitor.withBasic(address(), "operator")
                .get("engine-rest/process-instance/" + root)
                .statusCode())
        .isEqualTo(200);
    assertThat(scientist().get("engine-rest/process-instance/" + root).statusCode())
        .as("may start, not look in")
        .isEqualTo(404);
  }

  /** One thread pool serves all: nobody is taken for another. */
  @Test
  void takesNobodyForAnother() throws Exception {
    var threads = Executors.newFixedThreadPool(12);
    try {
      var go = new CountDownLatch(1);
      var answers = new ArrayList<Future<Integer>>();
      for (var i = 0; i < 60; i++) {
        var name = List.of("admin", "scientist", "").get(i % 3);
        answers.add(
            threads.submit(
                () -> {
                  var who =
                      name.isEmpty()
                          ? Visitor.anonymous(address())
                          : Visitor.withBasic(address(), name);
                  go.await();
                  return who.get("engine-rest/authorization/count").statusCode() == 200
                      ? count(who)
                      : -1;
                }));
      }
      go.countDown();
      for (var i = 0; i < answers.size(); i++) {
        var seen = answers.get(i).get();
        switch (i % 3) {
          case 0 -> assertThat(seen).isPositive();
          case 1 -> assertThat(seen).isLessThanOrEqualTo(0);
          default -> assertThat(seen).isEqualTo(-1);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int count(Visitor who) {
    JsonNode answer = Visitor.json(who.get("engine-rest/authorization/count"));
    return answer.path("count").asInt();
  }
}
