package io.modelrelease.release;

import java.util.List;

/** A start that cannot be: nothing was kept of it. The door turns it into a problem body. */
public final class StartRefusedException extends RuntimeException {

  /** Why, as far as the door's answer differs by it. */
  public enum Reason {
    /** The request asks for something impossible (400). */
    INVALID,
    /** There is no such model, version or process (404 would hide the field, so 400 too). */
    UNKNOWN,
    /**
     * The same was asked for with another project's bytes, an older release is not over, or
     * production is closed (409).
     */
    CONFLICT,
    /** The uploaded archive has more than a model project may have (413). */
    TOO_LARGE,
    /** The request is right, and the files of its model project are not (422). */
    FAULTY
  }

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String field;
  private final List<String> faults;

  private final String what;
  private final String next;

  private StartRefusedException(
      Reason reason, String field, String what, String next, List<String> faults) {
    super(next.isEmpty() ? what : what + " " + next);
    this.reason = reason;
    this.field = field;
    this.what = what;
    this.next = next;
    this.faults = List.copyOf(faults);
  }

  /**
   * @param message what it is, and what to do next
   */
  public StartRefusedException(Reason reason, String field, String message, List<String> faults) {
    this(reason, field, message, "", faults);
  }

  /**
   * @param what a sentence
   * @param next what to do, a sentence
   */
  public StartRefusedException(Reason reason, String field, String what, String next) {
    this(reason, field, what, next, List.of());
  }

  public String what() {
    return what;
  }

  /** What to do; empty where {@link #what} says it already. */
  public String next() {
    return next;
  }

  public Reason reason() {
    return reason;
  }

  /** The field of the request that is wrong, as named there. */
  public String field() {
    return field;
  }

  /** All faults of a model project, one sentence each; empty for other refusals. */
  public List<String> faults() {
    return faults;
  }
}
