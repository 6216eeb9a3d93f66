package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Jobs that start by the clock. */
final class Schedules {
  private Schedules() {}

  static ObjectNode body(Value file, Sending sending) {
    file.fault("schedules are not supported");
    return Table.object();
  }
}
