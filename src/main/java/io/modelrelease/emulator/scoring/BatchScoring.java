package io.modelrelease.emulator.scoring;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.model.ModelFailure;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Scores the CSV files of a batch job, one predict a file. The answers have no header; their
 * columns are row, prediction (several where the model has several outputs), file name.
 */
final class BatchScoring {
  private final World world;
  private final ModelServers servers;
  private final PythonBatch python;

  BatchScoring(World world, ModelServers servers, PythonServers pythons) {
    this.world = world;
    this.servers = servers;
    this.python = new PythonBatch(world, pythons);
  }

  /**
   * The answers to all files, as they are to be written.
   *
   * @param goOn asked before each file
   * @param log takes a line for people
   * @throws ModelFailure the job failed: nothing to read, a type that is not read, no model, or
   *     more files that cannot be scored than the error threshold allows
   */
  byte[] score(BatchJob job, BooleanSupplier goOn, Consumer<String> log) {
    var files = files(job);
    if (job.model().isPython()) {
      return PythonBatch.bytes(python.score(job, files, goOn, log));
    }
    var model = servers.of(job.model());
    var text = new StringWriter();
    var failed = 0;
    try (var answers = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      for (var file : files) {
        if (!goOn.getAsBoolean()) {
          break;
        }
        try {
          write(answers, model.predict(CsvInput.read(world.blobs(), file)), name(file));
        } catch (ModelFailure failure) {
          failed++;
          var sentence = "File %s: %s".formatted(name(file), failure.getMessage());
          log.accept(sentence);
          if (job.errorThreshold() >= 0 && failed > job.errorThreshold()) {
            throw new ModelFailure(
                "%d of %d files could not be scored, more than error_threshold %d allows. %s"
                    .formatted(failed, files.size(), job.errorThreshold(), sentence));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log.accept("%d files, %d of them failed.".formatted(files.size(), failed));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private List<BlobPlace> files(BatchJob job) {
    var input = job.input();
    var root =
        input.path().isEmpty() || job.file() ? input.path() : input.path().replaceFirst("/?$", "/");
    var names =
        world.blobs().list(input.account(), input.container(), root).stream()
            .filter(name -> !job.file() || name.equals(root))
            .toList();
    if (names.isEmpty()) {
      throw new ModelFailure(
          "The input %s/%s holds no file.".formatted(input.container(), input.path()));
    }
    for (var name : job.model().isScript() ? List.<String>of() : names) {
      var relative =
          job.file() ? name.substring(name.lastIndexOf('/') + 1) : name.substring(root.length());
      if (relative.contains("/")) {
        throw new ModelFailure(
            "The input folder has the nested folder %s: a deployment of an MLflow model without code reads the files directly in it."
                .formatted(relative.substring(0, relative.lastIndexOf('/'))));
      }
      if (!relative.toLowerCase(Locale.ROOT).endsWith(".csv")) {
        throw new ModelFailure(
            "The input file %s is no .csv file; other types are not read.".formatted(relative));
      }
    }
    return names.stream()
        .map(name -> new BlobPlace(input.account(), input.container(), name))
        .toList();
  }

  private static String name(BlobPlace file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  private static void write(CsvWriter answers, float[][] predictions, String file) {
    for (var row = 0; row < predictions.length; row++) {
      var cells = new ArrayList<String>();
      cells.add(Integer.toString(row));
      for (var number : predictions[row]) {
        cells.add(Float.toString(number));
      }
      cells.add(file);
      answers.writeRecord(cells);
    }
  }
}
