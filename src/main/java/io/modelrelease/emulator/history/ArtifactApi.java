package io.modelrelease.emulator.history;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.DataPlane;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.mlflow.MlflowApi;
import java.util.List;

/**
 * The artifact service of a workspace ({@code {api}/artifact/v2.0{workspace}/artifacts/{call}/
 * ExperimentRun/dcid.{run}/{path}}): {@code metadata}, {@code contentinfo}, {@code
 * prefix/contentinfo} and {@code batch/metadata}; the path may also be the query's {@code path}.
 * Read in clients of it (azureml-mlflow's artifact client, tools of third parties); the fields are
 * those of the run history. Unverified: which other calls there are.
 */
public final class ArtifactApi {
  private static final int CALL = DataPlane.CALL + 1;
  private static final String SOURCE = "azureml-mlflow's artifact client";
  private static final String ROOT = "/artifact/v2.0{W}/artifacts/";

  /** All that is answered; the run is {@code dcid.} and its id, then comes a file's path. */
  public static final List<Route> ROUTES =
      List.of(
          new Route("GET", ROOT + "metadata/ExperimentRun/{run+}", "of one file", SOURCE),
          new Route("GET", ROOT + "contentinfo/ExperimentRun/{run+}", "a signed address", SOURCE),
          new Route(
              "GET", ROOT + "prefix/contentinfo/ExperimentRun/{run+}", "signed addresses", SOURCE),
          new Route(
              "POST",
              ROOT + "batch/metadata/ExperimentRun/{run+}",
              "places for new files",
              SOURCE));

  private static final List<String> CALLS =
      List.of("prefix/contentinfo", "batch/metadata", "contentinfo", "metadata");

  private final Tokens tokens;
  private final MlflowApi mlflow;
  private final RunArtifacts artifacts;

  public ArtifactApi(World world, Tokens tokens, MlflowApi mlflow) {
    this.tokens = tokens;
    this.mlflow = mlflow;
    this.artifacts = new RunArtifacts(world);
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("artifact");
  }

  public void handle(Exchange exchange) {
    var place = DataPlane.enter(exchange, tokens, ROUTES);
    var path = exchange.path();
    var asked = String.join("/", path.subList(CALL, path.size()));
    var call =
        CALLS.stream()
            .filter(known -> asked.startsWith(known + "/" + RunArtifacts.ORIGIN + "/"))
            .findFirst()
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    var rest = asked.substring(call.length() + RunArtifacts.ORIGIN.length() + 2);
    var end = rest.indexOf('/');
    var run = (end < 0 ? rest : rest.substring(0, end)).replaceFirst("^dcid\\.", "");
    mlflow.requireRun(place, run);
    artifacts.handle(
        exchange,
        place,
        run,
        call,
        exchange.query("path").orElse(end < 0 ? "" : rest.substring(end + 1)));
  }
}
