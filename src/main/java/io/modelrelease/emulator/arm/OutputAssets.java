package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.Exchange;
import java.util.Map;

/**
 * What a job leaves behind as assets: the service registers each output that names one ({@code
 * assetName}, spec mfe.json) when the job has completed, under the next number. Unverified: that an
 * output of a job that failed is not registered.
 */
public final class OutputAssets {
  /** What the run history calls a type (azure-ai-ml, DataType and ModelType of 2022-02-01). */
  private static final Map<String, String> TYPES =
      Map.of(
          "uri_file", "UriFile",
          "uri_folder", "UriFolder",
          "mltable", "MLTable",
          "custom_model", "CustomModel",
          "mlflow_model", "MLFlowModel",
          "triton_model", "TritonModel");

  private static final String REGISTERED = "registered";

  private OutputAssets() {}

  /** Registers them; the job keeps which version each one became. */
  public static void register(World world, Place place, Resource job) {
    job.properties()
        .path("outputs")
        .properties()
        .forEach(
            output -> {
              var name = output.getValue().path("assetName").asText("");
              if (!name.isEmpty()) {
                var version = register(world, place, job, output.getKey(), output.getValue(), name);
                job.internal().withObject("/" + REGISTERED).put(output.getKey(), version);
              }
            });
  }

  private static String register(
      World world, Place place, Resource job, String output, JsonNode said, String name) {
    var type = said.path("jobOutputType").asText("uri_folder");
    var collection = collection(type);
    AssetContainers.ensure(world, place, collection, name);
    var version = Integer.toString(AssetContainers.nextNumber(world, place, collection, name));
    var asset = Resource.fresh(world, place.key(collection, name, "versions", version));
    var body = Exchange.JSON.createObjectNode();
    var properties = body.putObject("properties");
    var uri =
        new References(world).longUri(place.name(), References.outputUri(job.name(), job, output));
    if (collection.equals("models")) {
      properties.put("modelUri", uri).put("modelType", type).put("jobName", job.name());
    } else {
      properties.put("dataUri", uri).put("dataType", type);
    }
    asset.take(AssetBodies.withDefaults(collection, body));
    asset.save();
    return version;
  }

  private static String collection(String type) {
    return type.endsWith("_model") ? "models" : "data";
  }

  /**
   * Id and type of an output as the run history has them: of the asset that it became, else of one
   * without a name of its own.
   */
  public static JsonNode reference(Place place, Resource job, String output) {
    var said = job.properties().path("outputs").path(output);
    var type = said.path("jobOutputType").asText("uri_folder");
    var collection = collection(type);
    var version = job.internal().path(REGISTERED).path(output).asText("");
    var name =
        version.isEmpty()
            ? "azureml_%s_output_data_%s".formatted(job.name(), output)
            : said.path("assetName").asText();
    return Exchange.JSON
        .createObjectNode()
        .put(
            "assetId",
            "azureml://locations/%s/workspaces/%s/%s/%s/versions/%s"
                .formatted(
                    World.LOCATION,
                    World.guid(place.name()),
                    collection,
                    name,
                    version.isEmpty() ? "1" : version))
        .put("type", TYPES.getOrDefault(type, "UriFolder"));
  }

  /** What the run history calls a type of data or model. */
  public static String historyType(String type) {
    return TYPES.getOrDefault(type, type);
  }
}
