package io.modelrelease.azureml;

import io.modelrelease.azureml.AzureException.Kind;

/** Makes exceptions of answers, by the {@link FailureCatalogue}, and of there being none. */
final class Failures {
  private Failures() {}

  static AzureException of(String request, int status, AzureError error) {
    var row = FailureCatalogue.read().ofRequest(status, error);
    return new AzureException(
        kind(row.means()), status, error.code(), error.message(), request, row.cause(), row.next());
  }

  private static Kind kind(FailureRow.Means means) {
    return switch (means) {
      case TRANSIENT -> Kind.TRANSIENT;
      case BUSY -> Kind.BUSY;
      case REJECTED, RESULT -> Kind.REJECTED;
    };
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
}
