package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectReaderTest {
  private static final Path MODELS = Path.of("pipelines", "models");

  @TempDir Path temp;

  /** A copy of a sample, to be damaged. */
  @BeforeEach
  void copy() throws IOException {
    var sample = MODELS.resolve("credit-risk");
    try (var files = Files.walk(sample)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = temp.resolve(sample.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private void replace(String file, String text, String by) throws IOException {
    var path = temp.resolve(file);
    var content = Files.readString(path);
    assertThat(content).contains(text);
    Files.writeString(path, content.replace(text, by));
  }

  private String faults() {
    var refusal =
        catchThrowableOfType(
            InvalidProjectException.class, () -> ModelProject.read(ProjectFiles.ofFolder(temp)));
    assertThat(refusal).as("the project is refused").isNotNull();
    return refusal.faults().stream().map(Fault::toString).collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "credit-risk,BINARY,class,300",
    "concrete-strength,REGRESSION,compressive_strength,309"
  })
  void readsTheSamples(String name, TaskType task, String label, int rows) {
    var project = ModelProject.read(ProjectFiles.ofFolder(MODELS.resolve(name)));

    assertThat(project.name()).isEqualTo(name);
    assertThat(project.task()).isEqualTo(task);
    assertThat(project.data())
        .extracting(DataAsset::name)
        .containsExactly(name + "-train", name + "-test");
    assertThat(project.computes()).extracting(Compute::name).containsExactly("cpu-cluster");
    assertThat(project.environments()).extracting(EnvironmentAsset::name).contains("trainer");
    assertThat(project.modelOutput()).isEqualTo("model");
    assertThat(project.training().outputs()).containsExactly("model");
    assertThat(project.evaluation()).isPresent();
    assertThat(project.online()).isPresent();
    assertThat(project.batch())
        .get()
        .extracting(BatchPart::outputFileName)
        .isEqualTo("predictions.csv");
    assertThat(project.test().label()).isEqualTo(label);
    assertThat(project.test().dataText().lines()).hasSize(rows + 1);
    assertThat(project.test().latencyP95()).contains(Duration.ofMillis(200));
    var input = project.test().request().path("input_data");
    assertThat(input.path("columns")).isNotEmpty().doesNotContain(TextNode.valueOf(label));
    assertThat(input.path("index")).hasSize(2);
  }

  @Test
  void readsTheSameFromAnArchive() {
    var folder = ProjectFiles.ofFolder(temp);
    var archive =
        ProjectFiles.ofArchive(new ByteArrayInputStream(folder.archive()), ArchiveLimits.DEFAULT);

    assertThat(archive.digest()).isEqualTo(folder.digest());
    assertThat(ModelProject.read(archive).name()).isEqualTo("credit-risk");
  }

  @Test
  void versionsOfDataComeFromTheirBytes() throws IOException {
    var before = ModelProject.read(ProjectFiles.ofFolder(temp)).data();
    Files.writeString(
        temp.resolve("data/train.csv"),
        Files.readString(temp.resolve("data/train.csv"))
            .lines()
            .limit(100)
            .collect(Collectors.joining("\n")));
    var after = ModelProject.read(ProjectFiles.ofFolder(temp)).data();

    assertThat(after.get(0).version()).isNotEqualTo(before.get(0).version());
    assertThat(after.get(1).version()).isEqualTo(before.get(1).version());
  }

  @ParameterizedTest
  @CsvSource({
    "type: sweep, a sweep can be planned",
    "type: automl, an AutoML job can be planned",
    "trigger: {}, a schedule can be planned"
  })
  void kindsThatAreOnlyPlannedTrainNoRelease(String line, String message) throws IOException {
    Files.writeString(temp.resolve("job.yml"), "name: tune\n" + line + "\n");

    assertThat(faults().lines())
        .filteredOn(fault -> fault.startsWith("job.yml"))
        .singleElement()
        .asString()
        .startsWith("job.yml:2:1: ")
        .contains(message)
        .contains("give a command or pipeline job");
  }

  @Test
  void findsAllFaultsOfAllFilesAtOnce() throws IOException {
    replace("model.yml", "task: binary", "task: ranking");
    replace("model.yml", "label: class", "label: klass");
    replace("data-train.yml", "data/train.csv", "data/none.csv");
    replace("compute.yml", "max_instances: 2", "max_instances: many");
    replace("compute.yml", "tier: dedicated", "tir: dedicated");
    replace("job.yml", "--rounds ${{inputs.rounds}}", "--rounds ${{inputs.round}}");
    replace("evaluate.yml", "  champion:\n", "  chamption:\n");
    replace("online-deployment.yml", "instance_count: 1", "instance_count: [1]");
    replace("batch-deployment.yml", "error_threshold: 0", "error_threshold: few");
    replace("batch-endpoint.yml", "auth_mode: aad_token", "auth_mode: key");

    assertThat(faults().lines())
        .containsExactlyInAnyOrder(
            "model.yml:10:1: task: is \"ranking\", expected binary, multiclass or regression",
            "model.yml:11:29: test.label: the test data have no column klass; they have checking_status,"
                + " duration, credit_history, purpose, credit_amount, savings_status, employment,"
                + " installment_commitment, personal_status, other_parties, residence_since,"
                + " property_magnitude, age, other_payment_plans, housing, existing_credits, job,"
                + " num_dependents, own_telephone, foreign_worker, class",
            "data-train.yml:5:1: path: the project has no file or folder data/none.csv",
            "compute.yml:8:1: max_instances: is \"many\", expected a whole number",
            "compute.yml:6:1: tir: no such field here, did you mean tier?",
            "job.yml:6:1: command: the job has no inputs.round",
            "evaluate.yml:7:1: command: the job has no inputs.champion",
            "model.yml:7:1: evaluate: the evaluation job has no input champion",
            "online-deployment.yml:7:1: instance_count: expected a whole number",
            "batch-deployment.yml:12:3: settings.error_threshold: is \"few\", expected a"
                + " whole number",
            "batch-endpoint.yml:4:1: auth_mode: is \"key\", expected aad_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "task", "train", "output", "test"})
  void saysWhichFieldOfModelYmlIsMissing(String field) throws IOException {
    var model = temp.resolve("model.yml");
    Files.write(
        model,
        Files.readAllLines(model).stream().filter(line -> !line.startsWith(field + ":")).toList());

    assertThat(faults()).contains("model.yml:1:1: " + field + ": is missing");
  }

  @Test
  void saysThatThereIsNoModelYml() throws IOException {
    Files.delete(temp.resolve("model.yml"));

    assertThat(faults()).contains("the project has no model.yml at its top");
  }

  @Test
  void saysWhereYamlBreaks() throws IOException {
    replace("job.yml", "inputs:\n", "inputs: [\n");

    assertThat(faults()).startsWith("job.yml:").contains("no YAML: ");
  }

  @Test
  void refusesPathsThatLeaveTheProject() throws IOException {
    replace("data-train.yml", "data/train.csv", "../../secret.csv");
    replace("model.yml", "train: job.yml", "train: /etc/job.yml");

    assertThat(faults())
        .contains("data-train.yml:5:1: path: leaves the project")
        .contains("model.yml:5:1: train: is \"/etc/job.yml\", expected a path relative");
  }

  @Test
  void refusesAFolderWhereAFileIsMeant() throws IOException {
    replace("data-train.yml", "data/train.csv", "data");
    replace("data-test.yml", "uri_file", "uri_folder");

    assertThat(faults())
        .contains("data-train.yml:5:1: path: is a folder: give type uri_folder")
        .contains("data-test.yml:5:1: path: is a file: give type uri_file");
  }

  @Test
  void refusesALatencyThatItDoesNotUnderstand() throws IOException {
    replace("model.yml", "{p95: 200ms}", "{p99: 200ms}");

    assertThat(faults()).contains("test.latency.p99: no such field here, did you mean p95?");
  }

  @Test
  void refusesACondaFileThatIsNoYaml() throws IOException {
    Files.writeString(temp.resolve("conda.yaml"), "dependencies: [");
    Files.writeString(
        temp.resolve("environment.yml"), "name: own\nimage: x\nconda_file: conda.yaml\n");

    assertThat(faults()).startsWith("conda.yaml:").contains("no YAML");
  }

  @Test
  void refusesYamlThatMultipliesItself() throws IOException {
    var bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (var level = 1; level < 25; level++) {
      bomb.append("a%1$d: &a%1$d [*a%2$d, *a%2$d]\n".formatted(level, level - 1));
    }
    Files.writeString(temp.resolve("job.yml"), bomb);

    assertThat(faults()).startsWith("job.yml:").contains("no YAML");
  }

  @Test
  void refusesYamlThatIsNestedWithoutEnd() throws IOException {
    Files.writeString(temp.resolve("job.yml"), "[".repeat(500_000));

    assertThat(faults()).startsWith("job.yml:").contains("no YAML");
  }

  @Test
  void aComputeMayStandInModelYmlItself() throws IOException {
    replace(
        "model.yml",
        "computes: [compute.yml",
        "computes: [{name: own, size: Standard_DS3_v2, min_instances: 0}, compute.yml");

    var computes = ModelProject.read(ProjectFiles.ofFolder(temp)).computes();

    assertThat(computes.get(0).name()).isEqualTo("own");
    assertThat(computes.get(0).yaml()).isEqualTo("model.yml");
  }

  @Test
  void aFaultOfAComputeInModelYmlIsSaidThere() throws IOException {
    replace(
        "model.yml", "computes: [compute.yml", "computes: [{name: own, sise: small}, compute.yml");

    assertThat(faults()).contains("model.yml:").contains("did you mean size?");
  }

  @Test
  void featuresAreAllColumnsWithANameButTheLabel() throws IOException {
    Files.writeString(temp.resolve("data/test.csv"), ",age,class,sum\n0,41,1,300\n");

    assertThat(ModelProject.read(ProjectFiles.ofFolder(temp)).test().features())
        .containsExactly("age", "sum");
  }

  @Test
  void featuresAreAskedInTheOrderThatModelYmlSays() throws IOException {
    replace("model.yml", "label: class", "label: class, features: [age, duration]");

    assertThat(ModelProject.read(ProjectFiles.ofFolder(temp)).test().features())
        .containsExactly("age", "duration");
  }

  @Test
  void featuresThatAreNoneAreFaults() throws IOException {
    replace("model.yml", "label: class", "label: class, features: [age, class, agee, age]");

    assertThat(faults())
        .contains("test.features[1]: is the label")
        .contains("test.features[2]: the test data have no column agee")
        .contains("test.features[3]: comes twice");
  }

  @Test
  void labelsAreNumbers() throws IOException {
    Files.writeString(temp.resolve("data/test.csv"), "age,class\n30,1.5e0\n20,yes\n40,\n");

    assertThat(faults())
        .contains("test.label: row 2 of the test data has \"yes\" there, expected a number")
        .doesNotContain("row 3");
  }

  @Test
  void aFieldMayComeTwiceWithTheSameValue() throws IOException {
    replace(
        "job.yml",
        "experiment_name:",
        "tags:\ntags:\nexperiment_name: credit-risk\nexperiment_name:");

    assertThat(ModelProject.read(ProjectFiles.ofFolder(temp)).name()).isEqualTo("credit-risk");
  }

  @Test
  void aFieldThatComesTwiceWithTwoValuesIsAFault() throws IOException {
    replace("job.yml", "experiment_name:", "experiment_name: other\nexperiment_name:");
    replace("model.yml", "name: credit-risk", "name: credit-risk\nname: other");

    assertThat(faults())
        .contains("model.yml:2:1: name: comes twice, first in line 1")
        .contains("experiment_name: comes twice");
  }

  @Test
  void refusesKeysThatAreNoNames() throws IOException {
    replace("job.yml", "resources:\n", "? [a, b]\n: c\nresources:\n");

    assertThat(faults()).contains("expected a name as key");
  }

  @Test
  void refusesNamesThatAzureRefuses() throws IOException {
    replace("model.yml", "name: credit-risk", "name: credit risk");
    replace("data-test.yml", "name: credit-risk-test", "name: -test");
    Files.writeString(
        temp.resolve("model.yml"),
        Files.readString(temp.resolve("model.yml"))
            + "names: {staging: {online: 1st}, test: {batch: abc}}\n");

    assertThat(faults())
        .contains("model.yml:1:1: name: is \"credit risk\", expected a name")
        .contains("data-test.yml:2:1: name: is \"-test\", expected a name")
        .contains("names.staging.online: is \"1st\", expected 3 to 32 letters, digits and dashes")
        .contains("names.test: no such field here");
  }

  @Test
  void takesEndpointNamesFromModelYml() throws IOException {
    Files.writeString(
        temp.resolve("model.yml"),
        Files.readString(temp.resolve("model.yml")) + "names: {production: {online: credit}}\n");

    var project = ModelProject.read(ProjectFiles.ofFolder(temp));

    assertThat(project.endpointName("production", true)).contains("credit");
    assertThat(project.endpointName("production", false)).isEmpty();
    assertThat(project.endpointName("staging", true)).isEmpty();
  }

  @Test
  void aProjectMayHaveOneEndpointOnlyAndNoEvaluation() throws IOException {
    var model = temp.resolve("model.yml");
    Files.write(
        model,
        Files.readAllLines(model).stream()
            .filter(line -> !line.startsWith("batch:") && !line.startsWith("evaluate:"))
            .toList());

    var project = ModelProject.read(ProjectFiles.ofFolder(temp));

    assertThat(project.batch()).isEmpty();
    assertThat(project.evaluation()).isEmpty();
    assertThat(project.online()).isPresent();
  }
}
