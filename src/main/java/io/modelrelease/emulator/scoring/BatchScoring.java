package io.modelrelease.emulator.scoring;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.model.ModelFailure;
import io.modelrelease.emulator.model.ModelInput;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  BatchScoring(World world, ModelServers servers) {
    this.world = world;
    this.servers = servers;
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
    var model = servers.of(job.model());
    var text = new StringWriter();
    var failed = 0;
    try (var answers = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      for (var file : files) {
        if (!goOn.getAsBoolean()) {
          break;
        }
        try {
          write(answers, model.predict(read(file)), name(file));
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
    for (var name : names) {
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

  private ModelInput read(BlobPlace place) {
    var file = world.blobs().file(place.account(), place.container(), place.path()).orElseThrow();
    var columns = new ArrayList<String>();
    var rows = new ArrayList<List<Object>>();
    try (var reader =
        CsvReader.builder().detectBomHeader(true).ofCsvRecord(Files.newInputStream(file))) {
      for (var record : reader) {
        if (columns.isEmpty()) {
          columns.addAll(record.getFields());
        } else {
          rows.add(record.getFields().stream().map(Cells::csv).toList());
        }
      }
    } catch (CsvParseException e) {
      throw new ModelFailure("It cannot be read as CSV: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (columns.isEmpty()) {
      throw new ModelFailure("It is empty: a header is expected.");
    }
    return new ModelInput(columns, rows);
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
