package io.modelrelease.emulator.http;

/** A refusal in Azure's words; it becomes Azure's error body. */
public final class AzureFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  public AzureFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** A mistake of the caller's, as the Azure ML resource provider says it: code UserError. */
  public static AzureFailure userError(String message) {
    return new AzureFailure(400, "UserError", message);
  }

  public static AzureFailure notFound(String what) {
    return new AzureFailure(404, "ResourceNotFound", what + " was not found.");
  }

  public static AzureFailure conflict(String message) {
    return new AzureFailure(409, "Conflict", message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
