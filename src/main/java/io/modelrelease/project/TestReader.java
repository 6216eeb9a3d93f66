package io.modelrelease.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what {@code model.yml} says under {@code test}. */
final class TestReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int COLUMNS_SHOWN = 25;
  private static final Pattern NUMBER =
      Pattern.compile("\\s*[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?\\s*");

  private final LocalFiles files;

  TestReader(LocalFiles files) {
    this.files = files;
  }

  Optional<TestPart> read(Value part) {
    part.only("data", "label", "features", "request", "latency");
    var data = part.require("data").flatMap(files::text);
    var label = part.require("label").flatMap(Value::text);
    var request = part.require("request").flatMap(this::request);
    var latency =
        part.find("latency")
            .map(limits -> limits.only("p95"))
            .flatMap(limits -> limits.find("p95"))
            .flatMap(TestReader::duration);
    return data.flatMap(
        csv ->
            label.flatMap(
                column -> {
                  var columns = columns(part, csv, column);
                  var features = features(part, columns, column);
                  return request.map(json -> new TestPart(csv, column, features, json, latency));
                }));
  }

  /**
   * The columns said, else all but the label. A column without a name is what pandas writes as the
   * index: no model is trained with it.
   */
  private static List<String> features(Value part, List<String> columns, String label) {
    var said = part.find("features");
    if (said.isEmpty()) {
      return columns.stream().filter(column -> !column.equals(label) && !column.isBlank()).toList();
    }
    var features = new LinkedHashSet<String>();
    for (var value : said.get().list()) {
      var feature = value.text().orElse("");
      if (feature.equals(label)) {
        value.fault("is the label, which the model is to find out");
      } else if (!columns.isEmpty() && !columns.contains(feature)) {
        value.fault(
            "the test data have no column %s; they have %s"
                .formatted(Paths.shown(feature), shown(columns)));
      } else if (!features.add(feature)) {
        value.fault("comes twice");
      }
    }
    if (said.get().isList() && features.isEmpty()) {
      said.get().fault("expected at least one column");
    }
    return List.copyOf(features);
  }

  /** The header; empty and a fault where it is none. */
  private static List<String> columns(Value part, String csv, String label) {
    try (var reader = CsvReader.builder().ofCsvRecord(csv)) {
      var rows = reader.stream().map(CsvRecord::getFields).toList();
      if (rows.size() < 2) {
        part.find("data").ifPresent(data -> data.fault("expected a CSV file, header and rows"));
      } else if (!rows.get(0).contains(label)) {
        part.find("label")
            .ifPresent(
                field ->
                    field.fault(
                        "the test data have no column %s; they have %s"
                            .formatted(Paths.shown(label), shown(rows.get(0)))));
      } else {
        labels(part, rows, rows.get(0).indexOf(label));
      }
      return rows.isEmpty() ? List.of() : List.copyOf(rows.get(0));
    } catch (IOException | CsvParseException e) {
      part.find("data").ifPresent(data -> data.fault("no CSV, " + Paths.shown(e.getMessage())));
      return List.of();
    }
  }

  /** Answers are compared with them, and with each other, as numbers. */
  private static void labels(Value part, List<List<String>> rows, int column) {
    for (var row = 1; row < rows.size(); row++) {
      var label = column < rows.get(row).size() ? rows.get(row).get(column) : "";
      if (!NUMBER.matcher(label).matches()) {
        var fault =
            "row %d of the test data has %s there, expected a number; where classes have names, write their numbers (0, 1, ...), and let the model be trained on these and answer with them"
                .formatted(row, label.isBlank() ? "nothing" : "\"" + Paths.shown(label) + "\"");
        part.find("label").ifPresent(field -> field.fault(fault));
        return;
      }
    }
  }

  private static String shown(List<String> columns) {
    return columns.stream().limit(COLUMNS_SHOWN).map(Paths::shown).collect(Collectors.joining(", "))
        + (columns.size() > COLUMNS_SHOWN ? ", ..." : "");
  }

  private Optional<JsonNode> request(Value reference) {
    return files
        .text(reference)
        .flatMap(
            text -> {
              try {
                var json = JSON.readTree(text);
                if (json instanceof ObjectNode) {
                  return Optional.of(json);
                }
                reference.fault("expected a file with a JSON object like {\"input_data\": ...}");
              } catch (JsonProcessingException e) {
                var at = Optional.ofNullable(e.getLocation());
                reference.fault(
                    "the file is no JSON%s: %s"
                        .formatted(
                            at.map(place -> ", see its line " + place.getLineNr()).orElse(""),
                            Paths.shown(
                                e.getOriginalMessage().replaceFirst(": was expecting \\(.*", ""))));
              }
              return Optional.empty();
            });
  }

  private static Optional<Duration> duration(Value value) {
    var text = value.text().orElse("");
    if (text.matches("\\d{1,9}ms")) {
      return Optional.of(Duration.ofMillis(Long.parseLong(text.replace("ms", ""))));
    }
    if (text.matches("\\d{1,6}s")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text.replace("s", ""))));
    }
    value.unexpected("a duration like 200ms or 2s");
    return Optional.empty();
  }
}
