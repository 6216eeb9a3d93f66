package io.modelrelease.release.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Feature rows, values as they were written.
 *
 * @param columns names
 * @param values one list a row
 */
public record FeatureRows(List<String> columns, List<List<String>> values) {
  private static final Set<String> TRUTHS =
      Set.of("True", "TRUE", "true", "False", "FALSE", "false");

  static FeatureRows read(String csv) {
    try (var reader = CsvReader.builder().ofNamedCsvRecord(csv)) {
      var columns = new ArrayList<String>();
      var values = new ArrayList<List<String>>();
      for (var record : reader) {
        if (columns.isEmpty()) {
          columns.addAll(record.getHeader());
        }
        values.add(record.getFields());
      }
      return new FeatureRows(columns, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FeatureRows first(int count) {
    return new FeatureRows(columns, values.subList(0, Math.min(count, values.size())));
  }

  FeatureRows from(int start, int count) {
    return new FeatureRows(columns, values.subList(start, Math.min(start + count, values.size())));
  }

  int size() {
    return values.size();
  }

  /** These columns, in this order. */
  FeatureRows only(List<String> some) {
    var places = some.stream().map(this::index).toList();
    return new FeatureRows(
        some, values.stream().map(row -> places.stream().map(row::get).toList()).toList());
  }

  FeatureRows without(String column) {
    var index = index(column);
    var kept = new ArrayList<>(columns);
    kept.remove(index);
    return new FeatureRows(
        kept,
        values.stream()
            .map(
                row -> {
                  var rest = new ArrayList<>(row);
                  rest.remove(index);
                  return List.copyOf(rest);
                })
            .toList());
  }

  FeatureRows with(String column, List<Double> numbers) {
    var more = new ArrayList<>(columns);
    more.add(column);
    var rows = new ArrayList<List<String>>();
    for (var row = 0; row < values.size(); row++) {
      var extended = new ArrayList<>(values.get(row));
      extended.add(Double.toString(numbers.get(row)));
      rows.add(extended);
    }
    return new FeatureRows(more, rows);
  }

  List<Double> numbers(String column) {
    var index = index(column);
    return values.stream().map(row -> Double.valueOf(row.get(index))).toList();
  }

  private int index(String column) {
    var index = columns.indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "There is no column %s among %s".formatted(column, columns));
    }
    return index;
  }

  String csv() {
    var text = new StringWriter();
    try (var writer = CsvWriter.builder().build(text)) {
      writer.writeRecord(columns);
      values.forEach(writer::writeRecord);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The body that a no-code MLflow deployment reads: {@code {"input_data": {"columns", "index",
   * "data"}}}, the index always sent.
   */
  JsonNode scoringBody(ObjectMapper json) {
    var body = json.createObjectNode();
    var input = body.putObject("input_data");
    input.set("columns", json.valueToTree(columns));
    var index = input.putArray("index");
    var data = input.putArray("data");
    var truths = IntStream.range(0, columns.size()).mapToObj(this::isTruths).toList();
    for (var row = 0; row < values.size(); row++) {
      index.add(row);
      var cells = data.addArray();
      for (var column = 0; column < columns.size(); column++) {
        var value = values.get(row).get(column);
        if (truths.get(column) && !value.isBlank()) {
          cells.add(Boolean.parseBoolean(value));
        } else {
          add(cells, value);
        }
      }
    }
    return body;
  }

  /** As pandas reads a column of a CSV file, in training and in batch scoring. */
  private boolean isTruths(int column) {
    return !values.isEmpty()
        && values.stream()
            .map(row -> row.get(column))
            .allMatch(value -> value.isBlank() || TRUTHS.contains(value))
        && values.stream().anyMatch(row -> !row.get(column).isBlank());
  }

  /** A number where it is one, nothing where there is nothing, else text. */
  private static void add(ArrayNode cells, String value) {
    if (value.isBlank()) {
      cells.addNull();
      return;
    }
    try {
      cells.add(new BigDecimal(value));
    } catch (NumberFormatException text) {
      cells.add(value);
    }
  }
}
