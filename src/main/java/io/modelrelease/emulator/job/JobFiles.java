package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.Commands;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.python.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Brings a job's code and inputs from blob storage, and its outputs and logs there. */
public final class JobFiles {
  private static final String UNREADABLE = "DataAccessError";

  private final World world;
  private final References references;

  JobFiles(World world) {
    this.world = world;
    this.references = new References(world);
  }

  /** A fresh copy of the code, read-only copies of the inputs, and empty outputs. */
  Bindings bring(Place place, Resource job, JobFolder folder) {
    folder.create();
    var properties = job.properties();
    code(place, properties.path("codeId").asText(""), folder);
    var inputs = new LinkedHashMap<String, String>();
    properties
        .path("inputs")
        .properties()
        .forEach(
            input ->
                inputs.put(
                    input.getKey(), input(place, job, input.getKey(), input.getValue(), folder)));
    var outputs = new LinkedHashMap<String, String>();
    properties
        .path("outputs")
        .properties()
        .forEach(
            output ->
                outputs.put(
                    output.getKey(), output(job, output.getKey(), output.getValue(), folder)));
    return new Bindings(inputs, outputs);
  }

  /** An environment that Azure would build is not built here: the first line of the log says so. */
  void tellAboutEnvironment(Resource job, JobFolder folder, Python python) {
    var built =
        references
            .version(job.properties().path("environmentId").asText(""))
            .map(Resource::properties)
            .filter(
                said ->
                    said.hasNonNull("condaFile")
                        || said.hasNonNull("build")
                        || said.path("environmentType").asText().equals("Curated"));
    if (built.isEmpty() || world.settings().commands() != Commands.ANY) {
      return;
    }
    try {
      Files.writeString(
          folder.log(),
          "emulator: the environment %s is not built; this runs with this machine's programs, Python is %s.%n"
              .formatted(
                  job.properties()
                      .path("environmentId")
                      .asText()
                      .replaceFirst(".*/environments/", ""),
                  python.program()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void code(Place place, String codeId, JobFolder folder) {
    if (codeId.isEmpty()) {
      return;
    }
    var code =
        references
            .version(codeId)
            .orElseThrow(
                () -> new JobFailure(UNREADABLE, "The code %s is gone.".formatted(codeId)));
    var from = place(place, "code", code.properties().path("codeUri").asText());
    if (world.blobs().materialise(from, folder.code()) == 0) {
      throw new JobFailure(
          UNREADABLE, "The code at %s/%s holds no file.".formatted(from.container(), from.path()));
    }
  }

  private String input(Place place, Resource job, String name, JsonNode input, JobFolder folder) {
    if (input.path("jobInputType").asText().equals("literal")) {
      return input.path("value").asText();
    }
    var uri = input.path("uri").asText();
    if (isDirect(input)) {
      return uri;
    }
    var target = folder.input(name);
    var elsewhere = references.elsewhere(place.name(), uri);
    if (elsewhere.isPresent()) {
      return WebFile.fetch(elsewhere.get(), target, name).toString();
    }
    var from = place(place, "input " + name, uri);
    if (world.blobs().materialise(from, target) == 0 && !isEmptyOutput(job, uri, target)) {
      throw new JobFailure(
          UNREADABLE, "Input %s cannot be read: there is nothing at %s.".formatted(name, uri));
    }
    makeReadOnly(target);
    if (isFile(from)) {
      return target.resolve(from.path().substring(from.path().lastIndexOf('/') + 1)).toString();
    }
    return input.path("jobInputType").asText().equals("uri_file")
        ? onlyFile(target).orElse(target).toString()
        : target.toString();
  }

  /** An output of type uri_file without a uri of its own is the one file of a folder here. */
  private static Optional<Path> onlyFile(Path folder) {
    try (var files = Files.list(folder)) {
      var all = files.toList();
      return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isFile(BlobPlace place) {
    return world.blobs().exists(place.account(), place.container(), place.path());
  }

  /** Of a step before, which may leave its folder empty. */
  private static boolean isEmptyOutput(Resource job, String uri, Path target) {
    if (JobStates.parent(job).isEmpty() || !uri.contains("/paths/azureml/")) {
      return false;
    }
    try {
      Files.createDirectories(target);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isDirect(JsonNode binding) {
    return binding.path("mode").asText("").toLowerCase(Locale.ROOT).equals("direct");
  }

  private static void makeReadOnly(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toFile().setReadOnly()) {
          throw new IOException("Cannot make read-only: " + file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String output(Resource job, String name, JsonNode output, JobFolder folder) {
    if (isDirect(output)) {
      return References.outputUri(job.name(), job, name);
    }
    try {
      var path = Files.createDirectories(folder.output(name));
      return (isFileOutput(output) ? path.resolve(name) : path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFileOutput(JsonNode output) {
    return output.path("jobOutputType").asText("").equals("uri_file");
  }

  private BlobPlace place(Place place, String what, String uri) {
    try {
      return references.place(place.name(), uri);
    } catch (AzureFailure e) {
      throw new JobFailure(UNREADABLE, "The %s cannot be read: %s".formatted(what, e.getMessage()));
    }
  }

  /** Takes outputs, logs and artifacts to where they are found after the job. */
  void take(Place place, Resource job, JobFolder folder) {
    job.properties()
        .path("outputs")
        .properties()
        .forEach(output -> takeOutput(place, job, output.getKey(), output.getValue(), folder));
    for (var name : List.of("outputs", "logs")) {
      world.blobs().upload(folder.code().resolve(name), artifacts(place, job.name(), name));
    }
    takeLog(place, job.name(), folder);
  }

  private void takeOutput(
      Place place, Resource job, String name, JsonNode output, JobFolder folder) {
    if (isDirect(output)) {
      return;
    }
    var to = place(place, "output " + name, References.outputUri(job.name(), job, name));
    var file = folder.output(name).resolve(name);
    if (isFileOutput(output) && Files.isRegularFile(file)) {
      var path = to.path().endsWith("/") ? to.path() + name : to.path();
      world.blobs().put(to.account(), to.container(), path, read(file));
    } else {
      world.blobs().upload(folder.output(name), to);
    }
  }

  /** The log so far; never an older one over a newer one. */
  synchronized void takeLog(Place place, String job, JobFolder folder) {
    if (Files.exists(folder.log())) {
      var to = artifacts(place, job, "user_logs/std_log.txt");
      world.blobs().put(to.account(), to.container(), to.path(), read(folder.log()));
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a run's artifacts are: {@code ExperimentRun/dcid.{run}/} in the artifact store. */
  public static BlobPlace artifacts(Place place, String run, String path) {
    return new BlobPlace(
        place.account(),
        World.container(World.ARTIFACTS).orElseThrow(),
        "ExperimentRun/dcid.%s/%s".formatted(run, path));
  }
}
