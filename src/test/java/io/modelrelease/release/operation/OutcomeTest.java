package io.modelrelease.release.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.release.operation.Outcome.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
  private static final Outcome REJECTED = Outcome.rejected("c", "m");

  @Test
  void isOverWhenAllAreOver() {
    assertThat(Outcome.all(List.of()).state()).isEqualTo(State.SUCCEEDED);
    assertThat(Outcome.all(List.of(Outcome.SUCCEEDED, Outcome.SUCCEEDED)).state())
        .isEqualTo(State.SUCCEEDED);
    assertThat(Outcome.all(List.of(Outcome.SUCCEEDED, Outcome.RUNNING)).state())
        .isEqualTo(State.RUNNING);
  }

  @Test
  void isRejectedAsSoonAsOneIs() {
    assertThat(Outcome.all(List.of(Outcome.RUNNING, REJECTED))).isEqualTo(REJECTED);
  }

  @ParameterizedTest
  @CsvSource({
    "createOnlineDeployment, create online deployment",
    "cancelJobs, cancel jobs",
    "publish, publish"
  })
  void isNamedInWords(String operation, String words) {
    assertThat(Failure.inWords(operation)).isEqualTo(words);
  }

  @Test
  void isOverdueByItsOwnLimitOrTheUsualOne() {
    var settings =
        new OperationSettings(Duration.ofHours(2), Map.of("submitTrainingJob", Duration.ofDays(1)));
    assertThat(settings.overdueAfter("submitTrainingJob")).isEqualTo(Duration.ofDays(1));
    assertThat(settings.overdueAfter("createCompute")).isEqualTo(Duration.ofHours(2));
  }
}
