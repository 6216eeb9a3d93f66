package io.modelrelease.emulator.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.DataPlane;
import io.modelrelease.emulator.arm.OutputAssets;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.job.JobRunner;
import io.modelrelease.emulator.job.JobStates;
import io.modelrelease.emulator.mlflow.Experiments;
import java.time.Instant;
import java.util.List;

/**
 * The run history of a workspace ({@code {api}/history/v1.0{workspace}/…}): {@code runs/{id}},
 * {@code runs/{id}/details} with the reason of a failure and the log files, {@code
 * runs/{id}/children}, {@code runs/{id}/artifacts/…}, {@code runs/{id}/serviceinstances}, {@code
 * rundata}; runs also below {@code experiments/{name}} and {@code experimentids/{id}}. Which other
 * fields Azure adds is unverified; those that clients read are here.
 */
public final class RunHistoryApi {
  private static final List<String> LOG_FOLDERS =
      List.of("user_logs/", "logs/", "azureml-logs/", "system_logs/");

  private static final String SOURCE = "azure-ai-ml, restclient/runhistory";
  private static final String RUN = "/history/v1.0{W}/runs/{run}";
  private static final String OF_EXPERIMENT =
      "/history/v1.0{W}/{experiments or experimentids}/{experiment}/runs/{run+}";

  /** All that is answered. */
  public static final List<Route> ROUTES =
      List.of(
          new Route("GET", RUN, "", SOURCE),
          new Route("GET", RUN + "/details", "the reason of a failure, the log files", SOURCE),
          new Route("GET", RUN + "/children", "", SOURCE),
          new Route("GET", RUN + "/serviceinstances/{node}", "none run beside a job here", SOURCE),
          new Route("GET", RUN + "/artifacts", "by path", SOURCE),
          new Route("GET", RUN + "/artifacts/path", "the same", SOURCE),
          new Route("GET", RUN + "/artifacts/metadata", "of one file", SOURCE),
          new Route("GET", RUN + "/artifacts/contentinfo", "a signed address", SOURCE),
          new Route("GET", RUN + "/artifacts/prefix/contentinfo", "signed addresses", SOURCE),
          new Route("GET", RUN + "/artifacts/artifacturi", "a signed address", SOURCE),
          new Route("POST", RUN + "/artifacts/batch/metadata", "places for new files", SOURCE),
          new Route("GET", OF_EXPERIMENT, "the same of a run of that experiment", SOURCE),
          new Route("POST", OF_EXPERIMENT, "the same of a run of that experiment", SOURCE),
          new Route("POST", "/history/v1.0{W}/rundata", "the run that the body names", SOURCE));

  /** Nothing that is asked through a job's {@code services} runs beside it here. */
  private static final ObjectNode NO_SERVICES =
      Exchange.JSON.createObjectNode().set("instances", Exchange.JSON.createObjectNode());

  private final World world;
  private final Tokens tokens;
  private final JobRunner runner;
  private final RunArtifacts artifacts;

  public RunHistoryApi(World world, Tokens tokens, JobRunner runner) {
    this.world = world;
    this.tokens = tokens;
    this.runner = runner;
    this.artifacts = new RunArtifacts(world);
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("history");
  }

  public void handle(Exchange exchange) {
    var place = DataPlane.enter(exchange, tokens, ROUTES);
    var path = exchange.path();
    var call = path.subList(DataPlane.CALL, path.size());
    if (call.equals(List.of("rundata")) && exchange.is("POST")) {
      var job = job(place, exchange.json().path("runId").asText(""));
      var answer = Exchange.JSON.createObjectNode();
      answer.set("runMetadata", run(place, job));
      exchange.json(200, answer);
    } else if (call.get(0).equals("runs") && call.size() > 1) {
      handle(exchange, place, job(place, call.get(1)), call.subList(2, call.size()));
    } else if (call.size() > 3 && call.get(2).equals("runs")) {
      var job = job(place, call.get(3));
      if (!isOf(place, job, call.get(0), call.get(1))) {
        throw AzureFailure.notFound("The run %s of %s".formatted(call.get(3), call.get(1)));
      }
      handle(exchange, place, job, call.subList(4, call.size()));
    } else {
      throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  /** Runs are found by the name or the id of their experiment, too. */
  private static boolean isOf(Place place, Resource job, String by, String experiment) {
    var name = job.properties().path("experimentName").asText("Default");
    return switch (by) {
      case "experiments" -> name.equals(experiment);
      case "experimentids" -> Experiments.id(place.name(), name).equals(experiment);
      default -> false;
    };
  }

  private void handle(Exchange exchange, Place place, Resource job, List<String> call) {
    var name = String.join("/", call);
    if (!call.isEmpty() && call.get(0).equals("artifacts")) {
      runner.flushLog(place, job);
      artifacts.handle(
          exchange,
          place,
          job.name(),
          String.join("/", call.subList(1, call.size())),
          exchange.query("path").orElse(""));
      return;
    }
    if (!exchange.is("GET")) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    if (name.matches("serviceinstances/\\d+")) {
      exchange.json(200, NO_SERVICES);
      return;
    }
    switch (name) {
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
    var run = common(place, job);
    run.put("displayName", job.properties().path("displayName").asText(job.name()));
    var experiment = job.properties().path("experimentName").asText("Default");
    run.put("experimentId", Experiments.id(place.name(), experiment));
    run.put("rootRunId", JobStates.root(job));
    JobStates.parent(job).ifPresent(parent -> run.put("parentRunId", parent));
    run.put("createdUtc", job.createdAt().toString());
    run.set("tags", job.properties().path("tags").deepCopy());
    return run;
  }

  private static ObjectNode common(Place place, Resource job) {
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
    outputs(place, job, run.putObject("outputs"));
    return run;
  }

  /** Those that the job's body names, as soon as it has run; the artifacts are not among them. */
  private static void outputs(Place place, Resource job, ObjectNode outputs) {
    if (JobStates.endedAt(job).isPresent() && JobStates.startedAt(job).isPresent()) {
      job.properties()
          .path("outputs")
          .fieldNames()
          .forEachRemaining(name -> outputs.set(name, OutputAssets.reference(place, job, name)));
    }
  }

  private ObjectNode details(Place place, Resource job) {
    runner.flushLog(place, job);
    var details = common(place, job);
    var logFiles = details.putObject("logFiles");
    for (var folder : LOG_FOLDERS) {
      for (var path : artifacts.below(place, job.name(), folder)) {
        logFiles.put(path, artifacts.uri(place, job.name(), path));
      }
    }
    return details;
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
