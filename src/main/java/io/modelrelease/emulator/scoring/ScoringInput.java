package io.modelrelease.emulator.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.model.ModelFailure;
import io.modelrelease.emulator.model.ModelInput;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The bodies that a no-code MLflow deployment reads: {@code {"input_data": …}} with columns, index
 * and data (split), a list of records, a list of lists (no names), or lists by name.
 */
final class ScoringInput {
  private ScoringInput() {}

  static ModelInput read(JsonNode body) {
    var data = body.path("input_data");
    if (data.isMissingNode()) {
      throw new ModelFailure("Request must contain a top level key named 'input_data'.");
    }
    if (data.isObject()) {
      return data.has("data") ? split(data) : byName(data);
    }
    if (!data.isArray()) {
      throw new ModelFailure("input_data must be an object or a list.");
    }
    return data.path(0).isObject() ? records(data) : new ModelInput(List.of(), rows(data));
  }

  private static ModelInput split(JsonNode data) {
    var columns = new ArrayList<String>();
    data.path("columns").forEach(name -> columns.add(name.asText()));
    var rows = rows(data.path("data"));
    var index = data.path("index");
    if (index.isArray() && index.size() != rows.size()) {
      throw new ModelFailure(
          "input_data.index has %d entries, input_data.data has %d rows."
              .formatted(index.size(), rows.size()));
    }
    return new ModelInput(columns, rows);
  }

  private static List<List<Object>> rows(JsonNode data) {
    var rows = new ArrayList<List<Object>>();
    for (var row : data) {
      if (!row.isArray()) {
        throw new ModelFailure("Each row of input_data must be a list of values.");
      }
      rows.add(cells(row));
    }
    return rows;
  }

  private static List<Object> cells(JsonNode row) {
    var cells = new ArrayList<>();
    row.forEach(value -> cells.add(Cells.json(value)));
    return cells;
  }

  private static ModelInput records(JsonNode data) {
    var columns = new LinkedHashSet<String>();
    data.forEach(record -> record.fieldNames().forEachRemaining(columns::add));
    var rows = new ArrayList<List<Object>>();
    for (var record : data) {
      var cells = new ArrayList<>();
      columns.forEach(name -> cells.add(Cells.json(record.path(name))));
      rows.add(cells);
    }
    return new ModelInput(List.copyOf(columns), rows);
  }

  private static ModelInput byName(JsonNode data) {
    var columns = new ArrayList<String>();
    var rows = new ArrayList<List<Object>>();
    data.properties()
        .forEach(
            column -> {
              var values = cells(column.getValue());
              if (!columns.isEmpty() && values.size() != rows.size()) {
                throw new ModelFailure(
                    "All lists of input_data must have the same length; %s has %d values, not %d."
                        .formatted(column.getKey(), values.size(), rows.size()));
              }
              if (columns.isEmpty()) {
                values.forEach(value -> rows.add(new ArrayList<>()));
              }
              columns.add(column.getKey());
              for (var row = 0; row < values.size(); row++) {
                rows.get(row).add(values.get(row));
              }
            });
    return new ModelInput(columns, rows);
  }
}
