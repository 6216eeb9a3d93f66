package io.modelrelease.cockpit;

import java.util.List;
import java.util.Optional;

/** Which releases somebody wants to see; empty: all. */
record Filter(String model, String state) {
  /** In the order in which a release may go through them. */
  static final List<String> STATES =
      List.of(
          "running", "waiting-for-people", "stopping", "completed", "refused", "failed", "stopped");

  /** A state as it is chosen. */
  record State(String value, String words) {}

  static Filter of(Optional<String> model, Optional<String> state) {
    return new Filter(
        model.map(String::strip).orElse(""), state.filter(STATES::contains).orElse(""));
  }

  public boolean isSet() {
    return !model.isEmpty() || !state.isEmpty();
  }

  Optional<String> modelIfSet() {
    return Optional.of(model).filter(text -> !text.isEmpty());
  }

  Optional<String> stateIfSet() {
    return Optional.of(state).filter(text -> !text.isEmpty());
  }
}
