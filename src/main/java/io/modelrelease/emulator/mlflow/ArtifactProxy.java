package io.modelrelease.emulator.mlflow;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.job.JobFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Artifacts through the tracking server ({@code mlflow-artifacts:/…}; MLflow documentation,
 * "Tracking server for proxied artifact access"): {@code {run}/artifacts/…} is read and written,
 * {@code registered-models/{name}/{version}/…} is read. On Azure the plug-in azureml-mlflow goes to
 * the artifact service of the workspace instead; stock MLflow, whom the emulator gives an http
 * address, goes here.
 */
final class ArtifactProxy {
  static final String SCHEME = "mlflow-artifacts:/";
  private static final String MODELS = "registered-models";
  private static final Pattern OF_RUN = Pattern.compile("([^/]+)/artifacts(?:/(.*))?");
  private static final Pattern OF_MODEL = Pattern.compile(MODELS + "/([^/]+)/([^/]+)(?:/(.*))?");
  private static final Pattern RUN_SOURCE =
      Pattern.compile(
          "(?:runs:/([^/]+)(?:/(.*))?)|(?:(?:mlflow-artifacts:/+|https?://.*/mlflow-artifacts/artifacts/)([^/]+)/artifacts(?:/(.*))?)");

  /** All that is answered. */
  static final List<Route> ROUTES =
      Stream.of("GET", "HEAD", "PUT", "DELETE")
          .map(
              method ->
                  new Route(
                      method,
                      "/mlflow/v1.0{W}/api/2.0/mlflow-artifacts/artifacts/{path+}",
                      "",
                      "MLflow, proxied artifact access; not on Azure"))
          .toList();

  private final World world;
  private final RegisteredModels models;
  private final Runs runs;

  ArtifactProxy(World world, RegisteredModels models) {
    this.world = world;
    this.models = models;
    this.runs = new Runs(world);
  }

  static String uri(String run) {
    return SCHEME + run + "/artifacts";
  }

  static String uri(String model, String version) {
    return SCHEME + MODELS + "/" + model + "/" + version;
  }

  /** What a source that is among a run's artifacts is called in the workspace. */
  static Optional<String> datastoreUri(Place place, String source) {
    return runSource(source)
        .map(
            found ->
                "azureml://%s/datastores/%s/paths/%s"
                    .formatted(
                        place
                            .armId()
                            .substring(1)
                            .replace("/providers/Microsoft.MachineLearningServices", ""),
                        World.ARTIFACTS,
                        JobFiles.artifacts(
                                place,
                                first(found.group(1), found.group(3)),
                                first(found.group(2), found.group(4)))
                            .path()));
  }

  static Optional<String> runOf(String source) {
    return runSource(source).map(found -> first(found.group(1), found.group(3)));
  }

  private static Optional<Matcher> runSource(String source) {
    return Optional.of(RUN_SOURCE.matcher(source)).filter(Matcher::matches);
  }

  private static String first(String... groups) {
    return Stream.of(groups).filter(group -> group != null).findFirst().orElse("");
  }

  void handle(Exchange exchange, Place place, List<String> rest) {
    if (ROUTES.stream().noneMatch(route -> exchange.is(route.method()))
        || !rest.get(0).equals("artifacts")) {
      throw Errors.unknownCall(exchange.method() + " mlflow-artifacts/" + rest.get(0));
    }
    var path = String.join("/", rest.subList(1, rest.size()));
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        if (path.isEmpty()) {
          list(exchange, place(place, exchange.query("path").orElse("")));
        } else {
          download(exchange, place(place, path), path);
        }
      }
      case "PUT" -> {
        var target = ofRun(place, path).filter(found -> !path.endsWith("/artifacts"));
        put(exchange, target.orElseThrow(() -> invalid(path)));
      }
      case "DELETE" -> delete(exchange, ofRun(place, path).orElseThrow(() -> invalid(path)));
      default -> throw Errors.unknownCall(exchange.method() + " mlflow-artifacts/artifacts");
    }
  }

  private static AzureFailure invalid(String path) {
    return Errors.invalid("Invalid path: '%s'.".formatted(path));
  }

  private BlobPlace place(Place place, String path) {
    return ofRun(place, path).or(() -> ofModel(place, path)).orElseThrow(() -> invalid(path));
  }

  private Optional<BlobPlace> ofRun(Place place, String path) {
    var found = OF_RUN.matcher(path);
    if (!found.matches()) {
      return Optional.empty();
    }
    var inside = first(found.group(2));
    if (inside.contains("..")) {
      throw invalid(path);
    }
    return Optional.of(JobFiles.artifacts(place, runs.require(place, found.group(1)).id(), inside));
  }

  private Optional<BlobPlace> ofModel(Place place, String path) {
    var found = OF_MODEL.matcher(path);
    if (!found.matches() || path.contains("..")) {
      return Optional.empty();
    }
    return models
        .content(place, models.requireVersion(place, found.group(1), found.group(2)))
        .map(
            root ->
                new BlobPlace(
                    root.account(),
                    root.container(),
                    root.path().replaceFirst("/$", "")
                        + (first(found.group(3)).isEmpty() ? "" : "/" + found.group(3))));
  }

  private void put(Exchange exchange, BlobPlace target) {
    world.blobs().put(target.account(), target.container(), target.path(), exchange.body());
    exchange.json(200, Exchange.JSON.createObjectNode());
  }

  private void download(Exchange exchange, BlobPlace from, String path) {
    var file =
        world
            .blobs()
            .file(from.account(), from.container(), from.path())
            .filter(Files::isRegularFile)
            .orElseThrow(() -> Errors.missing("No such artifact: '%s'. It".formatted(path)));
    try {
      exchange.bytes(200, "application/octet-stream", Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(Exchange exchange, BlobPlace place) {
    for (var blob : below(place)) {
      world.blobs().delete(place.account(), place.container(), blob);
    }
    if (world.blobs().exists(place.account(), place.container(), place.path())) {
      world.blobs().delete(place.account(), place.container(), place.path());
    }
    exchange.json(200, Exchange.JSON.createObjectNode());
  }

  private List<String> below(BlobPlace place) {
    return world
        .blobs()
        .list(place.account(), place.container(), place.path().replaceFirst("/?$", "/"));
  }

  /** One level; paths are relative to the folder that is listed. */
  private void list(Exchange exchange, BlobPlace folder) {
    var answer = Exchange.JSON.createObjectNode();
    var files = answer.putArray("files");
    var root = folder.path().replaceFirst("/?$", "/");
    var folders = new TreeSet<String>();
    for (var blob : below(folder)) {
      var name = blob.substring(root.length());
      var end = name.indexOf('/');
      if (end >= 0) {
        folders.add(name.substring(0, end));
        continue;
      }
      var file = world.blobs().file(folder.account(), folder.container(), blob).orElseThrow();
      try {
        files.addObject().put("path", name).put("is_dir", false).put("file_size", Files.size(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    folders.forEach(name -> files.addObject().put("path", name).put("is_dir", true));
    exchange.json(200, answer);
  }
}
