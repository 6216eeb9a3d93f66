package io.modelrelease.devops;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of telling something once.
 *
 * @param what was told, or what went wrong
 * @param pause that Azure DevOps asked for
 */
record Attempt(Kind kind, String what, Optional<Duration> pause) {

  enum Kind {
    /** Told. */
    SENT,
    /** Nothing was heard, or that it should be tried later. */
    LOST,
    /** It will not be taken, however often. */
    REFUSED,
    /** There is nothing that could be told there. */
    NONE
  }

  static Attempt sent(String what) {
    return new Attempt(Kind.SENT, what, Optional.empty());
  }

  static Attempt lost(String what) {
    return new Attempt(Kind.LOST, what, Optional.empty());
  }

  static Attempt lost(String what, Optional<Duration> pause) {
    return new Attempt(Kind.LOST, what, pause);
  }

  static Attempt refused(String what) {
    return new Attempt(Kind.REFUSED, what, Optional.empty());
  }

  static Attempt none(String what) {
    return new Attempt(Kind.NONE, what, Optional.empty());
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }
}
