package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the envelopes of endpoints and deployments have in common. */
final class EndpointBodies {
  private static final List<String> READ_ONLY =
      List.of("provisioningState", "scoringUri", "swaggerUri");
  private static final Set<String> IDENTITIES =
      Set.of("None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned");

  private EndpointBodies() {}

  /** Read-only values that a client sends back are passed over. */
  static ObjectNode withoutReadOnly(ObjectNode body) {
    if (body.path("properties") instanceof ObjectNode properties) {
      properties.remove(READ_ONLY);
      if (properties.path("properties") instanceof ObjectNode more) {
        more.remove("AzureAsyncOperationUri");
      }
    }
    return body;
  }

  static void checkIdentity(JsonNode body) {
    if (!body.hasNonNull("identity")) {
      return;
    }
    var identity = body.path("identity");
    var type = identity.path("type").asText("").replace(" ", "");
    if (IDENTITIES.stream().noneMatch(type::equalsIgnoreCase)) {
      throw AzureFailure.noSuchWord("identity.type", new TreeSet<>(IDENTITIES));
    }
    if (type.contains("UserAssigned") && identity.path("userAssignedIdentities").isEmpty()) {
      throw AzureFailure.userError("identity.userAssignedIdentities names no identity.");
    }
  }

  static void checkPatch(ObjectNode body, Set<String> allowed) {
    body.fieldNames()
        .forEachRemaining(
            field -> {
              if (!allowed.contains(field)) {
                throw AzureFailure.userError(
                    "PATCH takes %s, not %s: change the rest by PUT of the whole resource."
                        .formatted(allowed, field));
              }
            });
  }

  /** An endpoint has a system-assigned identity unless it asks for another. */
  static void complete(ObjectNode body) {
    DeploymentChecks.objects(body, "tags");
    if (!body.hasNonNull("identity")) {
      body.putObject("identity").put("type", "SystemAssigned");
    }
  }

  static void showIdentity(ObjectNode shown, String key) {
    if (shown.path("identity") instanceof ObjectNode identity
        && identity.path("type").asText().contains("SystemAssigned")) {
      identity.put("principalId", World.guid(key)).put("tenantId", World.guid("tenant"));
    }
  }
}
