package io.modelrelease.cockpit;

import io.modelrelease.release.ReleaseView;
import java.util.Optional;

/** Which releases somebody wants to see; empty: all. */
record Filter(String model, String state) {
  /** A state as it is chosen. */
  record State(String value, String words) {}

  static Filter of(Optional<String> model, Optional<String> state) {
    return new Filter(
        model.map(String::strip).orElse(""), state.filter(ReleaseView.STATES::contains).orElse(""));
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
