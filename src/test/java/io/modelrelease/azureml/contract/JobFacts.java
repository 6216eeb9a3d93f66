package io.modelrelease.azureml.contract;

import io.modelrelease.azureml.Jobs;
import io.modelrelease.azureml.Progress;
import io.modelrelease.azureml.TargetEnvironment;
import java.time.Duration;

/** Jobs, run history and MLflow. */
final class JobFacts {
  private static final String JOBS = "contract, section 3, Jobs";
  private static final String MLFLOW = "contract, section 4";
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private final Target target;
  private final Wire wire;
  private final Findings findings;
  private final Made made;
  private final Jobs jobs;
  private final String environment;

  JobFacts(Target target, Wire wire, Findings findings, Made made) {
    this.target = target;
    this.wire = wire;
    this.findings = findings;
    this.made = made;
    this.jobs = target.client().workspace(TargetEnvironment.DEV).jobs();
    this.environment = wire.id("/environments/%s/versions/1".formatted(made.name("env")));
  }

  void ask() {
    findings.part("jobs that are refused", this::refused);
    if (target.costs().jobs()) {
      findings.part("a job that ends well", this::completed);
      findings.part("a job whose program fails", this::failed);
      findings.part("a job that is cancelled", this::cancelled);
      findings.part("a pipeline whose step fails", this::pipeline);
    } else {
      findings.leftOut("jobs, which cost a few cents and up to half an hour: -Dazure.jobs=true");
    }
  }

  private String command(String command, String more) {
    return "{'properties': {'jobType': 'Command', 'command': '%s', 'environmentId': '%s', 'experimentName': '%s'%s}}"
        .formatted(command, environment, made.name("exp"), more);
  }

  private void refused() {
    var path = "/jobs/" + made.name("refused");
    findings.same(
        "a job without a type is refused",
        JOBS,
        400,
        () -> wire.put(path, "{'properties': {}}").status());
    findings.same(
        "a command job without a command is refused",
        "fields, CommandJob",
        400,
        () ->
            wire.put(
                    path,
                    "{'properties': {'jobType': 'Command', 'environmentId': '%s'}}"
                        .formatted(environment))
                .status());
    findings.same(
        "a command job without an environment is refused",
        "fields, CommandJob",
        400,
        () -> wire.put(path, "{'properties': {'jobType': 'Command', 'command': 'true'}}").status());
    findings.same("an unknown job is not found", JOBS, 404, () -> wire.get(path).status());
  }

  private void completed() {
    var job = made.name("well");
    var path = "/jobs/" + job;
    var body = command("echo a line of the log", ", 'tags': {'k': 'v'}");
    findings.same(
        "a job is created at once",
        "contract, section 2",
        201,
        () -> wire.put(path, body).status());
    findings.same(
        "the same again runs nothing anew", JOBS, 200, () -> wire.put(path, body).status());
    findings.like(
        "it passes known states",
        JOBS,
        "NotStarted|Starting|Provisioning|Preparing|Queued|Running|Finalizing|Completed",
        () -> wire.get(path).text("/properties/status"));
    findings.holds(
        "it has a page in studio",
        JOBS,
        () -> !wire.get(path).text("/properties/services/Studio/endpoint").isEmpty());
    findings.same("it ends well", JOBS, "Completed", () -> wire.ended(job, LONGEST));
    findings.same(
        "so says the product's client",
        "the client",
        Progress.State.SUCCEEDED,
        () -> jobs.progress(job).state());
    findings.same(
        "what it is tagged with is kept",
        JOBS,
        "v",
        () -> wire.get(path).text("/properties/tags/k"));
    var details = wire.send("GET", history(job) + "/details", "", wire.as(Target.MANAGEMENT));
    findings.same("the run history knows its details", JOBS, 200, details::status);
    findings.same("and its state", JOBS, "Completed", () -> details.text("/status"));
    findings.like(
        "its log is at a signed address",
        JOBS,
        "(?s).*a line of the log.*",
        () ->
            wire.send(
                    "GET",
                    details.json().path("logFiles").path("user_logs/std_log.txt").asText(),
                    "",
                    java.util.Map.of())
                .response()
                .body());
    findings.same(
        "the run of MLflow has the job's name",
        MLFLOW,
        job,
        () -> mlflow("runs/get?run_id=" + job, "").text("/run/info/run_id"));
    findings.same(
        "and is finished",
        MLFLOW,
        "FINISHED",
        () -> mlflow("runs/get?run_id=" + job, "").text("/run/info/status"));
    findings.same(
        "a metric is logged",
        MLFLOW,
        200,
        () ->
            mlflow(
                    "runs/log-metric",
                    "{'run_id': '%s', 'key': 'auc', 'value': 0.75, 'timestamp': 1700000000000, 'step': 0}"
                        .formatted(job))
                .status());
    findings.same(
        "and read by the product's client",
        MLFLOW,
        0.75,
        () -> target.client().workspace(TargetEnvironment.DEV).runs().metrics(job).get("auc"));
    findings.same(
        "an unknown run is MLflow's own error",
        MLFLOW + " (remembered)",
        "404 RESOURCE_DOES_NOT_EXIST",
        () -> {
          var answer = mlflow("runs/get?run_id=" + job + "x", "");
          return answer.status() + " " + answer.text("/error_code");
        });
  }

  private void failed() {
    var job = made.name("wrong");
    wire.put("/jobs/" + job, command("echo the reason && exit 3", ""));
    findings.same(
        "a program that ends with an error fails its job",
        JOBS,
        "Failed",
        () -> wire.ended(job, LONGEST));
    var details = wire.send("GET", history(job) + "/details", "", wire.as(Target.MANAGEMENT));
    findings.same(
        "the run history blames the user",
        "GitHub Azure/azureml-examples 2614",
        "UserError",
        () -> details.text("/error/error/code"));
    findings.like(
        "and names the exit code",
        "GitHub Azure/azureml-examples 2614",
        ".*exited with status code 3.*",
        () -> details.text("/error/error/message"));
    findings.holds(
        "for the client it is a result",
        "failure catalogue",
        () -> jobs.failedByItsOwnCode(jobs.progress(job).error().orElseThrow()));
    findings.holds(
        "with the log's last lines",
        "failure catalogue",
        () -> jobs.progress(job).error().orElseThrow().details().contains("the reason"));
  }

  private void pipeline() {
    var component = "/components/" + made.name("comp") + "/versions/1";
    findings.same(
        "a component is created",
        "contract, section 7",
        201,
        () ->
            wire.put(
                    component,
                    """
                    {'properties': {'componentSpec': {'type': 'command', 'name': '%s', 'version': '1',
                      'command': 'echo the reason of the step && exit 3', 'environment': 'azureml:%s',
                      'inputs': {}, 'outputs': {}}}}"""
                        .formatted(made.name("comp"), environment))
                .status());
    var job = made.name("graph");
    findings.same(
        "a pipeline job is created",
        "contract, section 7",
        201,
        () ->
            wire.put(
                    "/jobs/" + job,
                    """
                    {'properties': {'jobType': 'Pipeline', 'experimentName': '%s', 'settings': {'default_compute': 'serverless', '_source': 'YAML.JOB'},
                      'jobs': {'only': {'name': 'only', 'type': 'command', 'componentId': '%s', 'inputs': {}, 'outputs': {},
                        '_source': 'YAML.COMPONENT'}}}}"""
                        .formatted(made.name("exp"), wire.id(component)))
                .status());
    findings.same("it fails with its step", JOBS, "Failed", () -> wire.ended(job, LONGEST));
    findings.same(
        "the step is its child in the run history",
        JOBS,
        "Failed",
        () ->
            wire.send("GET", history(job) + "/children", "", wire.as(Target.MANAGEMENT))
                .text("/value/0/status"));
    findings.like(
        "the product's client says which step and why",
        "the client",
        "Step only: .*exited with status code 3.*",
        () -> jobs.progress(job).error().orElseThrow().message());
    findings.holds(
        "with the last lines of the step's log",
        "the client",
        () ->
            jobs.progress(job).error().orElseThrow().details().contains("the reason of the step"));
  }

  private void cancelled() {
    var job = made.name("cut");
    wire.put("/jobs/" + job, command("sleep 600", ""));
    findings.like(
        "a cancellation is accepted",
        "contract, section 2",
        "200|202",
        () -> String.valueOf(wire.post("/jobs/" + job + "/cancel", "").status()));
    findings.same("then the job is cancelled", JOBS, "Canceled", () -> wire.ended(job, LONGEST));
  }

  private String api() {
    return wire.send(
            "GET", wire.get("").text("/properties/discoveryUrl"), "", wire.as(Target.MANAGEMENT))
        .text("/api")
        .replaceFirst("/$", "");
  }

  private String history(String job) {
    return api() + "/history/v1.0" + target.armId() + "/runs/" + job;
  }

  private Wire.Reply mlflow(String call, String body) {
    var base =
        wire.get("").text("/properties/mlFlowTrackingUri").replaceFirst("^azureml:", "https:");
    return wire.send(
        body.isEmpty() ? "GET" : "POST",
        base + "/api/2.0/mlflow/" + call,
        body,
        wire.as(Target.MANAGEMENT));
  }
}
