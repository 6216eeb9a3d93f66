package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Automated machine learning. */
final class AutoMl {
  private AutoMl() {}

  static ObjectNode body(Value file, Sending sending) {
    file.fault("AutoML jobs are not supported");
    return Table.object();
  }

  static Optional<ObjectNode> node(String name, Value step, Sending sending) {
    step.fault("AutoML jobs are not supported");
    return Optional.empty();
  }
}
