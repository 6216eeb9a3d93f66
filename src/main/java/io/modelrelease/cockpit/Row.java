package io.modelrelease.cockpit;

import io.modelrelease.release.ReleaseView;
import java.time.Instant;

/** A release in a line. */
record Row(
    String id,
    String what,
    String state,
    String stateWords,
    String step,
    String reason,
    String requestedBy,
    String started,
    String ended) {

  static Row of(ReleaseView release) {
    return new Row(
        release.id(),
        what(release),
        release.state(),
        stateWords(release.state()),
        Words.of(release.step()),
        release.reason(),
        release.requestedBy(),
        time(release.startedAt()),
        time(release.endedAt()));
  }

  /** The model's version, and the step where it is one alone. */
  private static String what(ReleaseView release) {
    var version =
        release.modelVersion() == null ? "" : " version %d".formatted(release.modelVersion());
    var alone =
        release.process().equals("model-release") ? "" : ", %s alone".formatted(release.process());
    return release.model() + version + alone;
  }

  static String stateWords(String state) {
    return state.replace('-', ' ');
  }

  private static String time(Instant instant) {
    return instant == null ? "" : Words.time(instant);
  }

  public boolean isOver() {
    return !ended.isEmpty();
  }
}
