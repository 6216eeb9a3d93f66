package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;

/**
 * An online endpoint.
 *
 * @param traffic percent by deployment; deployments without any are not in it
 * @param body as Azure shows it
 */
public record OnlineEndpoint(
    String name,
    String provisioningState,
    Map<String, Integer> traffic,
    URI scoringUri,
    JsonNode body) {

  /** The last change of it failed. */
  public boolean hasFailed() {
    return provisioningState.equals("Failed");
  }
}
