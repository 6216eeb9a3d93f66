package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** How files of endpoints become bodies. */
final class EndpointKinds {
  private static final Map<String, String> ACCESS =
      Map.of(
          "enabled",
          "Enabled",
          "Enabled",
          "Enabled",
          "disabled",
          "Disabled",
          "Disabled",
          "Disabled");

  private EndpointKinds() {}

  private static Table endpoint() {
    return new Table()
        .ignored(
            "$schema", "name", "id", "location", "provisioning_state", "scoring_uri", "openapi_uri")
        .text("description", "properties.description")
        .texts("tags", "tags")
        .texts("properties", "properties.properties")
        .nested("identity", ComputeKinds.identity());
  }

  static final Table ONLINE =
      endpoint()
          .choice(
              "auth_mode",
              "properties.authMode",
              Map.of("key", "Key", "aml_token", "AMLToken", "aad_token", "AADToken"))
          .choice("public_network_access", "properties.publicNetworkAccess", ACCESS)
          .row("traffic", percentages("traffic"))
          .row("mirror_traffic", percentages("mirrorTraffic"));

  private static final long ALL = 100;

  static final Table BATCH =
      endpoint()
          .choice("auth_mode", "properties.authMode", Map.of("aad_token", "AADToken"))
          .nested(
              "defaults",
              new Table().text("deployment_name", "properties.defaults.deploymentName"));

  /** A release sets traffic and default itself. */
  static final Table RELEASED_ONLINE =
      new Table().with(ONLINE).ignored("traffic", "mirror_traffic");

  static final Table RELEASED_BATCH = new Table().with(BATCH).ignored("defaults");

  private static Table.Row percentages(String to) {
    return (value, target, sending) -> {
      var percentages = target.withObject("/properties").putObject(to);
      value
          .mapping()
          .forEach(
              (name, share) -> share.count().ifPresent(percent -> percentages.put(name, percent)));
      if (sum(percentages) > ALL) {
        value.fault("is more than 100 percent together");
      }
    };
  }

  private static long sum(ObjectNode percentages) {
    return percentages.properties().stream().mapToLong(share -> share.getValue().asLong()).sum();
  }

  static ObjectNode online(Value file, String location, Sending sending) {
    var body = Endpoints.endpoint(location);
    body.putObject("identity").put("type", "SystemAssigned");
    var properties = body.withObject("/properties");
    properties.put("authMode", "Key");
    properties.putObject("traffic");
    properties.putObject("mirrorTraffic");
    ONLINE.map(file, body, sending);
    return body;
  }

  static ObjectNode batch(Value file, String location, Sending sending) {
    var body = Endpoints.endpoint(location);
    body.withObject("/properties").put("authMode", "AADToken");
    BATCH.map(file, body, sending);
    return body;
  }
}
