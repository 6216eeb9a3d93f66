package io.modelrelease.release.preflight;

import java.util.List;

/** Looks for one kind of trouble; it reads Azure, and changes nothing there. */
@FunctionalInterface
interface PreFlightCheck {
  List<Finding> check(Flight flight);
}
