package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.DataPlane;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import java.util.List;
import java.util.Map;

/**
 * Where the bytes of assets are that the run history names ({@code
 * {api}/data/v1.0{workspace}/dataversion/batchGetResolvedUris} for data, {@code
 * {api}/modelregistry/v1.0{workspace}/models/batchGetResolvedUris} for models; azure-ai-ml,
 * restclients dataset_dataplane and model_dataplane). Unverified: what the service says of an id
 * that it does not know.
 */
public final class AssetUris {

  /** All that is answered. */
  public static final List<Route> ROUTES =
      List.of(
          new Route(
              "POST",
              "/data/v1.0{W}/dataversion/batchGetResolvedUris",
              "where data is that jobs name",
              "azure-ai-ml, restclient/dataset_dataplane"),
          new Route(
              "POST",
              "/modelregistry/v1.0{W}/models/batchGetResolvedUris",
              "where models are that jobs name",
              "azure-ai-ml, restclient/model_dataplane"));

  /** How the answer calls the place, by the root of the path. */
  private static final Map<String, String> FIELDS = Map.of("data", "uri", "modelregistry", "path");

  private final World world;
  private final Tokens tokens;
  private final References references;

  public AssetUris(World world, Tokens tokens) {
    this.world = world;
    this.tokens = tokens;
    this.references = new References(world);
  }

  public boolean serves(Exchange exchange) {
    return FIELDS.containsKey(exchange.path().get(0));
  }

  public void handle(Exchange exchange) {
    var place = DataPlane.enter(exchange, tokens, ROUTES);
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
          .put(FIELDS.get(exchange.path().get(0)), references.longUri(place.name(), id))
          .put("type", type);
    }
    exchange.json(200, answer);
  }
}
