package io.modelrelease.azureml;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one kind of refusal or failure means.
 *
 * @param name for people
 * @param when at which stages its sign is looked for
 * @param status statuses of a request; none: any
 * @param sign looked for in Azure's code and words
 * @param means how the release reacts
 * @param cause the likely one, a sentence
 * @param next what a person can do
 * @param log which log shows it
 * @param source where the words or the code were read
 * @param verified these very words were seen there
 */
record FailureRow(
    String name,
    Set<AzureError.Stage> when,
    Set<Integer> status,
    Pattern sign,
    Means means,
    String cause,
    String next,
    Log log,
    String source,
    boolean verified) {

  /** How the release reacts. */
  enum Means {
    TRANSIENT,
    BUSY,
    REJECTED,
    RESULT
  }

  /** Where Azure keeps the lines that show it. */
  enum Log {
    NONE,
    SERVER,
    STORAGE,
    BUILD,
    USER
  }

  /**
   * @param httpStatus of a request, else 0
   */
  boolean fits(AzureError.Stage stage, int httpStatus, String text) {
    return when.contains(stage)
        && (status.isEmpty() || httpStatus == 0 || status.contains(httpStatus))
        && sign.matcher(text).find();
  }
}
