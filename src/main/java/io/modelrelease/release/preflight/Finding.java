package io.modelrelease.release.preflight;

/**
 * Something that would go wrong later.
 *
 * @param severity whether the release may begin all the same
 * @param where file, workspace or registry
 * @param what a sentence
 * @param next what to do, a sentence
 */
public record Finding(Severity severity, String where, String what, String next) {

  /** How bad it is. */
  public enum Severity {
    /** The release could not work. */
    REFUSE,
    /** Azure could not be asked just now: look again before it begins. */
    UNSEEN,
    /** It may work, and somebody should know. */
    WARN
  }

  static Finding refuse(String where, String what, String next) {
    return new Finding(Severity.REFUSE, where, what, next);
  }

  static Finding unseen(String where, String what, String next) {
    return new Finding(Severity.UNSEEN, where, what, next);
  }

  static Finding warn(String where, String what, String next) {
    return new Finding(Severity.WARN, where, what, next);
  }

  /** The release may not begin. */
  public boolean refuses() {
    return severity == Severity.REFUSE;
  }

  /** Nobody knows yet whether the release may begin. */
  public boolean isUnseen() {
    return severity == Severity.UNSEEN;
  }

  /** For people. */
  public String sentence() {
    return "%s: %s %s".formatted(where, what, next);
  }
}
