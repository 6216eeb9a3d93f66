package io.modelrelease.release.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureError;
import io.modelrelease.azureml.AzureException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What went wrong, as the repair form and the dossier show it.
 *
 * @param operation name of the operation
 * @param environment where
 * @param what one sentence
 * @param code Azure's code
 * @param words Azure's words
 * @param cause the likely one, one sentence; empty where none is known
 * @param next what a person can do
 * @param request what was sent
 * @param round in which round
 * @param at when, ISO 8601
 * @param log the last lines of a job's log, or Azure's details
 */
public record Failure(
    String operation,
    String environment,
    String what,
    String code,
    String words,
    String cause,
    String next,
    String request,
    int round,
    String at,
    List<String> log) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Failure refused(String operation, OperationContext context, AzureException refusal) {
    return new Failure(
        operation,
        context.environment().key(),
        "Azure refused to %s of %s in %s."
            .formatted(inWords(operation), subject(context), context.environment().key()),
        refusal.code(),
        refusal.words(),
        refusal.likelyCause(),
        refusal.nextStep(),
        refusal.request(),
        context.round(),
        Instant.now().toString(),
        List.of());
  }

  static Failure ended(String operation, OperationContext context, AzureError error) {
    return new Failure(
        operation,
        context.environment().key(),
        "Azure took the request to %s of %s in %s, and it failed."
            .formatted(inWords(operation), subject(context), context.environment().key()),
        error.code(),
        error.message(),
        error.likelyCause(),
        error.nextStep(),
        "",
        context.round(),
        Instant.now().toString(),
        error.details());
  }

  /**
   * @param waitedFor why it could not even begin, if so
   */
  static Failure overdue(String operation, OperationContext context, Optional<String> waitedFor) {
    if (waitedFor.isPresent()) {
      return new Failure(
          operation,
          context.environment().key(),
          "It was not possible in time to %s of %s in %s."
              .formatted(inWords(operation), subject(context), context.environment().key()),
          "Overdue",
          waitedFor.get(),
          "",
          "Look at what it waits for, then choose Retry to wait anew; or choose Stop to undo the"
              + " release.",
          "",
          context.round(),
          Instant.now().toString(),
          List.of());
    }
    return new Failure(
        operation,
        context.environment().key(),
        "Azure did not finish to %s of %s in %s in time."
            .formatted(inWords(operation), subject(context), context.environment().key()),
        "Overdue",
        "Nothing: the operation neither ended nor failed.",
        "",
        "Look at the resource in Azure ML studio, delete it there if it is stuck, then choose"
            + " Retry; or choose Stop to undo the release.",
        "",
        context.round(),
        Instant.now().toString(),
        List.of());
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code createOnlineDeployment} reads "create online deployment". */
  static String inWords(String operation) {
    return operation.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
  }

  private static String subject(OperationContext context) {
    return context.release().model() + " version " + context.release().version();
  }
}
