package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Makes the body of a PUT from that of a GET: an endpoint is changed as a whole, since PATCH
 * carries neither traffic nor defaults (Online Endpoints - Update,
 * PartialMinimalTrackedResourceWithIdentity).
 */
final class EndpointBody {
  private static final List<String> READ_ONLY = List.of("id", "name", "type", "systemData");
  private static final List<String> READ_ONLY_PROPERTIES =
      List.of("provisioningState", "scoringUri", "swaggerUri", "keys");
  private static final List<String> READ_ONLY_IDENTITY = List.of("principalId", "tenantId");

  private EndpointBody() {}

  static ObjectNode forPut(JsonNode shown) {
    ObjectNode body = shown.deepCopy();
    body.remove(READ_ONLY);
    if (body.path("properties") instanceof ObjectNode properties) {
      properties.remove(READ_ONLY_PROPERTIES);
    }
    if (body.path("identity") instanceof ObjectNode identity) {
      identity.remove(READ_ONLY_IDENTITY);
      if (identity.path("userAssignedIdentities") instanceof ObjectNode assigned) {
        assigned
            .fieldNames()
            .forEachRemaining(id -> assigned.set(id, Rest.JSON.createObjectNode()));
      }
    }
    return withoutNulls(body);
  }

  /** Azure shows unset values as null; Microsoft's client leaves them out. */
  private static ObjectNode withoutNulls(ObjectNode body) {
    body.properties().removeIf(field -> field.getValue().isNull());
    body.forEach(
        value -> {
          if (value instanceof ObjectNode object) {
            withoutNulls(object);
          }
        });
    return body;
  }
}
