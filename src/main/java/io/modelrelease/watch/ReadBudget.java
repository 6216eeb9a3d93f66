package io.modelrelease.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** So many reads a minute for each workspace, and no more. Used by one thread. */
final class ReadBudget {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int readsPerMinute;
  private final Map<String, ArrayDeque<Instant>> reads = new HashMap<>();

  ReadBudget(int readsPerMinute) {
    this.readsPerMinute = readsPerMinute;
  }

  /** Takes one read, if there is one left. */
  boolean take(String workspace, Instant now) {
    var taken = reads.computeIfAbsent(workspace, name -> new ArrayDeque<>());
    while (!taken.isEmpty() && !taken.peekFirst().plus(MINUTE).isAfter(now)) {
      taken.removeFirst();
    }
    if (taken.size() >= readsPerMinute) {
      return false;
    }
    taken.addLast(now);
    return true;
  }
}
