package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What people do in Tasklist and Cockpit stands under their name in the engine's log of operations,
 * and in the dossier.
 */
@Tag("apart")
class PeoplesNamesTest extends Troubles {

  /**
   * Done over HTTP, as the pages do it.
   *
   * @param request method, path and body
   * @param operation type in the engine's log
   * @param words with which the event in the dossier begins
   */
  private record Action(String person, List<String> request, String operation, String words) {
    static Action of(String line) {
      var parts = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      return new Action(
          parts.get(0), List.of(parts.get(1).split(" ", 3)), parts.get(2), parts.get(3));
    }
  }

  private static final String OF_AN_OVERDUE_OPERATION =
      """
      operator | POST task/{task}/claim {"userId": "operator"} | Claim | Took on a task of it.
      operator | POST task/{task}/unclaim | Assign | Gave a task of it back
      admin | POST task/{task}/complete {"variables": {"decision": {"value": "wait"}}} | Complete | Overdue: create compute. Decided: wait
      """;
  private static final String OF_ANOTHER =
      """
      operator | POST task/{task}/complete {"variables": {"decision": {"value": "repair"}}} | Complete | Overdue: create compute. Decided: repair
      operator | POST task/{task}/submit-form {"variables": {"decision": {"value": "retry"}, "reason": {"value": "more cores"}}} | Complete | Retry of: create compute
      """;
  private static final String OF_THE_LAST =
      """
      admin | POST task/{task}/complete {"variables": {"decision": {"value": "repair"}}} | Complete | Overdue: create compute. Decided: repair
      admin | POST task/{task}/complete {"variables": {"decision": {"value": "stop"}, "reason": {"value": "enough"}}} | Complete | Stop instead of: create compute
      """;
  private static final String OF_A_FAILED_STEP =
      """
      operator | PUT job/{job}/retries {"retries": 1} | SetJobRetries | Had a failed step of it tried again.
      """;
  private static final String OF_AN_APPROVAL =
      """
      approver | POST task/{task}/claim {"userId": "approver"} | Claim | Took on a task of it.
      approver | POST task/{task}/submit-form {"variables": {"decision": {"value": "approve"}}} | Complete | Approved.
      approver2 | POST task/{task}/complete {"variables": {"decision": {"value": "reject"}, "reason": {"value": "too new"}}} | Complete | Rejected: too new
      """;

  private void eachIsUnderItsName(String release, String actions) {
    actions.lines().map(Action::of).forEach(action -> isUnderItsName(release, action));
  }

  private void isUnderItsName(String release, Action action) {
    var logged = logged(release, action);
    var told = told(release, action);
    var path = action.request().get(1);
    if (path.contains("{task}")) {
      path = path.replace("{task}", task(release));
    }
    if (path.contains("{job}")) {
      path = path.replace("{job}", failedJob(release));
    }
    var body = action.request().size() == 3 ? action.request().get(2) : "";
    var answer = person(action.person()).engine(action.request().get(0), path, body);
    assertThat(answer.statusCode()).as("%s: %s", action, answer.body()).isBetween(200, 204);
    assertThat(logged(release, action)).as("in the log: %s", action).isGreaterThan(logged);
    assertThat(told(release, action))
        .as("in the dossier: %s%n%s", action, dossier(release).path("events"))
        .isEqualTo(told + 1);
  }

  private long logged(String release, Action action) {
    var roots = instances(release).map(instance -> instance.getRootProcessInstanceId()).toList();
    return history
        .createUserOperationLogQuery()
        .userId(action.person())
        .operationType(action.operation())
        .list()
        .stream()
        .filter(entry -> roots.contains(entry.getRootProcessInstanceId()))
        .count();
  }

  private long told(String release, Action action) {
    return events(release, action.person()).stream()
        .filter(what -> what.startsWith(action.words()))
        .count();
  }

  private List<String> events(String release, String person) {
    return StreamSupport.stream(dossier(release).path("events").spliterator(), false)
        .filter(event -> event.path("who").asText().equals(person))
        .map((JsonNode event) -> event.path("what").asText())
        .toList();
  }

  private String failedJob(String release) {
    shows(release, view -> !view.path("incidents").isEmpty());
    return instances(release)
        .flatMap(
            instance ->
                management
                    .createJobQuery()
                    .processInstanceId(instance.getId())
                    .noRetriesLeft()
                    .list()
                    .stream())
        .findFirst()
        .orElseThrow()
        .getId();
  }

  @Test
  void whatIsDecidedOnAnOverdueOperation() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/computes/\", \"fault\": \"stuck\", \"times\": 5}");
    var release = train(Project.named("names-overdue"));
    for (var actions : List.of(OF_AN_OVERDUE_OPERATION, OF_ANOTHER, OF_THE_LAST)) {
      fires(release, "Boundary_OperationOverdue");
      eachIsUnderItsName(release, actions);
    }
    assertThat(ended(release, "stopped").path("reason").asText()).contains("Stopped by admin");
  }

  @Test
  void whoHasAFailedStepTriedAgain() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "status", "status": 500, "times": 3,
         "error": {"code": "InternalServerError", "message": "Something broke."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("names-retries"));
    eachIsUnderItsName(release, OF_A_FAILED_STEP);
    stop(release);
    ended(release, "stopped");
    assertThat(events(release, "local-pipeline")).contains("Asked to stop");
  }

  @Test
  void whoDecidesAboutProductionAndWhoDeployedTheTablesThatDoSoToo() throws IOException {
    askTwo("names-approval");
    var release = release(Project.named("names-approval"));
    eachIsUnderItsName(release, OF_AN_APPROVAL);
    assertThat(ended(release, "refused").path("reason").asText()).contains("Rejected by approver2");
    assertThat(events(release, "admin"))
        .anyMatch(what -> what.startsWith("Had deployed the table quality-gate (version "))
        .anyMatch(what -> what.startsWith("Had deployed the table approval-route (version "))
        .noneMatch(what -> what.contains("staging-gate"));
    assertThat(dossier(release).path("approvals").findValuesAsText("person"))
        .containsExactly("approver", "approver2");
  }

  /** A row of the model's own in the table that says how many people are asked. */
  private void askTwo(String model) throws IOException {
    var row =
        """
              <rule id="Rule_Two">
                <inputEntry id="Rule_Two_model"><text>"%s"</text></inputEntry>
                <inputEntry id="Rule_Two_comparison"><text></text></inputEntry>
                <outputEntry id="Rule_Two_approvals"><text>2</text></outputEntry>
                <outputEntry id="Rule_Two_group"><text>"approvers"</text></outputEntry>
                <outputEntry id="Rule_Two_due"><text>"PT24H"</text></outputEntry>
              </rule>
        """
            .formatted(model);
    var table =
        Files.readString(Path.of("processes/approval-route.dmn"))
            .replaceFirst("( *<rule )", java.util.regex.Matcher.quoteReplacement(row) + "$1");
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"approval-route.dmn\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(table);
    var answer =
        person("admin")
            .engineUpload("deployment/create", "b", body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}
