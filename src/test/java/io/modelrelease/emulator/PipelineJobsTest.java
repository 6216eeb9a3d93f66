package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.datastoreUri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipeline jobs run as graphs, each step a run of its own. */
class PipelineJobsTest {
  private static final String FOLDER = "{'type': 'uri_folder'}";

  @TempDir static Path home;
  private static RunningEmulator azure;
  private static DevWorkspace dev;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
    dev = new DevWorkspace(azure);
    azure.upload("mlw-dev", "rows/train.csv", "a,b\n1,2\n3,4\n");
    component(
        "count",
        "wc -l < ${{inputs.rows}} > ${{outputs.counted}}/lines && echo $GREETING",
        "{'rows': {'type': 'uri_file'}}",
        "{'counted': %s}".formatted(FOLDER));
    component(
        "multiply",
        "echo $(( $(cat ${{inputs.counted}}/lines) * ${{inputs.factor}} ))$[[ and ${{inputs.more}}]] > ${{outputs.product}}",
        "{'counted': %s, 'factor': {'type': 'integer', 'default': '10'}, 'more': {'type': 'string', 'optional': true}}"
            .formatted(FOLDER),
        "{'product': {'type': 'uri_file'}}");
    component("show", "cat ${{inputs.product}}", "{'product': {'type': 'uri_file'}}", "{}");
    component("fail", "echo no such column: age; exit 3", "{}", "{}");
    component("sleep", "sleep 600 & echo child $!; wait", "{}", "{}");
    component("touch", "echo done > ${{outputs.y}}/f", "{}", "{'y': %s}".formatted(FOLDER));
    component("after", "ls ${{inputs.x}}", "{'x': %s}".formatted(FOLDER), "{}");
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static String id(String component) {
    return DEV + "/components/" + component + "/versions/1";
  }

  private static void component(String name, String command, String inputs, String outputs) {
    var spec = EndpointWorld.JSON.createObjectNode();
    spec.put("type", "command").put("name", name).put("version", "1").put("command", command);
    spec.put("environment", "azureml:" + DevWorkspace.ENVIRONMENT);
    spec.set("inputs", json(inputs));
    spec.set("outputs", json(outputs));
    putComponent(name, spec);
  }

  private static void putComponent(String name, JsonNode spec) {
    var body = EndpointWorld.JSON.createObjectNode();
    body.putObject("properties").set("componentSpec", spec);
    EndpointWorld.require(azure.put(id(name), body.toString()), 201);
  }

  private static ObjectNode pipeline(String jobs) {
    return json(
        "{'properties': {'jobType': 'Pipeline', 'experimentName': 'tests', 'jobs': %s}}"
            .formatted(jobs));
  }

  private static ObjectNode counting() {
    return json(
        """
        {'properties': {'jobType': 'Pipeline', 'experimentName': 'tests',
          'inputs': {'data': {'jobInputType': 'uri_file', 'uri': '%s', 'mode': 'ReadOnlyMount'},
                     'times': {'jobInputType': 'literal', 'value': '7'}},
          'outputs': {'counted': {'jobOutputType': 'uri_folder'}, 'product': {'jobOutputType': 'uri_file'}},
          'settings': {'default_compute': '', '_source': 'YAML.JOB'},
          'jobs': {
            'show': {'name': 'show', 'type': 'command', 'componentId': '%s',
              'inputs': {'product': {'job_input_type': 'literal', 'value': '${{parent.jobs.multiply.outputs.product}}'}}},
            'count': {'name': 'count', 'type': 'command', 'componentId': '%s',
              'environment_variables': {'GREETING': 'hello'},
              'inputs': {'rows': {'job_input_type': 'literal', 'value': '${{parent.inputs.data}}'}},
              'outputs': {'counted': {'type': 'literal', 'value': '${{parent.outputs.counted}}'}}},
            'multiply': {'name': 'multiply', 'type': 'command', 'componentId': '%s',
              'inputs': {'counted': {'job_input_type': 'literal', 'value': '${{parent.jobs.count.outputs.counted}}'},
                         'factor': {'job_input_type': 'literal', 'value': '${{parent.inputs.times}}'}},
              'outputs': {'product': {'type': 'literal', 'value': '${{parent.outputs.product}}'}}}}}}"""
            .formatted(datastoreUri("rows/train.csv"), id("show"), id("count"), id("multiply")));
  }

  private static String submit(String name, ObjectNode body) {
    EndpointWorld.require(azure.put(DEV + "/jobs/" + name, body.toString()), 201);
    return name;
  }

  /** The runs of a pipeline's steps, by the steps' names. */
  private static Map<String, JsonNode> steps(String job) {
    var children = azure.get("/history/v1.0" + DEV + "/runs/" + job + "/children").at("/value");
    return StreamSupport.stream(children.spliterator(), false)
        .collect(
            java.util.stream.Collectors.toMap(run -> run.path("displayName").asText(), run -> run));
  }

  private static String run(String job, String step) {
    return steps(job).get(step).path("runId").asText();
  }

  @Test
  void passesDataFromStepToStepAndKeepsOutputs() {
    submit("counts", counting());
    dev.awaitStatus("counts", "Completed");
    var steps = steps("counts");
    assertThat(steps).containsOnlyKeys("count", "multiply", "show");
    assertThat(dev.log(run("counts", "count"))).isEqualTo("hello\n");
    assertThat(dev.log(run("counts", "show"))).isEqualTo("21\n");
    assertThat(dev.output("counts", "counted/lines").strip()).isEqualTo("3");
    var step = run("counts", "multiply");
    assertThat(steps.get("multiply").path("status").asText()).isEqualTo("Completed");
    assertThat(azure.get(DEV + "/jobs/" + step).at("/properties").isNull()).isTrue();
    assertThat(steps.get("multiply").path("parentRunId").asText()).isEqualTo("counts");
    assertThat(dev.mlflow("GET", "runs/get?run_id=" + step, "").text())
        .contains("\"mlflow.parentRunId\"", "\"counts\"");
    assertThat(azure.get(DEV + "/jobs").text()).doesNotContain(step);
    assertThat(dev.details("counts").at("/logFiles").has("logs/azureml/executionlogs.txt"))
        .isTrue();
  }

  @Test
  void aJobReadsWhatAPipelineMade() {
    submit("makes", counting());
    dev.awaitStatus("makes", "Completed");
    dev.submit(
        "reads",
        "cat ${{inputs.x}}/lines",
        job ->
            job.withObject("/inputs/x")
                .put("jobInputType", "uri_folder")
                .put("uri", "azureml://jobs/makes/outputs/counted"));
    dev.awaitStatus("reads", "Completed");
    assertThat(dev.log("reads").strip()).isEqualTo("3");
  }

  @Test
  void aFailedStepFailsThePipelineWithItsLastLinesAndNothingMoreBegins() {
    submit(
        "breaks",
        pipeline(
            """
            {'bad': {'type': 'command', 'componentId': '%s'},
             'long': {'type': 'command', 'componentId': '%s'},
             'made': {'type': 'command', 'componentId': '%s'}}"""
                .formatted(id("fail"), id("sleep"), id("touch"))));
    dev.awaitStatus("breaks", "Failed");
    var error = dev.details("breaks").at("/error/error");
    assertThat(error.path("code").asText()).isEqualTo("UserError");
    assertThat(error.path("message").asText())
        .contains("Failed nodes: /bad", "status code 3", "no such column: age");
    assertThat(steps("breaks").get("long").path("status").asText()).isEqualTo("Canceled");
    assertThat(steps("breaks").get("bad").path("status").asText()).isEqualTo("Failed");
    assertThat(dev.log(run("breaks", "bad"))).contains("no such column");
  }

  @Test
  void goesOnAfterAFailureWhereItIsToldTo() {
    var body =
        pipeline(
            """
            {'bad': {'type': 'command', 'componentId': '%s'},
             'good': {'type': 'command', 'componentId': '%s'},
             'last': {'type': 'command', 'componentId': '%s', 'inputs': {'x':
               {'job_input_type': 'literal', 'value': '${{parent.jobs.good.outputs.y}}'}}}}"""
                .formatted(id("fail"), id("touch"), id("after")));
    ((ObjectNode) body.path("properties"))
        .set("settings", json("{'continue_on_step_failure': true}"));
    submit("goes-on", body);
    dev.awaitStatus("goes-on", "Completed");
    assertThat(dev.log(run("goes-on", "last"))).isEqualTo("f\n");
  }

  @Test
  void cancelEndsTheProcessesOfAllSteps() {
    submit(
        "endless",
        pipeline("{'long': {'type': 'command', 'componentId': '%s'}}".formatted(id("sleep"))));
    await().until(() -> steps("endless").containsKey("long"));
    await().until(() -> dev.log(run("endless", "long")).contains("child"));
    var child = Long.parseLong(dev.log(run("endless", "long")).replaceAll("\\D", ""));
    assertThat(azure.post(DEV + "/jobs/endless/cancel", "").status()).isEqualTo(202);
    dev.awaitStatus("endless", "Canceled");
    assertThat(steps("endless").get("long").path("status").asText()).isEqualTo("Canceled");
    await().until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void runsPipelinesWithinPipelines() {
    var inner = EndpointWorld.JSON.createObjectNode();
    inner.put("type", "pipeline").put("name", "inner").put("version", "1");
    inner.set("inputs", json("{'rows': {'type': 'uri_file'}}"));
    inner.set("outputs", json("{'lines': %s}".formatted(FOLDER)));
    inner.set(
        "jobs",
        json(
            """
            {'count': {'type': 'command', 'componentId': '%s',
              'inputs': {'rows': {'job_input_type': 'literal', 'value': '${{parent.inputs.rows}}'}},
              'outputs': {'counted': {'type': 'literal', 'value': '${{parent.outputs.lines}}'}}}}"""
                .formatted(id("count"))));
    putComponent("inner", inner);
    submit(
        "outer",
        pipeline(
            """
            {'within': {'type': 'pipeline', 'componentId': '%s', 'inputs':
               {'rows': {'job_input_type': 'uri_file', 'uri': '%s', 'mode': 'Download'}}},
             'last': {'type': 'command', 'componentId': '%s', 'inputs': {'x':
               {'job_input_type': 'literal', 'value': '${{parent.jobs.within.outputs.lines}}'}}}}"""
                .formatted(id("inner"), datastoreUri("rows/train.csv"), id("after"))));
    dev.awaitStatus("outer", "Completed");
    assertThat(dev.log(run("outer", "last"))).isEqualTo("lines\n");
    assertThat(steps(run("outer", "within")).get("count").path("rootRunId").asText())
        .isEqualTo("outer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | no jobs",
        "{'a': {'type': 'command', 'componentId': 'W/components/none/versions/1'}} | none",
        "{'a': {'type': 'command'}} | componentId",
        "{'a': {'type': 'spark', 'componentId': 'W/components/fail/versions/1'}} | spark",
        "{'a': {'type': 'command', 'componentId': 'W/components/after/versions/1'}} | Required input x",
        "{'a': {'type': 'command', 'componentId': 'W/components/after/versions/1', 'inputs': {'x': {'job_input_type': 'literal', 'value': '${{parent.inputs.nothing}}'}}}} | ${{parent.inputs.nothing}}",
        "{'a': {'type': 'command', 'componentId': 'W/components/after/versions/1', 'inputs': {'x': {'job_input_type': 'literal', 'value': '${{parent.jobs.b.outputs.y}}'}}}} | ${{parent.jobs.b.outputs.y}}",
        "{'a': {'type': 'command', 'componentId': 'W/components/after/versions/1', 'inputs': {'x': {'job_input_type': 'literal', 'value': '${{parent.jobs.b.outputs.z}}'}}}, 'b': {'type': 'command', 'componentId': 'W/components/touch/versions/1'}} | ${{parent.jobs.b.outputs.z}}",
        "{'a': {'type': 'command', 'componentId': 'W/components/touch/versions/1', 'inputs': {'x': {'job_input_type': 'literal', 'value': '${{parent.jobs.b.outputs.y}}'}}}, 'b': {'type': 'command', 'componentId': 'W/components/touch/versions/1', 'inputs': {'x': {'job_input_type': 'literal', 'value': '${{parent.jobs.a.outputs.y}}'}}}} | cycle"
      })
  void refusesAPipelineThatCannotRun(String jobs, String why) {
    var refused =
        azure.put(DEV + "/jobs/refused", pipeline(jobs.replace("W/", DEV + "/")).toString());
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains(why);
    assertThat(azure.get(DEV + "/jobs/refused").status()).isEqualTo(404);
  }

  @Test
  void goesOnWhereTheLastEmulatorEnded(@TempDir Path other) {
    try (var again = RunningEmulator.start(other)) {
      var there = new DevWorkspace(again);
      var spec = EndpointWorld.JSON.createObjectNode();
      spec.put("type", "command").put("name", "wait").put("version", "1");
      spec.put("command", "sleep 1; echo waited > ${{outputs.y}}/f");
      spec.put("environment", "azureml:" + DevWorkspace.ENVIRONMENT);
      spec.set("outputs", json("{'y': %s}".formatted(FOLDER)));
      var body = EndpointWorld.JSON.createObjectNode();
      body.putObject("properties").set("componentSpec", spec);
      again.put(id("wait"), body.toString());
      EndpointWorld.require(
          again.put(
              DEV + "/jobs/interrupted",
              pipeline(
                      Stream.of("one", "two")
                          .map(
                              name ->
                                  "'%s': {'type': 'command', 'componentId': '%s', 'inputs': {%s}}"
                                      .formatted(
                                          name,
                                          id("wait"),
                                          name.equals("two")
                                              ? "'x': {'job_input_type': 'literal', 'value': '${{parent.jobs.one.outputs.y}}'}"
                                              : ""))
                          .collect(java.util.stream.Collectors.joining(", ", "{", "}")))
                  .toString()),
          201);
      there.awaitStatus("interrupted", "Running");
      again.restart();
      there.awaitStatus("interrupted", "Completed");
      assertThat(again.get("/history/v1.0" + DEV + "/runs/interrupted/children").at("/value"))
          .hasSize(2);
    }
  }
}
