package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.doors.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Azure refuses, what takes too long, and what mends itself. */
@Tag("faults")
class RepairTest extends Troubles {
  private static final String QUOTA =
      """
      "error": {"code": "OutOfQuota", "message": "Not enough quota for 4 cores of Standard_DS3_v2 in westeurope."}""";

  private JsonNode operation(String release, String name) {
    for (var operation : dossier(release).path("operations")) {
      if (operation.path("operation").asText().equals(name)) {
        return operation;
      }
    }
    throw new AssertionError("No operation " + name + " in " + dossier(release));
  }

  private JsonNode failure(String release) {
    var task = task(release);
    var shown = form(task, "failure");
    assertThat(shown.path("what").asText()).isNotBlank();
    assertThat(shown.path("next").asText()).isNotBlank();
    return shown;
  }

  private static String sentences(JsonNode failure) {
    return "%s Azure says %s: %s %s"
        .formatted(
            failure.path("what").asText(),
            failure.path("code").asText(),
            failure.path("words").asText(),
            failure.path("next").asText());
  }

  @Test
  void asksAPersonWhenAzureRefusesAtOnceAndTriesAnotherRound() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/computes/\", \"fault\": \"status\", \"status\": 400, %s}"
            .formatted(QUOTA));
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("refused-at-once"));
    var failure = failure(release);
    assertThat(failure.path("what").asText())
        .isEqualTo("Azure refused to create compute of refused-at-once version 1 in dev.");
    assertThat(failure.path("code").asText()).isEqualTo("OutOfQuota");
    assertThat(failure.path("words").asText()).contains("4 cores");
    assertThat(failure.path("next").asText()).contains("quota", "Retry");
    assertThat(reason(release)).contains("Azure refused to create compute", "choose Retry");
    FailurePage.shows(
        "Azure refuses a request (quota)", "Tasklist: repair; release", sentences(failure));

    var scientist = person("approver").engine("POST", "task/" + task(release) + "/complete", "{}");
    assertThat(scientist.statusCode()).as("not an approver's task").isEqualTo(403);
    decides("operator", release, "retry", "more cores");
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    assertThat(operation(release, "createCompute").path("round").asInt()).isEqualTo(2);
    assertThat(operation(release, "createCompute").path("state").asText()).isEqualTo("succeeded");
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void comesAgainWhenAzureSaysWithoutUsingARetryUp() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "status", "status": 429, "retryAfter": 7}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var project = Project.named("throttled-compute");
    var release = train(project);
    passes("that it waits", () -> reason(release).contains("Azure wants to be asked later"));
    FailurePage.shows("Azure throttles a call (429 with Retry-After)", "release", reason(release));
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());

    var sent = azure.requests("PUT", "/computes/throttled-compute");
    assertThat(sent).hasSize(2);
    assertThat(Duration.between(time(sent.get(0)), time(sent.get(1))))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(7));
    assertThat(operation(release, "createCompute").path("round").asInt()).isEqualTo(1);
    assertThat(failedTries(release)).as("tries of the engine that failed").isZero();
    stop(release);
    ended(release, "stopped");
  }

  private static Instant time(JsonNode request) {
    return Instant.parse(request.path("time").asText());
  }

  private long failedTries(String release) {
    return instances(release)
        .mapToLong(
            instance ->
                history
                    .createHistoricJobLogQuery()
                    .processInstanceId(instance.getId())
                    .failureLog()
                    .count())
        .sum();
  }

  @Test
  void asksAPersonWhenTheOperationEndsFailedAndStopUndoesIt() {
    serveTwoVersions();
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"%s/deployments/\", \"fault\": \"fail\", %s}"
            .formatted("mlw-production" + online(), QUOTA));
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"mlw-staging/onlineEndpoints/[^/]+/deployments/\", \"fault\": \"fail\", %s}"
            .formatted(QUOTA));
    var release = step("stage-online-endpoint", SERVED, 2);
    var failure = failure(release);
    assertThat(failure.path("what").asText())
        .isEqualTo(
            "Azure took the request to create online deployment of served version 2 in staging, and it failed.");
    assertThat(failure.path("next").asText()).contains("Free cores");
    FailurePage.shows(
        "An operation ends Failed (quota)", "Tasklist: repair; release", sentences(failure));
    decides("operator", release, "stop", "no cores left");
    var view = ended(release, "stopped");
    assertThat(view.path("reason").asText()).contains("Stopped by operator", "no cores left");
    FailurePage.shows("Stop in a repair task", "release, dossier", view.path("reason").asText());
    var staging = azure.endpoints("mlw-staging", "online", SERVED).get(0);
    assertThat(azure.deployments("mlw-staging", staging)).isEmpty();
  }

  @Test
  void runsAJobAgainByItselfWhoseNodeWasTakenAway() {
    azure.fault(
        """
        {"method": "PUT", "path": "/jobs/", "fault": "fail", "runs": true,
         "error": {"code": "UserError", "message": "AzureMLCompute job failed. PreemptionError: Nodes of this job got pre-empted."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("pre-empted"));
    var said =
        shows(release, view -> view.path("reason").asText().startsWith("Trying again"))
            .path("reason")
            .asText();
    assertThat(said).contains("submit training job", "round 2", "low-priority node");
    FailurePage.shows("A low-priority node is taken away", "release", said);
    passes("the second job", () -> azure.requests("PUT", "/jobs/" + release).size() == 2);
    assertThat(show(release).path("tasks")).isEmpty();
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void showsTheCauseAndDoesNotBlameTheProgramForAnImageThatCouldNotBeBuilt() {
    azure.fault(
        """
        {"method": "PUT", "path": "/jobs/", "fault": "fail",
         "error": {"code": "UserError", "message": "Image build failed. For more details, check log file azureml-logs/20_image_build_log.txt."}}""");
    var release = train(Project.named("no-image"));
    var failure = failure(release);
    assertThat(failure.path("cause").asText()).contains("conda file or Dockerfile");
    assertThat(failure.path("next").asText()).contains("build log");
    assertThat(reason(release)).contains("Likely cause: The environment's image");
    FailurePage.shows(
        "The image of an environment cannot be built",
        "Tasklist: repair; release",
        sentences(failure));
    decides("operator", release, "stop", "");
    ended(release, "stopped");
  }

  @Test
  void showsTheLastLinesOfAJobThatFailedByAnotherCauseThanItsCodeAndRunsAnotherOne() {
    azure.fault(
        """
        {"method": "PUT", "path": "/jobs/", "fault": "fail", "runs": true,
         "error": {"code": "ServiceError", "message": "The node was lost while the job ran."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("node-lost"));
    var failure = failure(release);
    assertThat(failure.path("code").asText()).isEqualTo("ServiceError");
    assertThat(failure.path("words").asText()).contains("node was lost");
    assertThat(failure.path("log")).as("%s", failure).isNotEmpty();
    FailurePage.shows(
        "A job fails by another cause than its code",
        "Tasklist: repair, with the last lines of its log",
        sentences(failure));
    decides("operator", release, "retry", "");
    passes("another job", () -> !azure.requests("PUT", "/jobs/" + release + "-train-2").isEmpty());
    assertThat(azure.requests("PUT", "/jobs/" + release + "-train-1")).hasSize(1);
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void endsWithTheReasonWhenAJobFailsByItsOwnCode() {
    var release = train(Project.named("own-code").replacing("--label class", "--label nothing"));
    var view = ended(release, "failed");
    assertThat(view.path("step").asText()).isEqualTo("EndEvent_TrainingFailed");
    assertThat(view.path("reason").asText())
        .contains("The job's own code failed in dev", release + "-train-1", "Correct the program");
    assertThat(operation(release, "submitTrainingJob").at("/failure/log")).isNotEmpty();
    FailurePage.shows(
        "A job fails by its own code", "release, dossier", view.path("reason").asText());
  }

  @Test
  void asksAnOperatorWhenAnOperationIsOverdueAndTakesEachAnswer() {
    azure.fault("{\"method\": \"PUT\", \"path\": \"/computes/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("overdue"));
    fires(release, "Boundary_OperationOverdue");
    var overdue = failure(release);
    assertThat(overdue.path("what").asText())
        .isEqualTo("Azure has not finished to create compute in dev.");
    FailurePage.shows(
        "An operation takes too long",
        "Tasklist: overdue",
        overdue.path("what").asText() + " " + overdue.path("next").asText());
    decides("operator", release, "wait", "");
    fires(release, "Boundary_OperationOverdue");
    decides("operator", release, "repair", "");
    var repair = failure(release);
    assertThat(repair.path("code").asText()).isEqualTo("Overdue");
    decides("operator", release, "retry", "");
    fires(release, "Boundary_OperationOverdue");
    decides("operator", release, "stop", "");
    var view = ended(release, "stopped");
    assertThat(view.path("reason").asText()).contains("too long to create compute in dev");
    FailurePage.shows("Stop of an overdue operation", "release", view.path("reason").asText());
    assertThat(operation(release, "createCompute").path("round").asInt()).isEqualTo(2);
  }

  @Test
  void waitsForWhatIsBusyWithoutUsingUpRetries() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "status", "status": 409, "times": 4,
         "error": {"code": "Conflict", "message": "Another operation on the compute is in progress."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("busy"));
    var waiting =
        shows(release, view -> view.path("reason").asText().startsWith("Waiting"))
            .path("reason")
            .asText();
    assertThat(waiting)
        .isEqualTo(
            "Waiting to create compute in dev, Azure is at work there: Another operation on the compute is in progress. It goes on by itself when that is over.");
    FailurePage.shows("Azure is at work on the same thing", "release", waiting);
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    assertThat(azure.requests("PUT", "/computes/busy-cpu")).hasSize(5);
    assertThat(
            history
                .createHistoricJobLogQuery()
                .failureLog()
                .activityIdIn("Task_BeginOperation")
                .list())
        .noneMatch(log -> log.getRootProcessInstanceId().equals(root(release)));
    assertThat(dossier(release).path("events").findValuesAsText("what")).containsOnlyOnce(waiting);
    stop(release);
    ended(release, "stopped");
  }

  private String root(String release) {
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(release)
        .rootProcessInstances()
        .singleResult()
        .getId();
  }

  @Test
  void triesAgainWithGrowingPausesThenTellsAnOperatorWhoRaisesTheRetries() {
    azure.fault(
        """
        {"method": "PUT", "path": "/computes/", "fault": "status", "status": 500, "times": 3,
         "error": {"code": "InternalServerError", "message": "Something broke."}}""");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\"}");
    var release = train(Project.named("transient"));
    var incident =
        shows(release, view -> !view.path("incidents").isEmpty()).path("incidents").path(0);
    assertThat(incident.path("activity").asText()).isEqualTo("Task_BeginOperation");
    assertThat(incident.path("message").asText())
        .contains("/computes/transient-cpu", "Something broke", "raise the retries");
    FailurePage.shows(
        "Azure is down or unreachable for long",
        "Cockpit: incident; release",
        incident.path("message").asText());
    List<Instant> tries =
        azure.requests("PUT", "/computes/transient-cpu").stream()
            .map(line -> Instant.parse(line.path("time").asText()))
            .toList();
    assertThat(tries).hasSize(3);
    assertThat(Duration.between(tries.get(1), tries.get(2)))
        .isGreaterThan(Duration.between(tries.get(0), tries.get(1)));

    var operator = person("operator");
    var job =
        Visitor.json(operator.engine("GET", "job?noRetriesLeft=true&withException=true", ""))
            .path(0)
            .path("id")
            .asText();
    var raised = operator.engine("PUT", "job/" + job + "/retries", "{\"retries\": 1}");
    assertThat(raised.statusCode()).as(raised.body()).isEqualTo(204);
    passes("the job", () -> !azure.requests("PUT", "/jobs/" + release).isEmpty());
    assertThat(show(release).path("incidents")).isEmpty();
    stop(release);
    ended(release, "stopped");
  }

  @Test
  void deletesAnEndpointThatWasCreatedByHalf() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"mlw-production/onlineEndpoints/half\", \"fault\": \"fail\", %s}"
            .formatted(QUOTA));
    var release = release(Project.named("half"));
    decides("approver", release, "approve", "");
    shows(
        release,
        view -> view.path("tasks").path(0).path("name").asText().equals("Repair operation"));
    assertThat(azure.endpoints("mlw-production", "online", "half")).hasSize(1);
    decides("operator", release, "stop", "");
    ended(release, "stopped");
    for (var workspace : List.of("mlw-production", "mlw-staging")) {
      for (var kind : List.of("online", "batch")) {
        assertThat(azure.endpoints(workspace, kind, "half")).as(workspace + kind).isEmpty();
      }
    }
  }
}
