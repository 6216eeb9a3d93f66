package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Rights that were taken away: {@code POST /_emulator/rights {"deny":
 * "Microsoft.MachineLearningServices/workspaces/computes/*", "scope": "…/workspaces/mlw-dev"}}
 * until {@code DELETE}; without a scope everywhere. All callers are one identity here.
 */
public final class Rights {
  private static final String CALLER = "00000000-0000-0000-0000-0000000000e1";
  private final List<JsonNode> denied = new CopyOnWriteArrayList<>();

  public Map<String, Consumer<Exchange>> control() {
    return Map.of(
        "POST rights",
        exchange -> {
          var order = exchange.json();
          if (order.path("deny").asText("").isBlank()) {
            throw AzureFailure.userError(
                "deny is the action that is no longer allowed, with * for any, such as Microsoft.MachineLearningServices/workspaces/computes/write.");
          }
          denied.add(order);
          exchange.empty(204);
        },
        "DELETE rights",
        exchange -> {
          denied.clear();
          exchange.empty(204);
        });
  }

  /**
   * Refuses what is denied.
   *
   * @throws AzureFailure 403 in the resource manager's words
   */
  void require(Exchange exchange, String action) {
    var path = exchange.rawPath().toLowerCase(Locale.ROOT);
    for (var order : denied) {
      var pattern = order.path("deny").asText().replace(".", "\\.").replace("*", ".*");
      if (action.matches("(?i)" + pattern)
          && path.startsWith(order.path("scope").asText("").toLowerCase(Locale.ROOT))) {
        throw new AzureFailure(
            403,
            "AuthorizationFailed",
            "The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials."
                .formatted(CALLER, CALLER, action, exchange.rawPath()));
      }
    }
  }
}
