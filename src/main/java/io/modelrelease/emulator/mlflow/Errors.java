package io.modelrelease.emulator.mlflow;

import io.modelrelease.emulator.http.AzureFailure;

/** MLflow's error codes and the HTTP status of each (mlflow.exceptions). */
final class Errors {
  private Errors() {}

  static AzureFailure missing(String what) {
    return new AzureFailure(404, "RESOURCE_DOES_NOT_EXIST", what + " does not exist.");
  }

  static AzureFailure invalid(String message) {
    return new AzureFailure(400, "INVALID_PARAMETER_VALUE", message);
  }

  static AzureFailure exists(String what) {
    return new AzureFailure(400, "RESOURCE_ALREADY_EXISTS", what + " already exists.");
  }

  static AzureFailure unknownCall(String call) {
    return new AzureFailure(
        404,
        "ENDPOINT_NOT_FOUND",
        "The emulator does not offer the MLflow call %s.".formatted(call));
  }
}
