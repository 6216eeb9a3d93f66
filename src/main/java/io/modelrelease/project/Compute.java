package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A compute cluster (AmlCompute). */
public final class Compute {
  private final Value file;
  private final String name;

  Compute(Value file, String name) {
    this.file = file;
    this.name = name;
  }

  public String name() {
    return name;
  }

  public ObjectNode body(String location) {
    var body = Table.object();
    body.put("location", location);
    body.putObject("tags");
    var properties = body.putObject("properties");
    properties.put("computeType", "AmlCompute");
    properties.putObject("properties").put("osType", "Linux");
    Kinds.COMPUTE.map(file, body, Assets.NO_REFERENCES);
    return body;
  }
}
