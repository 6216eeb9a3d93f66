package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the bodies of all asset versions have. */
final class Assets {
  static final References NO_REFERENCES = (collection, name, version) -> name;

  private Assets() {}

  static ObjectNode body() {
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("isAnonymous", false).put("isArchived", false);
    properties.putObject("properties");
    properties.putObject("tags");
    return body;
  }
}
