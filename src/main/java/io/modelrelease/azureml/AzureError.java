package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Azure's error body ({@code error{code, message, target, details[]}}, Azure Resource Manager
 * common types, ErrorDetail).
 *
 * @param details sentences of the details; of a job the last lines of its log
 */
public record AzureError(
    String code, String message, Optional<String> target, List<String> details) {

  /** Reads {@code {"error": {…}}} or the inner object; what is missing is said to be unknown. */
  static AzureError read(JsonNode body) {
    var error = body.has("error") ? body.path("error") : body;
    var details = new ArrayList<String>();
    error.path("details").forEach(detail -> details.add(detail.path("message").asText()));
    return new AzureError(
        error.path("code").asText(error.path("error_code").asText("Unknown")), // MLflow's
        error.path("message").asText("Azure gave no reason."),
        Optional.ofNullable(error.path("target").asText(null)),
        details);
  }

  /** What a person can do about it. */
  public String nextStep() {
    return Failures.nextStep(this);
  }

  AzureError withDetails(List<String> lines) {
    return new AzureError(code, message, target, lines);
  }
}
