package io.modelrelease.emulator.scoring;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.modelrelease.emulator.blob.BlobPlace;
import io.modelrelease.emulator.blob.BlobStore;
import io.modelrelease.emulator.model.ModelFailure;
import io.modelrelease.emulator.model.ModelInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A CSV file with a header, as pandas reads it. */
final class CsvInput {
  private CsvInput() {}

  static ModelInput read(BlobStore blobs, BlobPlace place) {
    var file = blobs.file(place.account(), place.container(), place.path()).orElseThrow();
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
}
