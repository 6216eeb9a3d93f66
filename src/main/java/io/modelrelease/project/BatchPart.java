package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A batch endpoint and its model deployment. Their names, their model and the endpoint's default
 * are the release's.
 */
public final class BatchPart {
  private static final String OUTPUT_FILE = "predictions.csv";

  private final Value endpoint;
  private final Value deployment;

  BatchPart(Value endpoint, Value deployment) {
    this.endpoint = endpoint;
    this.deployment = deployment;
  }

  public ObjectNode endpointBody(String location, Map<String, String> tags) {
    var body = Endpoints.endpoint(location);
    Kinds.BATCH_ENDPOINT.map(endpoint, body, Assets.NOTHING_SENT);
    ((ObjectNode) body.path("properties")).put("authMode", "AADToken");
    return Endpoints.tagged(body, tags);
  }

  /**
   * @param model id of the registered model
   */
  public ObjectNode deploymentBody(
      Sending sending, String location, String model, Map<String, String> tags) {
    var body = Endpoints.endpoint(location);
    var properties = (ObjectNode) body.path("properties");
    properties.put("outputAction", "AppendRow").put("outputFileName", OUTPUT_FILE);
    properties.put("errorThreshold", 0); // Azure's own default ignores every failure
    properties.putObject("environmentVariables");
    Kinds.BATCH_DEPLOYMENT.map(deployment, body, sending);
    properties.putObject("model").put("referenceType", "Id").put("assetId", model);
    return Endpoints.tagged(body, tags);
  }

  /** Name of the file that an invocation writes. */
  public String outputFileName() {
    return deployment
        .find("settings")
        .flatMap(settings -> settings.find("output_file_name"))
        .or(() -> deployment.find("output_file_name"))
        .flatMap(Value::text)
        .orElse(OUTPUT_FILE);
  }
}
