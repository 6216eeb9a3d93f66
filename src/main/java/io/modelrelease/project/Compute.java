package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A compute cluster (AmlCompute). What its file leaves out is what the YAML reference of the CLI
 * names as default.
 */
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
    var cluster = properties.putObject("properties");
    cluster
        .put("osType", "Linux")
        .put("vmSize", "STANDARD_DS3_V2")
        .put("vmPriority", "Dedicated")
        .put("remoteLoginPortPublicAccess", "NotSpecified")
        .put("enableNodePublicIp", true);
    cluster.putObject("scaleSettings").put("minNodeCount", 0).put("maxNodeCount", 4);
    Kinds.COMPUTE.map(file, body, Assets.NOTHING_SENT);
    return body;
  }
}
