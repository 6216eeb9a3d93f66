package io.modelrelease.emulator.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.job.JobFiles;
import io.modelrelease.emulator.job.JobRunner;
import io.modelrelease.emulator.job.JobStates;
import io.modelrelease.emulator.mlflow.Experiments;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The run history of a workspace ({@code {api}/history/v1.0{workspace}/…}): {@code runs/{id}},
 * {@code runs/{id}/details} with the reason of a failure and the log files, {@code
 * runs/{id}/children}, {@code rundata}. Which other fields Azure adds is unverified; those that
 * clients read are here.
 */
public final class RunHistoryApi {
  private static final int SCOPE = 2;
  private static final int CALL = SCOPE + Place.PARTS;
  private static final List<String> LOG_FOLDERS =
      List.of("user_logs/", "logs/", "azureml-logs/", "system_logs/");

  private static final String SOURCE = "azure-ai-ml, restclient/runhistory";

  /** All that is answered. */
  public static final List<Route> ROUTES =
      List.of(
          new Route("GET", "/history/v1.0{W}/runs/{run}", "", SOURCE),
          new Route(
              "GET",
              "/history/v1.0{W}/runs/{run}/details",
              "with the reason of a failure and the log files",
              SOURCE),
          new Route("GET", "/history/v1.0{W}/runs/{run}/children", "", SOURCE),
          new Route("POST", "/history/v1.0{W}/rundata", "the run that the body names", SOURCE));

  private final World world;
  private final Tokens tokens;
  private final JobRunner runner;

  public RunHistoryApi(World world, Tokens tokens, JobRunner runner) {
    this.world = world;
    this.tokens = tokens;
    this.runner = runner;
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("history");
  }

  public void handle(Exchange exchange) {
    tokens.require(exchange, Set.of(Tokens.MANAGEMENT));
    Route.require(ROUTES, exchange);
    var path = exchange.path();
    var place =
        Place.workspaceAt(path, SCOPE)
            .filter(known -> path.size() > CALL)
            .orElseThrow(() -> AzureFailure.notFound(exchange.rawPath()));
    var call = path.subList(CALL, path.size());
    if (call.equals(List.of("rundata")) && exchange.is("POST")) {
      var job = job(place, exchange.json().path("runId").asText(""));
      var answer = Exchange.JSON.createObjectNode();
      answer.set("runMetadata", run(place, job));
      exchange.json(200, answer);
      return;
    }
    if (!exchange.is("GET") || !call.get(0).equals("runs") || call.size() < 2) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    var job = job(place, call.get(1));
    switch (String.join("/", call.subList(2, call.size()))) {
      case "" -> exchange.json(200, run(place, job));
      case "details" -> exchange.json(200, details(place, job));
      case "children" -> exchange.json(200, children(place, job));
      default -> throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  private Resource job(Place place, String id) {
    // as its users quote it: Azure/AutoML-vNext-Preview issue 3
    return Resource.find(world, place.key("jobs", id))
        .orElseThrow(() -> AzureFailure.noAsset("Run %s was not found".formatted(id)));
  }

  private ObjectNode run(Place place, Resource job) {
    var run = common(job);
    run.put("displayName", job.properties().path("displayName").asText(job.name()));
    var experiment = job.properties().path("experimentName").asText("Default");
    run.put("experimentId", Experiments.id(place.name(), experiment));
    run.put("rootRunId", JobStates.root(job));
    JobStates.parent(job).ifPresent(parent -> run.put("parentRunId", parent));
    run.put("createdUtc", job.createdAt().toString());
    run.set("tags", job.properties().path("tags").deepCopy());
    run.putObject("outputs");
    return run;
  }

  private static ObjectNode common(Resource job) {
    var run = Exchange.JSON.createObjectNode();
    run.put("runId", job.name()).put("status", JobStates.of(job));
    JobStates.startedAt(job).map(Instant::toString).ifPresent(at -> run.put("startTimeUtc", at));
    JobStates.endedAt(job).map(Instant::toString).ifPresent(at -> run.put("endTimeUtc", at));
    JobStates.error(job).ifPresent(error -> run.putObject("error").set("error", error));
    var warnings = run.putArray("warnings");
    JobStates.warning(job)
        .ifPresent(text -> warnings.addObject().put("source", "emulator").put("message", text));
    var properties = job.properties().path("properties");
    run.set(
        "properties",
        properties.isObject() ? properties.deepCopy() : Exchange.JSON.createObjectNode());
    return run;
  }

  private ObjectNode details(Place place, Resource job) {
    runner.flushLog(place, job);
    var details = common(job);
    var logFiles = details.putObject("logFiles");
    for (var folder : LOG_FOLDERS) {
      var at = JobFiles.artifacts(place, job.name(), folder);
      var root = JobFiles.artifacts(place, job.name(), "").path();
      for (var blob : world.blobs().list(at.account(), at.container(), at.path())) {
        logFiles.put(
            blob.substring(root.length()),
            "%s/%s/%s/%s?%s"
                .formatted(
                    world.base(), at.account(), at.container(), encoded(blob), ArmApi.sas()));
      }
    }
    return details;
  }

  private static String encoded(String blob) {
    return Stream.of(blob.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private ObjectNode children(Place place, Resource parent) {
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    world.store().children(place.key("jobs")).stream()
        .flatMap(key -> Resource.find(world, key).stream())
        .filter(job -> JobStates.parent(job).filter(parent.name()::equals).isPresent())
        .forEach(job -> values.add(run(place, job)));
    return answer;
  }
}
