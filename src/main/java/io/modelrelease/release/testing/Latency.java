package io.modelrelease.release.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Times calls one after the other: the 95th percentile of their milliseconds. */
final class Latency {
  private static final int WARM_UP_CALLS = 20;
  private static final double PERCENTILE = 0.95;

  private Latency() {}

  /**
   * @param call one call's duration; empty when it was not answered, which ends it
   * @param calls how many count, after the warm-up
   * @param end no call begins after it. Where even the warm-up lasted until then, its calls count
   * @return empty when there is nothing to tell
   */
  static OptionalDouble p95(Supplier<Optional<Duration>> call, int calls, Instant end) {
    var warmUp = times(call, WARM_UP_CALLS, end);
    var timed = warmUp.isEmpty() ? warmUp : times(call, calls, end);
    return timed.isEmpty()
        ? OptionalDouble.empty()
        : p95(timed.get().isEmpty() ? warmUp.get() : timed.get());
  }

  /** Empty when a call was not answered. */
  private static Optional<List<Double>> times(
      Supplier<Optional<Duration>> call, int calls, Instant end) {
    var took = new ArrayList<Double>();
    for (var number = 0; number < calls && Instant.now().isBefore(end); number++) {
      var duration = call.get();
      if (duration.isEmpty()) {
        return Optional.empty();
      }
      took.add(duration.get().toNanos() / 1e6);
    }
    return Optional.of(took);
  }

  private static OptionalDouble p95(List<Double> took) {
    var sorted = took.stream().sorted().toList();
    return sorted.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted.get((int) Math.ceil(sorted.size() * PERCENTILE) - 1));
  }
}
