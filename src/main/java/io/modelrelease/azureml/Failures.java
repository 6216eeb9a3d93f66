package io.modelrelease.azureml;

import io.modelrelease.azureml.AzureException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one place that says what an answer of Azure means: transient, busy or rejected, and what
 * next.
 */
final class Failures {
  /**
   * Words with which Azure says that something else is at a resource (409, sometimes 400). Seen in
   * the wild: "Cannot create a deployment in endpoint … because it is in Updating provisioning
   * state" (Azure/azure-sdk-for-net, issue 36961), "Conflict of operation, another operation on
   * same entity is already running" (Azure/azure-cli, issue 17075). Unverified: which others there
   * are.
   */
  private static final Pattern BUSY =
      Pattern.compile(
          "in ?progress|(is|are) (currently )?(updating|creating|deleting|scaling)"
              + "|being (updated|created|deleted|modified|scaled)"
              + "|(updating|creating|deleting|scaling) (provisioning )?state|another ?operation"
              + "|concurrent (operation|update|modification|write|change)",
          Pattern.CASE_INSENSITIVE);

  private record Advice(Pattern sign, String nextStep) {}

  private static final List<Advice> ADVICE =
      List.of(
          new Advice(
              Pattern.compile("quota", Pattern.CASE_INSENSITIVE),
              "Free cores (delete a deployment that is not needed) or ask for quota, then choose"
                  + " Retry."),
          new Advice(
              Pattern.compile(
                  "already (exists|taken|in use)|nameinuse|not unique", Pattern.CASE_INSENSITIVE),
              "The name is taken: free it, or set another one under names: in model.yml."),
          new Advice(
              Pattern.compile("authorization|forbidden|unauthori[sz]ed", Pattern.CASE_INSENSITIVE),
              "Give the identity of this environment the role that Azure names (AzureML Data"
                  + " Scientist on the workspace, AzureML Compute Operator to create computes,"
                  + " AzureML Registry User on the registry), then choose Retry."),
          new Advice(
              Pattern.compile("not ?found", Pattern.CASE_INSENSITIVE),
              "Create what is missing, then choose Retry; or correct the reference in the model"
                  + " project and release again."));

  private Failures() {}

  static AzureException of(String request, int status, AzureError error) {
    var text = error.code() + " " + error.message();
    return new AzureException(
        kind(status, text), status, error.code(), error.message(), request, nextStep(status, text));
  }

  static AzureException unreachable(String request, Throwable cause) {
    var failure =
        new AzureException(
            Kind.TRANSIENT,
            0,
            "NoAnswer",
            "No answer: " + cause.getMessage(),
            request,
            "It is tried again by itself, with growing pauses. If it goes on: is the address right,"
                + " is the network open? Then raise the retries of the job in Cockpit.");
    failure.initCause(cause);
    return failure;
  }

  /** What looks like success and is not JSON was answered by something on the way. */
  static AzureException unreadable(String request, String text) {
    return new AzureException(
        Kind.TRANSIENT,
        0,
        "Unreadable",
        "The answer is no JSON: " + text,
        request,
        "It is tried again by itself. If it goes on: does a proxy or a login page answer in Azure's"
            + " place?");
  }

  static AzureException noToken(String request, Throwable cause) {
    var failure =
        new AzureException(
            Kind.TRANSIENT,
            0,
            "NoToken",
            "No token for this environment's identity: " + cause.getMessage(),
            request,
            "It is tried again by itself. If it goes on: check the identity's tenant, client id and"
                + " secret, then raise the retries of the job in Cockpit.");
    failure.initCause(cause);
    return failure;
  }

  private static Kind kind(int status, String text) {
    if (status == 408 || status == 429 || status >= 500) {
      return Kind.TRANSIENT;
    }
    if ((status == 409 || status == 400) && BUSY.matcher(text).find()) {
      return Kind.BUSY;
    }
    return Kind.REJECTED;
  }

  /** For what failed after Azure had taken the request. */
  static String nextStep(AzureError error) {
    return nextStep(400, error.code() + " " + error.message());
  }

  private static String nextStep(int status, String text) {
    if (kind(status, text) == Kind.TRANSIENT) {
      return "It is tried again by itself, with growing pauses. When the last try has failed, look"
          + " at Azure's status page and raise the retries of the job in Cockpit.";
    }
    if (status == 401) {
      return "Azure does not accept the token of this environment's identity: check its tenant,"
          + " client id and secret, then choose Retry.";
    }
    return ADVICE.stream()
        .filter(advice -> advice.sign().matcher(text).find())
        .map(Advice::nextStep)
        .findFirst()
        .orElseGet(
            () ->
                status == 403
                    ? ADVICE.get(2).nextStep()
                    : "Mend what Azure names, then choose Retry; or choose Stop to undo the"
                        + " release.");
  }

  static boolean says(AzureError error, String code) {
    return error.code().toLowerCase(Locale.ROOT).equals(code.toLowerCase(Locale.ROOT));
  }
}
