package io.modelrelease.emulator.arm;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

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

  List<Operation> operations() {
    return Stream.of("W", "R")
        .map(
            place ->
                Operation.get(
                    place + "/providers/Microsoft.Authorization/permissions",
                    "what the caller may do there: all but what was taken away",
                    "spec authorization-ProviderOperationsCalls.json",
                    this::permissions))
        .toList();
  }

  /** Permissions - List For Resource. */
  private void permissions(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts).armId().toLowerCase(Locale.ROOT);
    var answer = Exchange.JSON.createObjectNode();
    var permission = answer.putArray("value").addObject();
    permission.putArray("actions").add("*");
    var taken = permission.putArray("notActions");
    denied.stream()
        .filter(order -> place.startsWith(scope(order)))
        .forEach(order -> taken.add(order.path("deny").asText()));
    permission.putArray("dataActions");
    permission.putArray("notDataActions");
    exchange.json(200, answer);
  }

  private static String scope(JsonNode order) {
    return order.path("scope").asText("").toLowerCase(Locale.ROOT);
  }

  /**
   * Refuses what is denied.
   *
   * @throws AzureFailure 403 in the resource manager's words
   */
  void require(Exchange exchange, String action) {
    var path = exchange.rawPath().toLowerCase(Locale.ROOT);
    for (var order : denied) {
      if (action.matches(pattern(order)) && path.startsWith(scope(order))) {
        throw new AzureFailure(
            403,
            "AuthorizationFailed",
            "The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials."
                .formatted(CALLER, CALLER, action, exchange.rawPath()));
      }
    }
  }

  /**
   * What is wild between two slashes stands for nothing, too: AzureML Data Scientist may do {@code
   * workspaces/&#42;/write}, and its role has to take {@code workspaces/write} away again.
   */
  private static String pattern(JsonNode order) {
    return "(?i)"
        + Stream.of(order.path("deny").asText().split("/[*]/", -1))
            .map(part -> part.replace(".", "\\.").replace("*", ".*"))
            .collect(joining("/(.*/)?"));
  }
}
