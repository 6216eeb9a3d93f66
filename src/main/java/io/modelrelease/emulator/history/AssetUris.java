package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the bytes of assets are that the run history names ({@code
 * {api}/data/v1.0{workspace}/dataversion/batchGetResolvedUris} for data, {@code
 * {api}/modelregistry/v1.0{workspace}/models/batchGetResolvedUris} for models; azure-ai-ml,
 * restclients dataset_dataplane and model_dataplane). Unverified: what the service says of an id
 * that it does not know.
 */
public final class AssetUris {
  private static final int SCOPE = 2;
  private static final int CALL = SCOPE + Place.PARTS;

  /** By the root of the path: what it serves, and how its answer calls the place. */
  private static final Map<String, Service> SERVICES =
      Map.of(
          "data", new Service(List.of("dataversion", "batchGetResolvedUris"), "uri"),
          "modelregistry", new Service(List.of("models", "batchGetResolvedUris"), "path"));

  private record Service(List<String> call, String field) {}

  private final World world;
  private final Tokens tokens;
  private final References references;

  public AssetUris(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    this.references = new References(world);
  }

  public boolean serves(Exchange exchange) {
    return SERVICES.containsKey(exchange.path().get(0));
  }

  public void handle(Exchange exchange) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    var path = exchange.path();
    var service = SERVICES.get(path.get(0));
    var place =
        Place.workspaceAt(path, SCOPE)
            .filter(known -> exchange.is("POST"))
            .filter(known -> path.subList(CALL, path.size()).equals(service.call()))
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putObject("values");
    for (var wanted : exchange.json().path("values")) {
      var id = wanted.asText();
      var type =
          references
              .historyType(id)
              .orElseThrow(
                  () ->
                      AzureFailure.noAsset("Could not find asset with assetId %s.".formatted(id)));
      values
          .putObject(id)
          .put(service.field(), references.longUri(place.name(), id))
          .put("type", type);
    }
    exchange.json(200, answer);
  }
}
