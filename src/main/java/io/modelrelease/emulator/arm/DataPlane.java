package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import java.util.List;
import java.util.Set;

/**
 * The way into a service beside the resource manager: {@code /{service}/{version}{workspace}/…}.
 */
public final class DataPlane {
  /** Where in the path the workspace's id is. */
  public static final int SCOPE = 2;

  /** Where in the path the service's own call is. */
  public static final int CALL = SCOPE + Place.PARTS;

  private DataPlane() {}

  /**
   * The workspace of a call that is in the service's table.
   *
   * @throws AzureFailure 401 no token of the resource manager, 404 no such call or workspace, 405
   *     another method
   */
  public static Place enter(Exchange exchange, Tokens tokens, List<Route> routes) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    Route.require(routes, exchange);
    return Place.workspaceAt(exchange.path(), SCOPE)
        .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
  }
}
