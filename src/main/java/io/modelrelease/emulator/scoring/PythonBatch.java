package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.model.ModelFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Scores a batch job's files with Python: by a scoring script, a mini batch of files at a time, or
 * by a python_function, a CSV file at a time.
 *
 * <p>A mini batch that raises counts with all its files for the error threshold, one that answers
 * fewer rows than it has files with those that are missing (Microsoft's documentation, "Author
 * scoring scripts for batch deployments"). Unverified: how a DataFrame's columns are separated in
 * the output; here by commas.
 */
final class PythonBatch {
  private final World world;
  private final PythonServers servers;

  PythonBatch(World world, PythonServers servers) {
    this.world = world;
    this.servers = servers;
  }

  /** The lines of the output file. */
  List<String> score(
      BatchJob job, List<BlobPlace> files, BooleanSupplier goOn, Consumer<String> log) {
    var name = job.child();
    Path folder = null;
    PythonServer server = servers.forBatch(job.model(), name, log);
    try {
      folder = Files.createTempDirectory("model-release-batch");
      var course = new Course(job, server, folder, log);
      return job.model().isScript()
          ? course.script(files, goOn, () -> servers.forBatch(job.model(), name, log))
          : course.rows(files, goOn);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      server.close();
      servers.discardBatch(name);
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (var all = Files.walk(folder)) {
      for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One job's way through its files. */
  private final class Course {
    private final BatchJob job;
    private final PythonServer server;
    private final Path folder;
    private final Consumer<String> log;
    private final List<String> lines = new ArrayList<>();
    private int failed;

    Course(BatchJob job, PythonServer server, Path folder, Consumer<String> log) {
      this.job = job;
      this.server = server;
      this.folder = folder;
      this.log = log;
    }

    List<String> script(
        List<BlobPlace> files,
        BooleanSupplier goOn,
        java.util.function.Supplier<PythonServer> again) {
      var current = server;
      var size = Math.max(1, job.model().program().path("miniBatchSize").asInt(1));
      var paths = files.stream().map(this::bring).toList();
      for (var first = 0; first < paths.size() && goOn.getAsBoolean(); first += size) {
        var batch = paths.subList(first, Math.min(paths.size(), first + size));
        if (!current.isAlive()) {
          current = again.get();
        }
        miniBatch(current, batch, files.size());
      }
      current.close();
      log.accept("%d files, %d of them failed.".formatted(files.size(), failed));
      return lines;
    }

    private void miniBatch(PythonServer current, List<String> batch, int all) {
      var tries = 1 + Math.max(0, job.model().program().path("retries").asInt(0));
      for (var attempt = 1; ; attempt++) {
        try {
          var answer = ask(current, Orders.files(batch));
          answer.forEach(line -> lines.add(line.asText()));
          fail(Math.max(0, batch.size() - answer.size()), all, "run() answered too few rows.");
          return;
        } catch (AzureFailure | ModelFailure failure) {
          log.accept(
              "Mini batch %s, attempt %d: %s".formatted(batch, attempt, failure.getMessage()));
          if (attempt >= tries || !current.isAlive()) {
            fail(batch.size(), all, failure.getMessage());
            return;
          }
        }
      }
    }

    private JsonNode ask(
        PythonServer current, com.fasterxml.jackson.databind.node.ObjectNode order) {
      return current.ask(
          order, Duration.ofSeconds(1), PythonServers.duration(job.model(), "timeout", "PT30S"));
    }

    private void fail(int files, int all, String why) {
      failed += files;
      if (job.errorThreshold() >= 0 && failed > job.errorThreshold()) {
        throw new ModelFailure(
            "%d of %d files could not be scored, more than error_threshold %d allows. %s"
                .formatted(failed, all, job.errorThreshold(), why));
      }
    }

    private String bring(BlobPlace file) {
      var root = job.file() ? "" : job.input().path().replaceFirst("/?$", "/");
      var relative =
          job.file()
              ? file.path().substring(file.path().lastIndexOf('/') + 1)
              : file.path().substring(root.length());
      var target = folder.resolve(relative);
      try {
        Files.createDirectories(target.getParent());
        Files.copy(
            world.blobs().file(file.account(), file.container(), file.path()).orElseThrow(),
            target);
        return target.toString();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> rows(List<BlobPlace> files, BooleanSupplier goOn) {
      for (var file : files) {
        if (!goOn.getAsBoolean()) {
          break;
        }
        var name = file.path().substring(file.path().lastIndexOf('/') + 1);
        try {
          var input = CsvInput.read(world.blobs(), file);
          var answers = ask(server, Orders.predict(input.columns(), input.rows()));
          for (var row = 0; row < answers.size(); row++) {
            lines.add(line(row, answers.get(row), name));
          }
        } catch (AzureFailure | ModelFailure failure) {
          var sentence = "File %s: %s".formatted(name, failure.getMessage());
          log.accept(sentence);
          fail(1, files.size(), sentence);
        }
      }
      log.accept("%d files, %d of them failed.".formatted(files.size(), failed));
      return lines;
    }

    private static String line(int row, JsonNode answer, String file) {
      var cells = new ArrayList<String>();
      cells.add(Integer.toString(row));
      if (answer.isContainerNode()) {
        answer.forEach(value -> cells.add(value.asText()));
      } else {
        cells.add(answer.asText());
      }
      cells.add(file);
      var text = new StringWriter();
      try (var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
        csv.writeRecord(cells);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString().stripTrailing();
    }
  }

  static byte[] bytes(List<String> lines) {
    return String.join("", lines.stream().map(line -> line + "\n").toList())
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
