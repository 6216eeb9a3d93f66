package io.modelrelease.trainer;

/** The program was called with arguments that it does not understand. */
class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
