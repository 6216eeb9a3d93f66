package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/** How the file of a compute cluster becomes a body. */
final class ComputeKinds {
  private static final String CLUSTER = "properties.properties.";
  private static final String BOTH = "system_assigned,user_assigned";
  private static final Map<String, String> IDENTITIES =
      Map.of("system_assigned", "SystemAssigned", "user_assigned", "UserAssigned", "none", "None");

  private ComputeKinds() {}

  static final Table COMPUTE =
      new Table()
          .ignored(
              "$schema",
              "name",
              "type",
              "id",
              "created_on",
              "provisioning_state",
              "provisioning_errors")
          .text("location", "location")
          .text("description", "properties.description")
          .texts("tags", "tags")
          .text("size", CLUSTER + "vmSize")
          .choice(
              "tier",
              CLUSTER + "vmPriority",
              Map.of("dedicated", "Dedicated", "low_priority", "LowPriority"))
          .integer("min_instances", CLUSTER + "scaleSettings.minNodeCount")
          .with(
              new Table()
                  .integer("max_instances", CLUSTER + "scaleSettings.maxNodeCount")
                  .seconds(
                      "idle_time_before_scale_down",
                      CLUSTER + "scaleSettings.nodeIdleTimeBeforeScaleDown")
                  .zeroIsNothing())
          .bool("enable_node_public_ip", CLUSTER + "enableNodePublicIp")
          .row("ssh_public_access_enabled", ComputeKinds::sshPublicAccess)
          .nested(
              "ssh_settings",
              new Table()
                  .text("admin_username", CLUSTER + "userAccountCredentials.adminUserName")
                  .text("admin_password", CLUSTER + "userAccountCredentials.adminUserPassword")
                  .text("ssh_key_value", CLUSTER + "userAccountCredentials.adminUserSshPublicKey"))
          .row("network_settings", ComputeKinds::network)
          .nested(
              "identity",
              new Table()
                  .with(identity())
                  .choice("type", "identity.type", withBoth())
                  .row("user_assigned_identities", ComputeKinds::userAssigned));

  /** That of endpoints, too, which have at most one of their users'. */
  static Table identity() {
    return new Table()
        .choice("type", "identity.type", IDENTITIES)
        .ignored("principal_id", "tenant_id")
        .row(
            "user_assigned_identities",
            (value, target, sending) -> {
              if (value.list().size() > 1) {
                value.unexpected("one identity, an endpoint has no more");
              }
              userAssigned(value, target, sending);
            });
  }

  private static Map<String, String> withBoth() {
    var words = new HashMap<>(IDENTITIES);
    words.put(BOTH, "SystemAssigned,UserAssigned");
    return words;
  }

  private static void userAssigned(Value value, ObjectNode target, Sending sending) {
    var identities = target.withObject("/identity").putObject("userAssignedIdentities");
    value
        .list()
        .forEach(
            one ->
                one.require("resource_id")
                    .flatMap(Value::text)
                    .ifPresent(id -> identities.putObject(id)));
  }

  private static void sshPublicAccess(Value value, ObjectNode target, Sending sending) {
    value
        .bool()
        .ifPresent(
            enabled ->
                target
                    .withObject("/properties/properties")
                    .put("remoteLoginPortPublicAccess", enabled ? "Enabled" : "Disabled"));
  }

  /** A subnet by its id, or by its name in a network of the workspace's resource group. */
  private static void network(Value value, ObjectNode target, Sending sending) {
    value.only("vnet_name", "subnet", "public_ip_address", "private_ip_address");
    value
        .require("subnet")
        .flatMap(Value::text)
        .ifPresent(
            subnet -> {
              var id = subnet;
              if (!subnet.startsWith("/")) {
                var network = value.require("vnet_name").flatMap(Value::text).orElse("");
                id =
                    sending.workspace().replaceFirst("/providers/.*", "")
                        + "/providers/Microsoft.Network/virtualNetworks/%s/subnets/%s"
                            .formatted(network, subnet);
              }
              target.withObject("/properties/properties").putObject("subnet").put("id", id);
            });
  }

  /** What the client sends for fields that the file leaves out. */
  static ObjectNode cluster(Value file, String location, Sending sending) {
    var body = Table.object();
    body.put("location", location);
    var properties = body.putObject("properties");
    properties.put("computeType", "AmlCompute");
    var cluster = properties.putObject("properties");
    cluster
        .put("osType", "Linux")
        .put("vmSize", "STANDARD_DS3_V2")
        .put("remoteLoginPortPublicAccess", "NotSpecified")
        .put("enableNodePublicIp", true);
    cluster.putObject("scaleSettings").put("minNodeCount", 0).put("maxNodeCount", 1);
    COMPUTE.map(file, body, sending);
    return body;
  }
}
