package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * What a scoring request was answered.
 *
 * @param status HTTP status; 200 when it was scored
 * @param body a plain JSON list for a no-code MLflow deployment
 * @param took from sending to the whole answer, of the try that was answered
 */
public record Answer(int status, JsonNode body, Duration took) {

  /** {@code HTTP 424 ModelError: column age is missing}. */
  public String inWords() {
    var error = AzureError.read(body);
    return "HTTP %d %s: %s".formatted(status, error.code(), error.message());
  }
}
