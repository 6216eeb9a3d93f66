package io.modelrelease.emulator.blob;

import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import java.util.List;

/** The calls of the Blob service's REST API that are answered, by method and {@code comp}. */
final class BlobRoutes {
  private static final String CONTAINER = "/{account}/{container}";
  private static final String BLOB = CONTAINER + "/{blob+}";

  static final List<Route> CONTAINERS =
      List.of(
          route("GET", CONTAINER, "list", "List Blobs"),
          route("GET", CONTAINER, "", "Get Container Properties"),
          route("HEAD", CONTAINER, "", "Get Container Properties"),
          route("PUT", CONTAINER, "", "Create Container: it is there already"));

  static final List<Route> BLOBS =
      List.of(
          route("GET", BLOB, "", "Get Blob, whole or a range"),
          route("HEAD", BLOB, "", "Get Blob Properties"),
          route("PUT", BLOB, "", "Put Blob (block, append), Copy Blob"),
          route("DELETE", BLOB, "", "Delete Blob"),
          route("PUT", BLOB, "block", "Put Block"),
          route("PUT", BLOB, "blocklist", "Put Block List"),
          route("GET", BLOB, "blocklist", "Get Block List"),
          route("PUT", BLOB, "appendblock", "Append Block"),
          route("PUT", BLOB, "metadata", "Set Blob Metadata"));

  private BlobRoutes() {}

  private static Route route(String method, String path, String comp, String name) {
    return new Route(
        method,
        comp.isEmpty() ? path : path + "?comp=" + comp,
        name,
        "docs: Blob service REST API");
  }

  /** Whether a table has the call that a request is. */
  static boolean have(List<Route> table, Exchange exchange) {
    var comp = exchange.query("comp").map(name -> "?comp=" + name).orElse("");
    return table.stream()
        .anyMatch(
            route ->
                exchange.is(route.method())
                    && route.path().replaceFirst("^[^?]*", "").equals(comp));
  }
}
