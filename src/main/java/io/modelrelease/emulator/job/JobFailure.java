package io.modelrelease.emulator.job;

/** Why a job cannot run, or cannot end well: it becomes the reason in the run history. */
final class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A mistake of whoever wrote the job: what Azure marks so is the job's own fault. */
  static final String USER_ERROR = "UserError";

  private final String code;

  JobFailure(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
