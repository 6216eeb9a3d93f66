package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;

/**
 * What a deployment keeps of its requests and answers (azure-ai-ml, {@code DataCollector}). Each
 * collection is a data asset that is put before the deployment, under a name and in a place of its
 * own unless the file says others ({@code
 * OnlineDeploymentOperations._register_collection_data_assets}). The sampling rate stands once in
 * the file and at each collection in the body.
 */
final class DataCollector {
  private static final String PLACE =
      "azureml://datastores/workspaceblobstore/paths/modelDataCollector/%s/%s/%s";

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

  private final String endpoint;
  private final String deployment;

  /** Their names become part of those of the data assets. */
  DataCollector(String endpoint, String deployment) {
    this.endpoint = endpoint;
    this.deployment = deployment;
  }

  void map(Value value, ObjectNode target, Sending sending) {
    var collector = target.withObject("/properties").putObject("dataCollector");
    ALL.map(value, collector, sending);
    var rate = value.find("sampling_rate").flatMap(DataCollector::share);
    var collections = collector.putObject("collections");
    value
        .require("collections")
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach(
            (name, collection) -> {
              var one = collections.putObject(name);
              collection.require("enabled");
              rate.ifPresent(share -> one.put("samplingRate", share));
              new Table()
                  .row("enabled", DataCollector::enabled)
                  .text("client_id", "clientId")
                  .ignored("data")
                  .map(collection, one, sending);
              asset(name, collection, sending).ifPresent(id -> one.put("dataId", id));
            });
  }

  private static Optional<Double> share(Value value) {
    var rate = value.number();
    if (rate.filter(number -> number < 0 || number > 1).isPresent()) {
      value.unexpected("a number from 0.0 to 1.0");
    }
    return rate;
  }

  /** Files write {@code "True"}, in quotes, too. */
  private static void enabled(Value value, ObjectNode one, Sending sending) {
    value.bool().ifPresent(on -> one.put("dataCollectionMode", on ? "Enabled" : "Disabled"));
  }

  private Optional<String> asset(String collection, Value value, Sending sending) {
    var data = value.find("data").filter(found -> !found.isEmpty());
    if (data.filter(Value::isText).isPresent()) {
      return Table.reference(data.get(), "data", sending);
    }
    data.ifPresent(found -> found.only("name", "path", "version"));
    return Optional.of(
        sending.put(
            "data",
            data.flatMap(found -> found.find("name"))
                .flatMap(Value::text)
                .orElse("%s-%s-%s".formatted(endpoint, deployment, collection)),
            data.map(InlineAssets::version).orElse("1"),
            data.filter(found -> found.find("path").isPresent())
                .map(found -> AssetKinds.data(found, sending))
                .orElseGet(
                    () -> AssetKinds.folder(PLACE.formatted(endpoint, deployment, collection)))));
  }
}
