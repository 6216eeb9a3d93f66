package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A deployment of an online or batch endpoint.
 *
 * @param model id of the model that it serves
 * @param body as Azure shows it
 */
public record Deployment(String name, String model, String provisioningState, JsonNode body) {

  /** Online deployments name their model as text, batch deployments as a reference. */
  static Deployment read(JsonNode body) {
    var properties = body.path("properties");
    var model = properties.path("model");
    return new Deployment(
        body.path("name").asText(),
        model.isTextual() ? model.asText() : model.path("assetId").asText(),
        properties.path("provisioningState").asText(),
        body);
  }
}
