package io.modelrelease.trainer;

/** The program cannot go on; the message is one sentence for whoever reads the job's log. */
class TrainerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainerException(String message) {
    super(message);
  }

  TrainerException(String message, Throwable cause) {
    super(message, cause);
  }
}
