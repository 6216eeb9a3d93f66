package io.modelrelease.release.preflight;

import java.util.List;

/** Looks for one kind of trouble; it reads Azure, and changes nothing there. */
interface PreFlightCheck {

  /** What it looks at, for people. */
  String name();

  List<Finding> check(Flight flight);

  /** No release begins before Azure has answered this. */
  default boolean isNeeded() {
    return false;
  }
}
