package io.modelrelease.emulator.model;

/** A model that cannot be loaded, or that cannot answer; the message says why. */
public final class ModelFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelFailure(String message) {
    super(message);
  }

  public ModelFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
