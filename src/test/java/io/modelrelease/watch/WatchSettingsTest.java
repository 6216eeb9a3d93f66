package io.modelrelease.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchSettingsTest {
  private static final WatchSettings SETTINGS =
      new WatchSettings(Duration.ofSeconds(15), Duration.ofMinutes(5), 3);

  @ParameterizedTest
  @CsvSource({
    "PT0S, PT15S",
    "PT2M30S, PT15S",
    "PT10M, PT1M",
    "PT50M, PT5M",
    "PT51M, PT5M",
    "P3D, PT5M"
  })
  void pausesForATenthOfTheAgeBetweenItsBounds(Duration age, Duration pause) {
    assertThat(SETTINGS.pause(age)).isEqualTo(pause);
  }

  @Test
  void passesOftenEnoughForItsShortestPause() {
    assertThat(SETTINGS.pass()).isLessThan(Duration.ofSeconds(15));
    assertThat(new WatchSettings(Duration.ofMillis(10), Duration.ofSeconds(1), 3).pass())
        .isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void givesEachWorkspaceSoManyReadsAMinute() {
    var budget = new ReadBudget(3);
    var now = Instant.parse("2026-03-02T09:00:00Z");
    for (var read = 0; read < 3; read++) {
      assertThat(budget.take("dev", now.plusSeconds(read))).isTrue();
    }
    assertThat(budget.take("dev", now.plusSeconds(59))).isFalse();
    assertThat(budget.take("staging", now.plusSeconds(59))).isTrue();
    assertThat(budget.take("dev", now.plusSeconds(60))).isTrue();
    assertThat(budget.take("dev", now.plusSeconds(60))).isFalse();
  }
}
