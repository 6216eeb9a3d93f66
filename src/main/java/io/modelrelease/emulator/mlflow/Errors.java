package io.modelrelease.emulator.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** MLflow's error codes and the HTTP status of each (mlflow.exceptions), in Azure's body. */
final class Errors {
  private Errors() {}

  /**
   * The body of Azure's tracking service, as users of azureml-mlflow quote it in their issues: its
   * own error, with MLflow's {@code error_code} beside. MLflow's {@code message} is the emulator's
   * addition: clients show it instead of the whole body.
   */
  static ObjectNode body(AzureFailure failure, Instant now) {
    var body = Exchange.JSON.createObjectNode();
    var error = body.putObject("Error");
    error.put("Code", "UserError").putNull("Severity").put("Message", failure.getMessage());
    for (var field :
        List.of("MessageFormat", "MessageParameters", "ReferenceCode", "DetailsUri", "Target")) {
      error.putNull(field);
    }
    error.putArray("Details");
    error.putNull("InnerError").putNull("DebugInfo");
    body.putObject("Correlation");
    body.put("Environment", World.LOCATION).put("Location", World.LOCATION);
    body.put("Time", now.toString()).put("ComponentName", "mlflow");
    return body.put("error_code", failure.code()).put("message", failure.getMessage());
  }

  static AzureFailure missing(String what) {
    return new AzureFailure(404, "RESOURCE_DOES_NOT_EXIST", what + " does not exist.");
  }

  static AzureFailure invalid(String message) {
    return new AzureFailure(400, "INVALID_PARAMETER_VALUE", message);
  }

  static AzureFailure exists(String what) {
    return new AzureFailure(400, "RESOURCE_ALREADY_EXISTS", what + " already exists.");
  }

  /**
   * Calls of newer MLflow that Azure's tracking service does not have: how it answers them, without
   * a body (azure-sdk-for-python issues 44896 and 40261).
   */
  static final Map<String, Integer> NOT_OFFERED = Map.of("logged-models", 404, "traces", 403);

  static AzureFailure unknownCall(String call) {
    return new AzureFailure(
        404,
        "ENDPOINT_NOT_FOUND",
        "The emulator does not offer the MLflow call %s.".formatted(call));
  }
}
