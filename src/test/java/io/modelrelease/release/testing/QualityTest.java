package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelrelease.project.TaskType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers are worked out by hand. */
class QualityTest {
  private static final double CLOSE = 1e-12;

  @Test
  void ranksPositivesBeforeNegativesTiesCountingHalf() {
    var labels = List.of(1.0, 0.0, 1.0, 0.0);
    assertThat(auc(labels, List.of(0.9, 0.1, 0.8, 0.2))).isEqualTo(1.0);
    assertThat(auc(labels, List.of(0.1, 0.9, 0.2, 0.8))).isEqualTo(0.0);
    assertThat(auc(labels, List.of(0.5, 0.5, 0.5, 0.5))).isEqualTo(0.5);
    assertThat(auc(labels, List.of(0.9, 0.5, 0.5, 0.1))).isEqualTo(3.5 / 4);
  }

  @Test
  void measuresProbabilities() {
    var metrics = Quality.measure(TaskType.BINARY, List.of(1.0, 0.0), List.of(0.8, 0.4));
    assertThat(metrics.get("log_loss"))
        .isCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, within(CLOSE));
    assertThat(metrics.get("brier")).isCloseTo((0.04 + 0.16) / 2, within(CLOSE));
    assertThat(metrics.get("accuracy")).isEqualTo(1.0);
  }

  @Test
  void staysFiniteWhereAProbabilityIsCertainAndWrong() {
    assertThat(
            Quality.measure(TaskType.BINARY, List.of(1.0, 0.0), List.of(0.0, 1.0)).get("log_loss"))
        .isFinite()
        .isGreaterThan(30);
  }

  @Test
  void measuresARegression() {
    var metrics =
        Quality.measure(TaskType.REGRESSION, List.of(1.0, 2.0, 3.0), List.of(1.0, 2.0, 6.0));
    assertThat(metrics.get("rmse")).isCloseTo(Math.sqrt(3), within(CLOSE));
    assertThat(metrics.get("mae")).isCloseTo(1, within(CLOSE));
    assertThat(metrics.get("r2")).isCloseTo(1 - 9.0 / 2, within(CLOSE));
  }

  @Test
  void measuresClasses() {
    assertThat(
            Quality.measure(
                TaskType.MULTICLASS, List.of(0.0, 1.0, 2.0, 2.0), List.of(0.0, 1.0, 1.0, 2.0)))
        .containsOnly(java.util.Map.entry("accuracy", 0.75));
  }

  @Test
  void hasNoNumberWhereNoneCanBeSaid() {
    assertThat(auc(List.of(1.0, 1.0), List.of(0.2, 0.3))).as("only one class").isNaN();
    assertThat(Quality.measure(TaskType.BINARY, List.of(1.0, 0.0), List.of(Double.NaN, 0.1)))
        .as("an answer that is no number")
        .isEmpty();
  }

  private static double auc(List<Double> labels, List<Double> answers) {
    return Quality.measure(TaskType.BINARY, labels, answers).get("auc");
  }
}
