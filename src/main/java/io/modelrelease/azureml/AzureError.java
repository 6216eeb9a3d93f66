package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Azure's error ({@code error{code, message, target, details[]}}, Azure Resource Manager common
 * types, ErrorDetail), and what the failure catalogue says of it.
 *
 * @param message Azure's words; where they only say that a request is invalid, with the sentences
 *     of the details behind them
 * @param details sentences of the details; of a job or a deployment the last lines of its log
 * @param stage what failed
 */
public record AzureError(
    String code, String message, Optional<String> target, List<String> details, Stage stage) {

  /** What failed. */
  public enum Stage {
    /** Azure answered no. */
    REQUEST,
    /** Azure took it, and it ended failed. */
    OPERATION,
    /** A job ended without success. */
    JOB
  }

  public AzureError(String code, String message, Optional<String> target, List<String> details) {
    this(code, message, target, details, Stage.OPERATION);
  }

  /** Reads {@code {"error": {…}}} or the inner object; what is missing is said to be unknown. */
  static AzureError read(JsonNode body) {
    return ErrorBody.read(body);
  }

  /** The most likely cause, a sentence. */
  public String likelyCause() {
    return row().cause();
  }

  /** What a person can do about it. */
  public String nextStep() {
    return row().next();
  }

  /** It is a result of the team's own program, which trying again would only repeat. */
  public boolean isResult() {
    return row().means() == FailureRow.Means.RESULT;
  }

  /** It passes by itself: worth another round without asking anybody. */
  public boolean passes() {
    return row().means() == FailureRow.Means.TRANSIENT;
  }

  FailureRow row() {
    return FailureCatalogue.read().ofEnd(this);
  }

  /** The same, as the end of a job. */
  public AzureError ofJob() {
    return new AzureError(code, message, target, details, Stage.JOB);
  }

  AzureError withDetails(List<String> lines) {
    return new AzureError(code, message, target, lines, stage);
  }

  AzureError inStep(String step) {
    return new AzureError(code, "Step %s: %s".formatted(step, message), target, details, stage);
  }
}
