package io.modelrelease.trainer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A CSV file of numbers with a header, every cell filled.
 *
 * @param file for messages
 * @param columns names, in the file's order
 * @param cells one list a row, as they are written
 */
record Dataset(String file, List<String> columns, List<List<String>> cells) {

  /**
   * Reads and checks a file.
   *
   * @throws TrainerException naming file, row (from 1, header not counted) and column of what is
   *     wrong
   */
  static Dataset read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new TrainerException("There is no file %s.".formatted(path));
    }
    try (var reader =
        CsvReader.builder()
            .detectBomHeader(true)
            .allowExtraFields(true) // said below, with the row
            .allowMissingFields(true)
            .ofCsvRecord(Files.newInputStream(path), StandardCharsets.UTF_8)) {
      var records = reader.stream().map(CsvRecord::getFields).toList();
      if (records.size() < 2) {
        throw new TrainerException(
            "%s has no rows; it needs a header and at least one row of numbers.".formatted(path));
      }
      var dataset =
          new Dataset(path.toString(), records.get(0), records.subList(1, records.size()));
      dataset.check();
      return dataset;
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw new TrainerException("%s cannot be read as CSV: %s".formatted(path, words(e)), e);
    }
  }

  private static String words(Exception e) {
    return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
  }

  private void check() {
    var seen = new HashSet<String>();
    for (var column : columns) {
      if (column.isBlank() || !seen.add(column)) {
        throw new TrainerException(
            "%s has %s in its header; columns need different names."
                .formatted(file, column.isBlank() ? "an empty name" : column + " twice"));
      }
    }
    for (var row = 0; row < cells.size(); row++) {
      if (cells.get(row).size() != columns.size()) {
        throw new TrainerException(
            "%s, row %d has %d cells, the header has %d."
                .formatted(file, row + 1, cells.get(row).size(), columns.size()));
      }
      for (var column = 0; column < columns.size(); column++) {
        if (!isNumber(cells.get(row).get(column))) {
          throw new TrainerException(
              "%s, row %d, column %s: \"%s\" is no number; code categories as numbers first."
                  .formatted(file, row + 1, columns.get(column), cells.get(row).get(column)));
        }
      }
    }
  }

  private static boolean isNumber(String cell) {
    try {
      return Float.isFinite(new BigDecimal(cell).floatValue());
    } catch (NumberFormatException e) {
      return false;
    }
  }

  int rows() {
    return cells.size();
  }

  /** The columns but one. */
  List<String> columnsWithout(String label) {
    index(label);
    return columns.stream().filter(column -> !column.equals(label)).toList();
  }

  double[] column(String name) {
    var column = index(name);
    return cells.stream().mapToDouble(row -> Double.parseDouble(row.get(column))).toArray();
  }

  /** True when every cell is written as a whole number, without point or exponent. */
  boolean isWhole(String name) {
    var column = index(name);
    return cells.stream().allMatch(row -> row.get(column).matches("[+-]?\\d{1,15}"));
  }

  /** Some columns, in the order asked for. */
  Dataset select(List<String> names) {
    var indexes = names.stream().mapToInt(this::index).toArray();
    var selected = new ArrayList<List<String>>();
    for (var row : cells) {
      var some = new ArrayList<String>();
      for (var index : indexes) {
        some.add(row.get(index));
      }
      selected.add(some);
    }
    return new Dataset(file, names, selected);
  }

  Dataset first(int count) {
    return new Dataset(file, columns, cells.subList(0, Math.min(count, cells.size())));
  }

  /** All values row by row, as XGBoost takes them: doubles first, as pandas reads them. */
  float[] matrix() {
    var matrix = new float[rows() * columns.size()];
    var at = 0;
    for (var row : cells) {
      for (var cell : row) {
        matrix[at++] = (float) Double.parseDouble(cell);
      }
    }
    return matrix;
  }

  private int index(String name) {
    var index = columns.indexOf(name);
    if (index < 0) {
      throw new TrainerException(
          "%s has no column %s; it has %s.".formatted(file, name, String.join(", ", columns)));
    }
    return index;
  }
}
