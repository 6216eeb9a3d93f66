package io.modelrelease.release.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.project.PythonPackages;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Azure ML's servers import is in an environment, or it is said what is missing. */
class NoCodePackagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "azureml-ai-monitoring",
        "azureml_ai_monitoring==1.0.0",
        "Azureml.AI-Monitoring >= 0.1 ; python_version > '3.8'",
        "azureml-ai-monitoring @ https://example.org/azureml_ai_monitoring-1.0.0.whl"
      })
  void takesAModelThatListsWhatTheScoringScriptImports(String line) {
    var packages = pip(line, "azureml-inference-server-http==1.4.1");

    assertThat(NoCodePackages.failure(packages)).isEmpty();
    assertThat(NoCodePackages.doubt(packages)).isEmpty();
  }

  @Test
  void saysWhatAModelOfPlainMlflowLacks() {
    var packages = pip("mlflow==2.16.2", "scikit-learn==1.5.2", "azureml-mlflow==1.57.0");

    assertThat(NoCodePackages.failure(packages))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("no azureml-ai-monitoring and no azureml-inference-server-http")
                    .contains("No module named 'azureml.ai'"));
  }

  @Test
  void doubtsAServerThatIsNotListedOrKnownToBeBroken() {
    assertThat(NoCodePackages.doubt(pip("azureml-ai-monitoring")))
        .hasValueSatisfying(why -> assertThat(why).contains("azureml-inference-server-http"));
    assertThat(
            NoCodePackages.doubt(
                pip("azureml-ai-monitoring", "azureml-inference-server-http==1.3.2")))
        .hasValueSatisfying(why -> assertThat(why).contains("azureml.contrib"));
  }

  @Test
  void readsWhatACondaFileIncludes() {
    var packages =
        PythonPackages.ofConda(
            "dependencies: [python=3.11, conda-forge::scikit-learn=1.5, {pip: [-r requirements.txt]}]",
            file ->
                Optional.of("# ours\nazureml-ai-monitoring # for Azure\nmlflow\n")
                    .filter(text -> file.equals("requirements.txt")));

    assertThat(packages.flatMap(NoCodePackages::failure)).isEmpty();
    assertThat(packages.orElseThrow().hasOneThatBeginsWith("scikit_learn")).isTrue();
  }

  @Test
  void namesTheImportsOfAScoringScriptThatNothingBrings() {
    var code =
        Map.of(
            "score.py",
            """
            import json, os
            import numpy as np
            from sklearn.linear_model import Ridge
            import lightgbm.basic
            from helpers.text import clean
            def init():
                import hidden_inside
            """
                .getBytes(StandardCharsets.UTF_8),
            "helpers/text.py",
            new byte[0]);

    assertThat(ScriptImports.unknown("score.py", code, pip("scikit-learn")))
        .containsExactly("lightgbm");
    assertThat(ScriptImports.unknown("score.py", code, pip("scikit-learn", "lightgbm"))).isEmpty();
  }

  private static PythonPackages pip(String... lines) {
    return PythonPackages.ofConda(
            "dependencies:\n- python=3.11\n- pip:\n  - \""
                + String.join("\"\n  - \"", lines)
                + "\"\n",
            file -> Optional.empty())
        .orElseThrow();
  }
}
