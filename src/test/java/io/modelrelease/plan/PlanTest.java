package io.modelrelease.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.ArmSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILES = Path.of("src", "test", "resources", "cli");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int plan(String... arguments) {
    return new PlanCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .run(arguments);
  }

  private List<JsonNode> lines() throws IOException {
    var lines = new ArrayList<JsonNode>();
    for (var line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private Path file(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml);
  }

  private static Stream<JsonNode> requests(JsonNode line) {
    return Stream.iterate(0, i -> i < line.path("requests").size(), i -> i + 1)
        .map(line.path("requests")::path);
  }

  @Test
  void microsoftsSchemaAllowsWhatEveryFileBecomes() throws IOException {
    var arguments = new ArrayList<String>();
    try (var all = Files.walk(FILES)) {
      all.filter(path -> path.toString().endsWith(".yml"))
          .filter(path -> !path.startsWith(FILES.resolve("files")))
          .sorted()
          .forEach(path -> arguments.addAll(List.of("--file", path.toString())));
    }

    assertThat(plan(arguments.toArray(String[]::new))).as(err.toString()).isZero();

    assertThat(lines()).hasSize(arguments.size() / 2);
    allowedByMicrosoftsSchema();
  }

  /** Where the schema is. */
  private void allowedByMicrosoftsSchema() throws IOException {
    var schema = ArmSchema.published();
    if (schema.isEmpty()) {
      return;
    }
    for (var line : lines()) {
      assertThat(requests(line))
          .as(line.path("yaml").asText())
          .allSatisfy(
              request ->
                  assertThat(
                          schema.get().faults(request.path("path").asText(), request.path("body")))
                      .isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pipelines/models/credit-risk",
        "pipelines/models/concrete-strength",
        "src/test/resources/projects/bike-rentals"
      })
  void aProjectIsPlannedForStagingAndProductionAsAReleaseWouldSendIt(Path project)
      throws IOException {
    var model = project.getFileName().toString();
    assertThat(plan(project.toString())).as(err.toString()).isZero();

    var paths = lines().stream().flatMap(PlanTest::requests).map(r -> r.path("path").asText());
    assertThat(paths)
        .anyMatch(path -> path.contains("/mlw-dev/jobs/"))
        .anyMatch(path -> path.endsWith("/mlw-dev/models/" + model + "/versions/1"))
        .anyMatch(path -> path.matches(".*/mlw-staging/onlineEndpoints/.*/deployments/v001"))
        .anyMatch(path -> path.matches(".*/mlw-production/onlineEndpoints/.*/deployments/v001"))
        .anyMatch(path -> path.matches(".*/mlw-production/batchEndpoints/.*/deployments/v001"));
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("online-endpoint.yml: its name, traffic and defaults are not used");
    allowedByMicrosoftsSchema();
  }

  @Test
  void aWrongFileIsSaidWithLineAndFieldAndTheOthersAreStillMapped() throws IOException {
    var wrong =
        file("wrong.yml", "name: x\ntype: amlcompute\nsize: S\nmax_instances: many\ntir: y\n");
    var right = file("right.yml", "name: e\nimage: i:1\n");

    assertThat(plan("--file", wrong.toString(), "--file", right.toString())).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactlyInAnyOrder(
            wrong + ":4:1: max_instances: is \"many\", expected a whole number",
            wrong + ":5:1: tir: no such field here, did you mean tier?");
    assertThat(lines())
        .extracting(line -> line.path("yaml").asText())
        .containsExactly(right.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "type: kubernetes, kubernetes is not supported",
    "$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineEndpoint.schema.json, kubernetesOnlineEndpoint is not supported",
    "$schema: https://azuremlschemas.azureedge.net/latest/serverlessEndpoint.schema.json, serverlessEndpoint is not supported",
    "$schema: https://azuremlschemas.azureedge.net/latest/computeInstance.schema.json, computeInstance is not supported",
    "type: git, git is not supported"
  })
  void whatIsNotSupportedIsRefusedByName(String yaml, String message) throws IOException {
    var file = file("other.yml", "name: x\n" + yaml + "\n");

    assertThat(plan("--file", file.toString())).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }

  @ParameterizedTest
  @MethodSource("jobsThatTheClientRefuses")
  void whatMicrosoftsClientRefusesIsSaidWithItsPlace(String yaml, String message)
      throws IOException {
    Files.writeString(
        folder.resolve("component.yml"),
        """
        type: command
        inputs: {rows: {type: uri_folder}, rate: {type: number, optional: true}}
        command: python make.py
        environment: azureml:own:1
        """);
    var file = file("job.yml", yaml);

    assertThat(plan("--file", file.toString())).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8)).contains(file + message);
    assertThat(lines()).isEmpty();
  }

  static Stream<Arguments> jobsThatTheClientRefuses() {
    var command = "command: a\nenvironment: azureml:own:1\ncompute: azureml:cpu\n";
    var pipeline = "type: pipeline\ncompute: azureml:cpu\njobs:\n";
    var step = "  step:\n    component: ./component.yml\n";
    var bare = "  step: {command: a, environment: \"azureml:own:1\"";
    return Stream.of(
        arguments(command + "tags: {major: 1}\n", ":4:8: tags.major: is 1, a number"),
        arguments(command + "display_name: 010\n", ":4:1: display_name: is 010, a number"),
        arguments(command + "inputs: {day: 2026-01-31}\n", ":4:10: inputs.day: is 2026-01-31"),
        arguments(command + "inputs: {rate: .inf}\n", ":4:10: inputs.rate: is .inf"),
        arguments(command + "inputs: {rate: }\n", ":4:10: inputs.rate: has no value"),
        arguments(
            command + "outputs: {model: {name: rates, version: 3}}\n",
            ":4:32: outputs.model.version: cannot be chosen"),
        arguments(command + "inputs: {a-b: 1}\n", ":4:10: inputs.a-b: expected a name"),
        arguments(command + "inputs: {ab: 1, AB: 2}\n", ":4:17: inputs.AB: there is another"),
        arguments(command + "code: git+https://x.example/a.git\n", ":4:1: code: is a Git address"),
        arguments(
            "command: a ${{inputs.rows}}\nenvironment: azureml:own:1\n",
            ":1:1: command: the job has no inputs.rows"),
        arguments("command: a\nenvironment: azureml:own\n", ":2:1: environment: is"),
        arguments(
            pipeline + "  Step: {command: a, environment: \"azureml:own:1\"}\n",
            ":4:3: jobs.Step: expected a name of small letters"),
        arguments(
            pipeline + bare + ", inputs: {rows: \"${{jobs.other.outputs.rows}}\"}}\n",
            ":4:61: jobs.step.inputs.rows: is ${{jobs.other.outputs.rows}}, which is written ${{parent.jobs"),
        arguments(
            "type: pipeline\njobs:\n" + bare + "}\n",
            ":3:3: jobs.step.compute: is missing, and the pipeline has no settings.default_compute"),
        arguments(
            pipeline + "  step: {command: \"a ${{outputs.b}}\", environment: \"azureml:own:1\"}\n",
            ":4:10: jobs.step.command: the component has no outputs.b"),
        arguments(
            pipeline + "  step: {type: pipeline, component: file:component.yml}\n",
            ":4:26: jobs.step.component: is"),
        arguments(
            pipeline
                + "  step: {type: automl, task: regression, target_column_name: y, training_data: x, featurization: {mode: off}}\n",
            ":4:99: jobs.step.featurization.mode: is off, a number, date or truth value"),
        arguments(
            "type: pipeline\nname: p\nversion: 1\ninputs: {all: {type: uri_folder, optional: true}}\njobs:\n"
                + step
                + "    inputs: {rows: \"${{parent.inputs.all}}\"}\n",
            ":4:10: inputs.all: is optional, and a step needs it"),
        arguments(
            "$schema: https://x.example/commandComponent.schema.json\nname: With-Dash\ncommand: a\nenvironment: azureml:own:1\n",
            ":2:1: name: is \"With-Dash\", expected a name of small letters"),
        arguments(
            "name: s\ntrigger: {type: cron, expression: \"0 * * * *\"}\ncreate_job: {job: \"azureml:j\", inputs: {a: 1}}\n",
            ":3:1: create_job.type: is missing"),
        arguments(
            "name: s\ntrigger: {type: cron, expression: \"0 * * * *\", start_time: 2026-01-31}\ncreate_job: azureml:j\n",
            ":2:48: trigger.start_time: is 2026-01-31"),
        arguments(
            "type: sweep\ntrial: {command: a, environment: \"azureml:own:1\"}\nsearch_space: {}\nobjective: {goal: minimize, primary_metric: a}\nlimits: {timeout: 5}\nearly_termination: {type: truncation_selection}\n",
            ":6:1: early_termination.truncation_percentage: is missing"));
  }

  @Test
  void aTypeThatIsNoneIsRefusedWhateverTheSchemaLineSays() throws IOException {
    var schema = "$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json\n";
    var job = "command: a\nenvironment: azureml:e:1\ncompute: azureml:c\n";
    var plain = file("plain.yml", "type: comand\n" + job);
    var told = file("told.yml", schema + "type: comand\n" + job);

    assertThat(plan("--file", plain.toString(), "--file", told.toString())).isEqualTo(2);

    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(line -> line.contains("type: comand is not supported"))
        .allMatch(line -> line.endsWith("did you mean command?"));
    assertThat(lines()).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(plan("--file", "none.yml")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("none.yml: there is no such file");
  }

  @Test
  void withoutArgumentsItSaysHowItIsUsed() {
    assertThat(plan()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage:");
  }

  @Test
  void toleranceWithoutEndIsReplacedInARelease() throws IOException {
    var project = folder.resolve("project");
    try (var all = Files.walk(Path.of("pipelines", "models", "credit-risk"))) {
      for (var path : all.toList()) {
        Files.copy(
            path, project.resolve(Path.of("pipelines", "models", "credit-risk").relativize(path)));
      }
    }
    var deployment = project.resolve("batch-deployment.yml");
    Files.writeString(
        deployment,
        Files.readString(deployment).replace("error_threshold: 0", "error_threshold: -1"));

    assertThat(plan(project.toString())).isZero();

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("error_threshold -1");
    assertThat(lines().stream().flatMap(PlanTest::requests))
        .filteredOn(request -> request.at("/body/properties").has("errorThreshold"))
        .hasSize(2)
        .allMatch(request -> request.at("/body/properties/errorThreshold").asInt() == 0);
  }
}
