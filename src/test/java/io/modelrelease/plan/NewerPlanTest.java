package io.modelrelease.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code az ml} of today sends before a file itself, and Debian's old client does not know:
 * read in its source, azure-sdk-for-python {@code sdk/ml/azure-ai-ml}.
 */
class NewerPlanTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILES = Path.of("src", "test", "resources", "cli", "newer");
  private static final String WORKSPACE =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease"
          + "/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev/";

  @TempDir Path folder;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int plan(Path file, List<JsonNode> requests) throws IOException {
    var out = new ByteArrayOutputStream();
    var code =
        new PlanCommand(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run("--file", file.toString());
    if (code == 0) {
      JSON.readTree(out.toString(StandardCharsets.UTF_8)).path("requests").forEach(requests::add);
    }
    return code;
  }

  private List<JsonNode> requests(String file) throws IOException {
    var requests = new ArrayList<JsonNode>();
    assertThat(plan(FILES.resolve(file), requests)).as(err.toString()).isZero();
    return requests;
  }

  private static String path(JsonNode request) {
    return request.path("path").asText().replace(WORKSPACE, "");
  }

  private static JsonNode last(List<JsonNode> requests) {
    return requests.get(requests.size() - 1);
  }

  @Test
  void aPipelineComponentsFileIsPutBeforeItsDeployment() throws IOException {
    var requests = requests("batch-deployment-component-file.yml");

    assertThat(requests).extracting(NewerPlanTest::path).hasSize(4);
    var component = requests.get(2);
    assertThat(path(component)).startsWith("components/azureml_anonymous/versions/");
    var spec = component.at("/body/properties/componentSpec");
    assertThat(spec.path("name").asText()).isEqualTo("azureml_anonymous");
    assertThat(spec.at("/jobs/prepare/componentId").asText())
        .isEqualTo(WORKSPACE + "components/prepare_rows/versions/1");
    assertThat(spec.at("/jobs/score/name").asText()).isEqualTo("score");
    var configuration = last(requests).at("/body/properties/deploymentConfiguration");
    assertThat(configuration)
        .isEqualTo(
            JSON.readTree(
                """
                {"deploymentConfigurationType": "PipelineComponent",
                 "componentId": {"referenceType": "Id", "assetId": "%s"},
                 "settings": {"continue_on_step_failure": "False", "default_compute": "cpu-cluster"},
                 "description": "Two steps, the second one scores", "tags": {"team": "risk"}}
                """
                    .formatted(component.path("path").asText())));
    assertThat(last(requests).at("/body/properties/description").asText())
        .isEqualTo("Steps behind an endpoint");
  }

  @Test
  void aJobThatHasRunBecomesTheComponentOfADeployment() throws IOException {
    var requests = requests("batch-deployment-job.yml");

    assertThat(requests)
        .extracting(NewerPlanTest::path)
        .containsExactly(
            "components/azureml_anonymous/versions/1",
            "batchEndpoints/my-batch/deployments/steps-of-job");
    assertThat(requests.get(0).at("/body/properties/componentSpec/sourceJobId").asText())
        .isEqualTo("brave_door_1");
    assertThat(
            last(requests)
                .at("/body/properties/deploymentConfiguration/componentId/assetId")
                .asText())
        .isEqualTo(requests.get(0).path("path").asText());
  }

  @Test
  void everyCollectionOfADeploymentIsADataAsset() throws IOException {
    var requests = requests("online-deployment-collector-default.yml");

    assertThat(requests)
        .extracting(NewerPlanTest::path)
        .containsExactly(
            "data/my-endpoint-watched-model_inputs/versions/1",
            "data/my-endpoint-watched-model_outputs/versions/1",
            "onlineEndpoints/my-endpoint/deployments/watched");
    assertThat(requests.get(0).at("/body/properties/dataUri").asText())
        .isEqualTo(
            "azureml://datastores/workspaceblobstore/paths/modelDataCollector/my-endpoint/watched/model_inputs");
    assertThat(last(requests).at("/body/properties/dataCollector/collections"))
        .isEqualTo(
            JSON.readTree(
                """
                {"model_inputs": {
                   "dataCollectionMode": "Enabled",
                   "dataId": "%1$sdata/my-endpoint-watched-model_inputs/versions/1"},
                 "model_outputs": {
                   "dataCollectionMode": "Disabled",
                   "clientId": "11111111-2222-3333-4444-555555555555",
                   "dataId": "%1$sdata/my-endpoint-watched-model_outputs/versions/1"}}
                """
                    .formatted(WORKSPACE)));
  }

  @Test
  void whatAComponentIncludesIsPartOfItsCode() throws IOException {
    write("component.yml", component("[../shared, extra.csv]"));
    write("src/run.py", "1");
    write("extra.csv", "2");
    var before = code();
    write("../shared/helper.py", "3");
    var with = code();
    write("../shared/helper.log", "not uploaded");
    write("../shared/.amlignore", "*.log");
    var ignoring = code();
    write("../shared/helper.log", "changed");

    assertThat(before).isEqualTo("the project has no file or folder");
    assertThat(with).startsWith("codes/");
    assertThat(ignoring).isNotEqualTo(with).isEqualTo(code());
  }

  @Test
  void whatIsIncludedMayNotHideWhatTheCodeHas() throws IOException {
    write("component.yml", component("[lib/run.py]"));
    write("src/run.py", "1");
    write("lib/run.py", "2");

    assertThat(code()).isEqualTo("additional_includes[0]: the code has run.py already; rename one");
  }

  private static String component(String includes) {
    return """
    name: c
    version: 1
    type: command
    code: src
    command: python run.py
    environment: azureml:e:1
    additional_includes: %s
    """
        .formatted(includes);
  }

  private void write(String path, String text) throws IOException {
    var file = folder.resolve("own").resolve(path).normalize();
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** The path of the code that would be put, or what is wrong. */
  private String code() throws IOException {
    err.reset();
    var requests = new ArrayList<JsonNode>();
    if (plan(folder.resolve("own/component.yml"), requests) != 0) {
      var words = err.toString(StandardCharsets.UTF_8).strip();
      return words.contains("no file or folder")
          ? "the project has no file or folder"
          : words.replaceFirst("^.*?:\\d+:\\d+: ", "");
    }
    return path(requests.get(0));
  }
}
