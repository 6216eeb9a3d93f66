package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * What a deployment keeps of its requests and answers. The sampling rate stands once in the file
 * and at each collection in the body (azure-ai-ml, {@code DataCollector}); a collection's own place
 * is a data asset, anonymous ones are put before.
 */
final class DataCollector {
  private static final Table ALL =
      new Table()
          .ignored("collections", "sampling_rate")
          .choice(
              "rolling_rate",
              "rollingRate",
              Map.of(
                  "year", "Year", "month", "Month", "day", "Day", "hour", "Hour", "minute",
                  "Minute"))
          .row(
              "request_logging",
              (value, target, sending) -> {
                value.only("capture_headers");
                var headers = target.withObject("/requestLogging").putArray("captureHeaders");
                value
                    .find("capture_headers")
                    .ifPresent(
                        list -> list.list().forEach(one -> one.text().ifPresent(headers::add)));
              });

  private DataCollector() {}

  static void map(Value value, ObjectNode target, Sending sending) {
    var collector = target.withObject("/properties").putObject("dataCollector");
    ALL.map(value, collector, sending);
    var rate = value.find("sampling_rate").flatMap(Value::number);
    var collections = collector.putObject("collections");
    value
        .require("collections")
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach(
            (name, collection) -> {
              var one = collections.putObject(name);
              one.put("dataCollectionMode", "Disabled");
              rate.ifPresent(share -> one.put("samplingRate", share));
              new Table()
                  .row("enabled", DataCollector::enabled)
                  .number("sampling_rate", "samplingRate")
                  .row("data", DataCollector::data)
                  .ignored("client_id")
                  .map(collection, one, sending);
            });
  }

  /** Files write {@code "True"}, in quotes, too. */
  private static void enabled(Value value, ObjectNode one, Sending sending) {
    value.bool().ifPresent(on -> one.put("dataCollectionMode", on ? "Enabled" : "Disabled"));
  }

  private static void data(Value value, ObjectNode one, Sending sending) {
    if (value.isText()) {
      Table.reference(value, "data", sending).ifPresent(id -> one.put("dataId", id));
      return;
    }
    value.only("name", "path", "version", "type");
    var name = value.find("name").flatMap(Value::text).orElse("");
    var body = AssetKinds.data(value, sending);
    one.put(
        "dataId",
        sending.put(
            "data",
            name.isEmpty() ? AssetKinds.hash(body) : name,
            InlineAssets.version(value),
            body));
  }
}
