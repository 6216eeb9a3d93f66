package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A place in blob storage for what is about to be registered: workspaces offer it for code only,
 * registries for code, data and models. The same version gets the same place again.
 */
final class PendingUploads {
  private static final String SPEC = "spec mfe.json, …_CreateOrGetStartPendingUpload";

  private final World world;

  PendingUploads(World world) {
    this.world = world;
  }

  List<Operation> operations() {
    return Stream.of("W/codes", "R/codes", "R/data", "R/models")
        .map(
            path ->
                Operation.post(
                    path + "/{name}/versions/{version}/startPendingUpload",
                    "a container to upload to",
                    SPEC,
                    (exchange, parts) -> begin(exchange, parts, path.substring(2))))
        .toList();
  }

  private void begin(Exchange exchange, Map<String, String> parts, String collection) {
    var place = Place.of(parts);
    Checks.assetName(parts.get("name"));
    var body = exchange.jsonOrNothing();
    var container =
        World.guid(place.key(collection, parts.get("name"), "versions", parts.get("version")));
    var uri = "%s/%s/%s".formatted(world.base(), place.account(), container);
    var answer = Exchange.JSON.createObjectNode();
    var reference = answer.putObject("blobReferenceForConsumption");
    reference.put("blobUri", uri);
    reference.put(
        "storageAccountArmId",
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Storage/storageAccounts/%s"
            .formatted(World.SUBSCRIPTION, World.RESOURCE_GROUP, place.account()));
    reference
        .putObject("credential")
        .put("credentialType", "SAS")
        .put("sasUri", uri + "?" + ArmApi.sas());
    var id = body.path("pendingUploadId").asText("");
    answer.put("pendingUploadId", id.isEmpty() ? UUID.randomUUID().toString() : id);
    answer.put("pendingUploadType", "TemporaryBlobReference");
    exchange.json(200, answer);
  }
}
