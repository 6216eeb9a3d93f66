package io.modelrelease.emulator.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a model is asked about.
 *
 * @param columns names; empty: the rows have none
 * @param rows one list of cells a row: Double (NaN where missing), Boolean, or String
 */
public record ModelInput(List<String> columns, List<List<Object>> rows) {

  /**
   * The rows in the order of a signature, as a dense matrix; columns that it does not know are
   * dropped.
   */
  float[] matrix(List<ModelColumn> signature) {
    var indexes = indexes(signature);
    var matrix = new float[rows.size() * signature.size()];
    var at = 0;
    for (var row = 0; row < rows.size(); row++) {
      var cells = rows.get(row);
      if (cells.size() != width()) {
        throw new ModelFailure(
            "%d columns passed, row %d has %d values.".formatted(width(), row, cells.size()));
      }
      for (var column = 0; column < signature.size(); column++) {
        var index = indexes.get(column);
        matrix[at++] = index < 0 ? Float.NaN : signature.get(column).number(cells.get(index), row);
      }
    }
    return matrix;
  }

  private int width() {
    return columns.isEmpty() && !rows.isEmpty() ? rows.get(0).size() : columns.size();
  }

  private List<Integer> indexes(List<ModelColumn> signature) {
    var indexes = new ArrayList<Integer>();
    var missing = new ArrayList<String>();
    for (var column : signature) {
      var index = columns.indexOf(column.name());
      indexes.add(index);
      if (index < 0 && column.required()) {
        missing.add(column.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new ModelFailure(
          columns.isEmpty()
              ? "Failed to enforce schema: the rows have no column names, and the model's signature has: %s. Send \"columns\", \"index\" and \"data\"."
                  .formatted(missing)
              : "Failed to enforce schema: model is missing inputs %s. Note that there were extra inputs: %s."
                  .formatted(missing, extra(signature)));
    }
    return indexes;
  }

  private List<String> extra(List<ModelColumn> signature) {
    return columns.stream()
        .filter(name -> signature.stream().noneMatch(column -> column.name().equals(name)))
        .toList();
  }
}
