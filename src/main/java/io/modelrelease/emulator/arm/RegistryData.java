package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the bytes of a registry's assets go and are: version 2021-10-01-dataplanepreview, which
 * Microsoft's clients ask at the address that the registry's discovery names.
 */
final class RegistryData {
  private static final String SOURCE = "azure-ai-ml, restclient v2021_10_01_dataplanepreview";

  private final World world;
  private final References references;

  RegistryData(World world, References references) {
    this.world = world;
    this.references = references;
  }

  List<Operation> operations() {
    return List.of(
        Operation.put(
            "R/tempdatarefs/{name}/versions/{version}",
            "a container to upload a new version to",
            SOURCE,
            this::temporary),
        Operation.post(
            "R/tempdatarefs/{name}/versions/{version}", "the same", SOURCE, this::temporary),
        Operation.post(
            "R/datarefs/{name}/versions/{version}",
            "a signed address of a version's files",
            SOURCE,
            this::reference));
  }

  /** 409 where the version is there already: clients then upload nothing. */
  private void temporary(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    Checks.assetName(parts.get("name"));
    var id = assetId(exchange, place, parts);
    if (references.version(id).isPresent()) {
      throw AzureFailure.conflict("The asset %s exists already.".formatted(id));
    }
    var container = World.guid(id);
    answer(
        exchange,
        "%s/%s/%s".formatted(world.base(), place.account(), container),
        place.account(),
        container);
  }

  private void reference(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var id = assetId(exchange, place, parts);
    var asset =
        references
            .version(id)
            .filter(found -> !found.isBusy())
            .orElseThrow(() -> AzureFailure.notFound("The asset " + id));
    var uri = contentOf(asset);
    var blob =
        references
            .find(place.name(), uri)
            .orElseThrow(() -> AzureFailure.userError("The asset %s has no bytes.".formatted(id)));
    answer(exchange, uri, blob.account(), blob.container());
  }

  /** The body's id has to be that of the path. */
  private static String assetId(Exchange exchange, Place place, Map<String, String> parts) {
    var id = exchange.json().path("assetId").asText("");
    return Optional.of(id)
        .filter(given -> given.startsWith("azureml://registries/" + place.name() + "/"))
        .filter(
            given ->
                given.endsWith(
                    "/%s/versions/%s".formatted(parts.get("name"), parts.get("version"))))
        .orElseThrow(() -> AzureFailure.notFound("The asset " + id));
  }

  private void answer(Exchange exchange, String uri, String account, String container) {
    var answer = Exchange.JSON.createObjectNode();
    var reference = answer.putObject("blobReferenceForConsumption");
    reference.put("blobUri", uri);
    sign(reference, account, container);
    exchange.json(200, answer);
  }

  private void sign(ObjectNode reference, String account, String container) {
    reference.put(
        "storageAccountArmId",
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Storage/storageAccounts/%s"
            .formatted(World.SUBSCRIPTION, World.RESOURCE_GROUP, account));
    reference
        .putObject("credential")
        .put("credentialType", "SAS")
        .put(
            "sasUri",
            URI.create(world.base())
                .resolve("/%s/%s?%s".formatted(account, container, ArmApi.sas()))
                .toString());
  }

  private static String contentOf(Resource asset) {
    var properties = asset.properties();
    return properties
        .path("modelUri")
        .asText(properties.path("dataUri").asText(properties.path("codeUri").asText()));
  }
}
