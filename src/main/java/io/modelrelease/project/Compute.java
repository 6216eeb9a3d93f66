package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A compute cluster (AmlCompute). What its file leaves out is what Microsoft's own client fills in.
 */
public final class Compute {
  private final Value file;
  private final String name;

  Compute(Value file, String name) {
    this.file = file;
    this.name = name;
  }

  /** Path of its file in the project. */
  public String yaml() {
    return file.file();
  }

  public String name() {
    return name;
  }

  public ObjectNode body(String location, Sending sending) {
    var body = ComputeKinds.cluster(file, location, sending);
    body.withObject("/tags");
    return body;
  }
}
