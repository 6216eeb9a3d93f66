package io.modelrelease.azureml;

import java.util.Optional;

/**
 * How far something is.
 *
 * @param error Azure's reason, when it failed or was cancelled
 */
public record Progress(State state, Optional<AzureError> error) {

  /** How far. */
  public enum State {
    MISSING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELED
  }

  static Progress of(State state) {
    return new Progress(state, Optional.empty());
  }

  static Progress failed(AzureError error) {
    return new Progress(State.FAILED, Optional.of(error));
  }

  static Progress canceled(AzureError why) {
    return new Progress(State.CANCELED, Optional.of(why));
  }

  public boolean over() {
    return state != State.RUNNING;
  }
}
