package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the bodies of all asset versions have. */
final class Assets {
  static final Sending NOTHING_SENT = new Unsent();

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
