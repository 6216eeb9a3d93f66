package io.modelrelease.emulator.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A refusal in Azure's words; it becomes Azure's error body. */
public final class AzureFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient List<Detail> details = new ArrayList<>();

  public AzureFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** A mistake of the caller's, as the Azure ML resource provider says it: code UserError. */
  public static AzureFailure userError(String message) {
    return new AzureFailure(400, "UserError", message);
  }

  /**
   * A field of the body that is missing (the service's words in MicrosoftDocs/azure-docs issue
   * 114151 and azure-sdk-for-python issue 41834).
   *
   * @param path of the field, {@code properties.computeType}
   */
  public static AzureFailure required(String path) {
    var name = path.substring(path.lastIndexOf('.') + 1);
    return invalid(
        "The %s field is required."
            .formatted(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)));
  }

  /**
   * A value that an enumeration has not, by its path (the service's answer to getLogs with a
   * containerType of its client's spelling, as a public repository's tests keep it).
   */
  public static AzureFailure noSuchWord(String path, Collection<String> words) {
    return invalid(
        "The value provided is not a valid enum value. Field: %s. Allowed values: %s."
            .formatted(path, String.join(",", words)));
  }

  private static AzureFailure invalid(String sentence) {
    return userError("Request is invalid and/or missing fields.").with("RequestInvalid", sentence);
  }

  /**
   * A body whose values are of other kinds than the published types have (the service's words for
   * connections of a workspace, in public notes).
   *
   * @param sentence which names the field: the emulator's addition, as a detail
   */
  public static AzureFailure unreadable(String sentence) {
    return userError("Error when parsing request; unable to deserialize request body")
        .with("RequestInvalid", sentence);
  }

  public static AzureFailure notFound(String what) {
    return new AzureFailure(404, "ResourceNotFound", what + " was not found.");
  }

  /**
   * What the resource manager itself says of a tracked resource that is not there: a workspace, a
   * compute, an endpoint, a deployment.
   *
   * @param path types and names below the resource provider, {@code workspaces/w/computes/c}
   */
  public static AzureFailure noResource(String path) {
    return new AzureFailure(
        404,
        "ResourceNotFound",
        "The Resource 'Microsoft.MachineLearningServices/%s' under resource group 'rg-modelrelease' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix"
            .formatted(path));
  }

  /**
   * What the resource provider says of what is its own: assets, jobs (read in reports of it:
   * "Featureset with name: … and version: 1 not found.").
   */
  public static AzureFailure noAsset(String message) {
    return new AzureFailure(404, "UserError", message);
  }

  /** What the inferencing service says no to, as the resource provider hands it on. */
  public static AzureFailure inferencing(String field, String message) {
    var text = Exchange.JSON.createObjectNode();
    text.putObject("errors").putArray(field).add(message);
    text.put("title", "One or more validation errors occurred.");
    return new AzureFailure(400, "BadRequest", "The request is invalid.")
        .with("InferencingClientCallFailed", text.toString());
  }

  public static AzureFailure conflict(String message) {
    return new AzureFailure(409, "Conflict", message);
  }

  /** A finer reason, in {@code error.details}. */
  public record Detail(String code, String message) {}

  /** The same, with a finer reason. */
  public AzureFailure with(String detailCode, String message) {
    details.add(new Detail(detailCode, message));
    return this;
  }

  public List<Detail> details() {
    return List.copyOf(details);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
