package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.doors.Visitor;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine's own ways round a release, by the REST API behind Cockpit and Tasklist: refused, or
 * of no harm. Those round an approval are tested with the doors.
 */
@Tag("faults")
class WaysRoundTest extends Troubles {

  @BeforeEach
  void served() {
    serveTwoVersions();
  }

  /** A training whose job never leaves the queue. */
  private String waitingTraining(String model) {
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named(model));
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    passes("the wait", () -> waits(release) == 1);
    return release;
  }

  private long waits(String release) {
    return runtime
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(release)
        .activityIdIn("Task_AwaitOperation")
        .count();
  }

  private String instance(String release, String process) {
    return runtime
        .createProcessInstanceQuery()
        .processInstanceBusinessKey(release)
        .processDefinitionKey(process)
        .singleResult()
        .getId();
  }

  private static String message(HttpResponse<String> answer) {
    return Visitor.json(answer).path("message").asText();
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "admin"})
  void nobodyBendsAnOperation(String name) {
    var release = waitingTraining("unbent");
    var operation = instance(release, "azure-operation");
    var person = person(name);
    for (var refused :
        new HttpResponse<?>[] {
          person.engine(
              "POST",
              "process-instance/" + operation + "/modification",
              "{\"instructions\": [{\"type\": \"startBeforeActivity\", \"activityId\": \"EndEvent_OperationSucceeded\"}]}"),
          person.engine(
              "PUT",
              "process-instance/" + operation + "/variables/operation",
              "{\"value\": \"shiftOnlineTraffic\", \"type\": \"String\"}"),
          person.engine("DELETE", "process-instance/" + operation + "/variables/operation", ""),
          person.engine(
              "POST",
              "message",
              "{\"messageName\": \"OperationFinished\", \"processInstanceId\": \"%s\"}"
                  .formatted(operation)),
          person.engine(
              "POST",
              "process-definition/key/azure-operation/start",
              "{\"businessKey\": \"%s\", \"variables\": {\"operation\": {\"value\": \"shiftOnlineTraffic\"}, \"environment\": {\"value\": \"production\"}}}"
                  .formatted(release)),
          person.engine(
              "POST",
              "process-definition/key/undo-release/start",
              "{\"businessKey\": \"%s\"}".formatted(release)),
        }) {
      assertThat(refused.statusCode()).as(String.valueOf(refused.body())).isEqualTo(403);
    }
    assertThat(waits(release)).isOne();
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void valuesThatComeWithACompletedTaskChangeNoOperation() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "status", "status": 400,
         "error": {"code": "OutOfQuota", "message": "No cores."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("overwritten"));
    var puts = azure.requests("PUT", "mlw-production").size();
    var answer =
        person("operator")
            .engine(
                "POST",
                "task/" + task(release) + "/complete",
                """
                {"variables": {"decision": {"value": "retry"}, "reason": {"value": ""},
                  "operation": {"value": "shiftOnlineTraffic"}, "environment": {"value": "production"},
                  "operationState": {"value": "accepted"}, "model": {"value": "served"}}}""");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    assertThat(azure.requests("PUT", "mlw-production")).hasSize(puts);
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void onlyAdminDeletesAnInstanceAndTheReleaseIsUndoneVisibly() {
    var release = waitingTraining("deleted");
    var root = instance(release, "dev-model-training");
    for (var name : new String[] {"operator", "approver"}) {
      assertThat(person(name).engine("DELETE", "process-instance/" + root, "").statusCode())
          .as(name)
          .isEqualTo(403);
    }
    assertThat(person("admin").engine("DELETE", "process-instance/" + root, "").statusCode())
        .isEqualTo(204);
    var view = ended(release, "stopped");
    assertThat(view.path("reason").asText())
        .startsWith("Stopped, since admin deleted its process instance (dev-model-training)");
    FailurePage.shows(
        "Somebody deletes the process instance in Cockpit",
        "release, dossier",
        view.path("reason").asText());
    assertThat(
            azure.get("mlw-dev", "/jobs/" + release + "-train-1").at("/properties/status").asText())
        .startsWith("Cancel");
  }

  @Test
  void undoesARolloutWhoseInstanceWasDeleted() {
    azure.fault(
        """
        {"method": "PUT", "path": "mlw-production%s$", "fault": "delay", "seconds": 2}"""
            .formatted(online()));
    var release = step("prod-online-endpoint", SERVED, 1);
    passes("the shift", () -> azure.traffic(online()).equals("{v001=100}"));
    var root = instance(release, "prod-online-endpoint");
    assertThat(person("admin").engine("DELETE", "process-instance/" + root, "").statusCode())
        .isEqualTo(204);
    ended(release, "stopped");
    assertThat(azure.traffic(online())).isEqualTo("{v002=100}");
    ended(step("prod-online-endpoint", SERVED, 2), "completed");
  }

  @Test
  void stopsTheReleaseOfWhichOneBranchWasDeleted() {
    for (var kind : new String[] {"online", "batch"}) {
      azure.fault(
          "{\"method\": \"PUT\", \"path\": \"mlw-staging/%sEndpoints/[^/]+/deployments/\", \"fault\": \"stuck\"}"
              .formatted(kind));
    }
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"mlw-staging/onlineEndpoints/branch[^/]+$\", \"fault\": \"status\", \"status\": 400, \"error\": {\"code\": \"OutOfQuota\", \"message\": \"No.\"}}");
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"mlw-staging/batchEndpoints/branch[^/]+$\", \"fault\": \"status\", \"status\": 400, \"error\": {\"code\": \"OutOfQuota\", \"message\": \"No.\"}}");
    var release = release(Project.named("branch"));
    shows(release, view -> view.path("tasks").size() == 2);
    var part = instance(release, "stage-online-endpoint");
    assertThat(person("admin").engine("DELETE", "process-instance/" + part, "").statusCode())
        .isEqualTo(204);
    var view = ended(release, "stopped");
    assertThat(view.path("reason").asText()).contains("admin deleted its process instance");
    assertThat(view.path("step").asText()).isEqualTo("EndEvent_ReleaseStopped");
  }

  @Test
  void nobodyDeletesDefinitionsOrDeployments() {
    var admin = person("admin");
    var definition = Visitor.json(admin.engine("GET", "process-definition/key/model-release", ""));
    var id = definition.path("id").asText();
    for (var path :
        new String[] {
          "process-definition/" + id + "?cascade=true",
          "process-definition/key/model-release?cascade=true",
          "deployment/" + definition.path("deploymentId").asText() + "?cascade=true"
        }) {
      var answer = admin.engine("DELETE", path, "");
      assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(403);
      assertThat(message(answer)).contains("Deployments stay");
    }
  }

  @Test
  void aSuspendedReleaseSaysSoAndIsStoppedWhenItIsActivated() {
    var release = waitingTraining("suspended");
    var other = waitingTraining("not-suspended");
    var root = instance(release, "dev-model-training");
    var operator = person("operator");
    var suspend = "process-instance/" + root + "/suspended";
    assertThat(operator.engine("PUT", suspend, "{\"suspended\": true}").statusCode())
        .isEqualTo(204);
    assertThat(reason(release)).contains("is suspended", "activates it in Cockpit");
    FailurePage.shows("Its process instance is suspended", "release", reason(release));
    stop(release);
    stop(other);
    ended(other, "stopped"); // the watcher goes on
    assertThat(state(release)).isEqualTo("stopping");
    assertThat(reason(release)).contains("Stopped by", "is suspended");
    assertThat(operator.engine("PUT", suspend, "{\"suspended\": false}").statusCode())
        .isEqualTo(204);
    ended(release, "stopped");
  }

  @Test
  void aWrongGateTableLetsNothingPass() throws IOException {
    var ours = Files.readString(Path.of("processes/quality-gate.dmn"));
    deployGate(ours.replace("name=\"limit\"", "name=\"at_least\""));
    String sentence;
    try {
      var release = release(Project.named("credit-risk"));
      var view = ended(release, "refused");
      assertThat(view.path("step").asText()).isEqualTo("EndEvent_ModelRefused");
      sentence = view.path("reason").asText();
    } finally {
      widenGate();
    }
    FailurePage.shows("A gate table is wrong", "release, dossier", sentence);
    assertThat(sentence).contains("quality-gate");
  }
}
