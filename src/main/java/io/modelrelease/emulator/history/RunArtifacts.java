package io.modelrelease.emulator.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.ArmApi;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a run as the run history and the artifact service show them (azure-ai-ml, restclient
 * runhistory, RunArtifacts): their list, one of them, signed addresses of one or of all below a
 * path, and places for new ones. Paths are relative to the run. All files come in one page.
 */
final class RunArtifacts {
  static final String ORIGIN = "ExperimentRun";

  private final World world;

  RunArtifacts(World world) {
    this.world = world;
  }

  static String container(String run) {
    return "dcid." + run;
  }

  /**
   * Answers what comes after {@code …/artifacts} for a run.
   *
   * @param call none, {@code path}, {@code metadata}, {@code contentinfo}, {@code artifacturi},
   *     {@code prefix/contentinfo} or {@code batch/metadata}
   * @param path of a file, or a prefix; empty for all
   */
  void handle(Exchange exchange, Place place, String run, String call, String path) {
    switch (exchange.method() + " " + call) {
      case "GET ", "GET path" -> exchange.json(200, list(place, run, path, false));
      case "GET prefix/contentinfo" -> exchange.json(200, list(place, run, path, true));
      case "GET metadata" -> exchange.json(200, show(place, run, existing(place, run, path)));
      case "GET contentinfo" -> exchange.json(200, signed(place, run, existing(place, run, path)));
      case "GET artifacturi" ->
          exchange.json(
              200,
              Exchange.JSON.getNodeFactory().textNode(uri(place, run, existing(place, run, path))));
      case "POST batch/metadata" -> create(exchange, place, run);
      default -> throw AzureFailure.notFound(exchange.rawPath());
    }
  }

  /** A signed address of a file, by which it is read and written. */
  String uri(Place place, String run, String path) {
    var at = JobFiles.artifacts(place, run, path);
    return "%s/%s/%s/%s?%s"
        .formatted(world.base(), at.account(), at.container(), encoded(at.path()), ArmApi.sas());
  }

  /** Paths of the files below a folder, which ends with a slash, or of the one file. */
  List<String> below(Place place, String run, String path) {
    var root = JobFiles.artifacts(place, run, "");
    var at = JobFiles.artifacts(place, run, path);
    return world.blobs().list(at.account(), at.container(), at.path()).stream()
        .map(blob -> blob.substring(root.path().length()))
        .filter(
            name ->
                path.isEmpty()
                    || name.equals(path)
                    || name.startsWith(path.replaceFirst("/?$", "/")))
        .toList();
  }

  private ObjectNode list(Place place, String run, String path, boolean isSigned) {
    var answer = Exchange.JSON.createObjectNode();
    var values = answer.putArray("value");
    for (var name : below(place, run, path)) {
      values.add(isSigned ? signed(place, run, name) : show(place, run, name));
    }
    return answer;
  }

  private Optional<Path> file(Place place, String run, String path) {
    BlobPlace at = JobFiles.artifacts(place, run, path);
    return world.blobs().file(at.account(), at.container(), at.path()).filter(Files::isRegularFile);
  }

  private String existing(Place place, String run, String path) {
    return Optional.of(path)
        .filter(name -> !name.isEmpty() && file(place, run, name).isPresent())
        .orElseThrow(
            () ->
                AzureFailure.noAsset("The artifact %s of run %s not found.".formatted(path, run)));
  }

  private ObjectNode signed(Place place, String run, String path) {
    return Exchange.JSON
        .createObjectNode()
        .put("contentUri", uri(place, run, path))
        .put("origin", ORIGIN)
        .put("container", container(run))
        .put("path", path);
  }

  private ObjectNode show(Place place, String run, String path) {
    var shown = Exchange.JSON.createObjectNode();
    shown.put("artifactId", "%s/%s/%s".formatted(ORIGIN, container(run), path));
    shown.put("origin", ORIGIN).put("container", container(run)).put("path", path);
    file(place, run, path).ifPresent(file -> shown.put("createdTime", time(file)));
    shown
        .putObject("dataPath")
        .put("dataStoreName", World.ARTIFACTS)
        .put("relativePath", JobFiles.artifacts(place, run, path).path());
    shown.putObject("tags");
    return shown;
  }

  private static String time(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty files, whose bytes the caller then sends to their signed addresses. */
  private void create(Exchange exchange, Place place, String run) {
    var answer = Exchange.JSON.createObjectNode();
    var artifacts = answer.putObject("artifacts");
    var addresses = answer.putObject("artifactContentInformation");
    answer.putObject("errors");
    for (var wanted : exchange.json().path("paths")) {
      var path = wanted.path("path").asText("");
      if (path.isEmpty() || Stream.of(path.split("/")).anyMatch(".."::equals)) {
        throw AzureFailure.userError("The artifact path '%s' is not valid.".formatted(path));
      }
      var at = JobFiles.artifacts(place, run, path);
      if (file(place, run, path).isEmpty()) {
        world.blobs().put(at.account(), at.container(), at.path(), new byte[0]);
      }
      artifacts.set(path, show(place, run, path));
      addresses.set(path, signed(place, run, path));
    }
    exchange.json(200, answer);
  }

  private static String encoded(String blob) {
    return Stream.of(blob.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
