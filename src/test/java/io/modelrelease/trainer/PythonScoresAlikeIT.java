package io.modelrelease.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Python xgboost of Debian, older than the library that trained, loads the folder as MLflow's
 * flavour does and gives the same answers: what Azure ML serves is what was evaluated here.
 */
class PythonScoresAlikeIT {
  private static final String SCRIPT =
      """
      import sys
      import pandas, xgboost
      booster = xgboost.Booster()
      booster.load_model(sys.argv[1] + "/model.json")
      rows = pandas.read_csv(sys.argv[2]).drop(columns="prediction")
      for answer in booster.predict(xgboost.DMatrix(rows), validate_features=True):
          print(repr(float(answer)))
      """;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void answersTheHundredRowsAsJavaDoes(SampleProject project) throws Exception {
    var model = temp.resolve("model");
    assertThat(project.train(model).exitCode()).isZero();
    assertThat(project.evaluate(model, model, temp).exitCode()).isZero();
    var fingerprint = temp.resolve("fingerprint.csv");
    var out = temp.resolve("out").toFile();

    var python =
        new ProcessBuilder(
                "/usr/bin/python3", "-c", SCRIPT, model.toString(), fingerprint.toString())
            .redirectErrorStream(true)
            .redirectOutput(out)
            .start();

    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue())
        .as(
            "This test needs Debian's Python packages: apt-get install -y python3-xgboost"
                + " python3-pandas. Python says:\n"
                + Files.readString(out.toPath()))
        .isZero();
    var expected = Dataset.read(fingerprint).column("prediction");
    var answers =
        Files.readAllLines(out.toPath()).stream().mapToDouble(Double::parseDouble).toArray();
    assertThat(answers).hasSize(100).containsExactly(expected, within(1e-6));
  }
}
