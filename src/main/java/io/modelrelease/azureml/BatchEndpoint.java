package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;

/**
 * A batch endpoint.
 *
 * @param defaultDeployment what an invocation without a name uses
 * @param body as Azure shows it
 */
public record BatchEndpoint(
    String name,
    String provisioningState,
    Optional<String> defaultDeployment,
    URI scoringUri,
    JsonNode body) {

  /** The last change of it failed. */
  public boolean hasFailed() {
    return provisioningState.equals("Failed");
  }
}
