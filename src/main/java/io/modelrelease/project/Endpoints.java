package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** What the bodies of endpoints and deployments have in common. */
final class Endpoints {
  /** Where the workspace of a plan is. */
  static final String LOCATION = "westeurope";

  private Endpoints() {}

  static ObjectNode endpoint(String location) {
    var body = Table.object();
    body.put("location", location);
    body.putObject("tags");
    body.putObject("properties").putObject("properties");
    return body;
  }

  static ObjectNode tagged(ObjectNode body, Map<String, String> tags) {
    tags.forEach((name, value) -> body.withObject("/tags").put(name, value));
    return body;
  }
}
