package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What Azure has and the emulator has not: said so, instead of "not found". */
public final class Unsupported {
  private static final Map<String, String> COLLECTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("connections", "secrets of other services"),
              Map.entry("endpoints", "model services of Foundry"),
              Map.entry("featuresets", "feature stores"),
              Map.entry("featurestoreEntities", "feature stores"),
              Map.entry("inferencePools", "inference pools"),
              Map.entry("linkedServices", "Synapse"),
              Map.entry("marketplaceSubscriptions", "bought models"),
              Map.entry("outboundRules", "managed networks"),
              Map.entry("privateLinkResources", "private networks"),
              Map.entry("raiPolicies", "content filters"),
              Map.entry("serverlessEndpoints", "models paid by the token"),
              Map.entry("services", "web services of version 1"),
              Map.entry("skus", "editions of workspaces")));

  private static final String FIXED = "not supported: there is what there is from the start";
  private static final String SECRETS = "not supported: workspaces have no keys here";
  private static final String NOTEBOOKS = "not supported: no notebooks here";
  private static final String NETWORKS = "not supported: no private networks here";

  private Unsupported() {}

  /** Calls of Azure's at what the emulator has, and which it has not. */
  static List<Operation> operations() {
    return Stream.of(
            List.of("PUT", "R", FIXED),
            List.of("DELETE", "R", FIXED),
            List.of("POST", "W/listKeys", SECRETS),
            List.of("POST", "W/listStorageAccountKeys", SECRETS),
            List.of("POST", "W/listNotebookKeys", SECRETS),
            List.of("POST", "W/listNotebookAccessToken", NOTEBOOKS),
            List.of("POST", "W/prepareNotebook", NOTEBOOKS),
            List.of("GET", "W/outboundNetworkDependenciesEndpoints", NETWORKS),
            List.of("PUT", "W/privateEndpointConnections/{name}", NETWORKS),
            List.of("DELETE", "W/privateEndpointConnections/{name}", NETWORKS),
            List.of(
                "POST",
                "L/locations/{location}/updateQuotas",
                "not supported: POST /_emulator/quota sets limits"))
        .map(
            call ->
                new Operation(
                    call.get(0),
                    call.get(1),
                    call.get(2),
                    "spec workspaceRP.json, mfe.json",
                    (exchange, parts) -> {
                      throw new AzureFailure(
                          501,
                          "EmulatorLimit",
                          "%s %s is %s."
                              .formatted(exchange.method(), exchange.rawPath(), call.get(2)));
                    }))
        .toList();
  }

  /** Collections of a workspace that are not there, and what they are for. */
  public static Map<String, String> collections() {
    return COLLECTIONS;
  }

  /**
   * Refuses a path that no operation has.
   *
   * @throws AzureFailure 501 for what Azure has, else 404 in the resource manager's words
   */
  static void refuse(Exchange exchange, List<String> path) {
    for (var part : path) {
      var known = COLLECTIONS.keySet().stream().filter(part::equalsIgnoreCase).findFirst();
      if (known.isPresent()) {
        throw new AzureFailure(
            501,
            "EmulatorLimit",
            "The emulator has no %s (%s).".formatted(known.get(), COLLECTIONS.get(known.get())));
      }
    }
    throw new AzureFailure(
        404,
        "InvalidResourceType",
        "The resource type could not be found in the namespace 'Microsoft.MachineLearningServices' for api version '%s': %s"
            .formatted(exchange.query("api-version").orElse(""), exchange.rawPath()));
  }
}
