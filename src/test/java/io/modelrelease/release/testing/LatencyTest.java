package io.modelrelease.release.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final Instant FAR = Instant.now().plusSeconds(600);

  private final AtomicInteger calls = new AtomicInteger();

  private Optional<Duration> millis(long millis) {
    calls.incrementAndGet();
    return Optional.of(Duration.ofMillis(millis));
  }

  @Test
  void leavesTheWarmUpOut() {
    var p95 = Latency.p95(() -> millis(calls.get() < 20 ? 900 : 5), 200, FAR);
    assertThat(p95).hasValue(5);
    assertThat(calls).hasValue(220);
  }

  @Test
  void isWhatNinetyFiveOfAHundredStayWithin() {
    assertThat(Latency.p95(() -> millis(calls.get() < 20 ? 0 : calls.get() - 19), 100, FAR))
        .hasValue(95);
  }

  @Test
  void takesTheWarmUpWhereTimeIsOverAfterIt() {
    var soon = Instant.now().plusMillis(50);
    var p95 =
        Latency.p95(
            () -> {
              while (calls.get() == 4 && Instant.now().isBefore(soon)) {
                Thread.onSpinWait();
              }
              return millis(7);
            },
            200,
            soon);
    assertThat(p95).hasValue(7);
    assertThat(calls).hasValue(5);
  }

  @Test
  void tellsNothingWhenACallIsNotAnswered() {
    assertThat(Latency.p95(() -> calls.get() < 30 ? millis(1) : Optional.empty(), 200, FAR))
        .isEmpty();
    assertThat(Latency.p95(() -> millis(1), 200, Instant.now())).isEmpty();
  }
}
