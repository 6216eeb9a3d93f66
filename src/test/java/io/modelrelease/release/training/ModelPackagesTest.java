package io.modelrelease.release.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.serving.NoCodePackages;
import io.modelrelease.release.training.TrainingSettings.MissingPackages;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The packages of a model are those that its own files list. */
class ModelPackagesTest {
  private static final String GOOD = "dependencies: [pip, {pip: [azureml-ai-monitoring]}]";

  @Test
  void readsTheCondaFileThatTheModelNames() {
    assertThat(
            lacks(
                Map.of(
                    "MLmodel",
                    "flavors: {python_function: {env: {conda: env/own.yaml, virtualenv: v.yaml}}}",
                    "env/own.yaml",
                    GOOD,
                    "conda.yaml",
                    "dependencies: [python=3.11]")))
        .isFalse();
    assertThat(
            lacks(
                Map.of(
                    "MLmodel", "flavors: {python_function: {env: conda.yaml}}",
                    "conda.yaml", "dependencies: [python=3.11, {pip: [mlflow]}]")))
        .isTrue();
  }

  @Test
  void readsTheRequirementsWhereThereIsNoCondaFile() {
    assertThat(lacks(Map.of("MLmodel", "flavors: {}", "requirements.txt", "mlflow==2.16.2\n")))
        .isTrue();
  }

  @Test
  void saysNothingOfAModelWithoutEither() {
    assertThat(lacks(Map.of("MLmodel", "flavors: [broken"))).isFalse();
    assertThat(lacks(Map.of("MLmodel", "flavors: {}", "conda.yaml", "- no mapping"))).isFalse();
  }

  @Test
  void endsTheReleaseAfterTrainingWithItsReasonUnlessThatIsToBeAWarning() {
    var packages =
        ModelPackages.read(
            file ->
                Optional.of("dependencies: [{pip: [mlflow]}]")
                    .filter(text -> file.equals("conda.yaml")));

    assertThat(WrittenOutputs.refused("job-1", packages, MissingPackages.REFUSE))
        .hasValueSatisfying(
            outcome -> {
              assertThat(outcome.state()).isEqualTo(Outcome.State.FAILED);
              assertThat(outcome.error().orElseThrow().message())
                  .contains("job-1", "azureml-ai-monitoring", "extra_pip_requirements");
            });
    assertThat(WrittenOutputs.refused("job-1", packages, MissingPackages.WARN)).isEmpty();
    assertThat(WrittenOutputs.refused("job-1", Optional.empty(), MissingPackages.REFUSE)).isEmpty();
  }

  private static boolean lacks(Map<String, String> files) {
    return ModelPackages.read(file -> Optional.ofNullable(files.get(file)))
        .flatMap(NoCodePackages::failure)
        .isPresent();
  }
}
