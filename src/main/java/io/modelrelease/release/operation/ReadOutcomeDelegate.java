package io.modelrelease.release.operation;

import static io.modelrelease.release.Variables.OPERATION_STATE;

import io.modelrelease.azureml.AzureError;
import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.CallContext;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.Sentence;
import java.util.List;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Reads from Azure how an operation went: the message that woke it carries no outcome. */
@Component
class ReadOutcomeDelegate implements JavaDelegate {
  private static final AzureError SILENT =
      new AzureError("Unknown", "Azure gave no reason.", Optional.empty(), List.of());

  /** Rounds that are begun without asking a person, the first one among them. */
  private static final int MOST_ROUNDS = 3;

  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Ledger ledger;
  private final Evidence evidence;

  ReadOutcomeDelegate(
      AzureOperations azureOperations, Operations operations, Ledger ledger, Evidence evidence) {
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.ledger = ledger;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var call = OperationCall.of(execution);
    var name = call.operation();
    var environment = call.environment();
    var context = azureOperations.context(execution.getProcessBusinessKey(), environment, name);
    var begun =
        operations
            .find(context.release().id(), environment, name)
            .orElseThrow(() -> new IllegalStateException(name + " was never begun"));
    OPERATION_STATE.set(execution, keep(name, context, begun, read(name, context, begun)));
  }

  private Outcome read(String name, OperationContext context, OperationRecord begun) {
    try {
      return CallContext.of(
          begun.releaseId(),
          name,
          () -> azureOperations.named(name).read(context, begun.resources(), begun.operationUrl()));
    } catch (AzureException e) {
      if (e.kind() != AzureException.Kind.BUSY) {
        throw e;
      }
      return Outcome.RUNNING; // Azure wants to be asked later; the watcher will
    }
  }

  private String keep(
      String name, OperationContext context, OperationRecord begun, Outcome outcome) {
    return switch (outcome.state()) {
      case RUNNING -> "running";
      case SUCCEEDED -> {
        operations.succeeded(begun);
        yield "succeeded";
      }
      case REJECTED -> {
        if (outcome.error().filter(AzureError::passes).isPresent()
            && context.round() < MOST_ROUNDS) {
          anotherRound(name, context, outcome.error().get());
          yield "wait";
        }
        notSucceeded(name, context, OperationRecord.REJECTED, outcome);
        yield "rejected";
      }
      case FAILED -> {
        notSucceeded(name, context, OperationRecord.FAILED, outcome);
        var error = outcome.error().orElse(SILENT).ofJob();
        ledger.because(
            context.release().id(),
            cause(context.environment()),
            outcome.isUnusable()
                ? error.message()
                : "The job's own code failed in %s (%s, job %s): %s %s %s"
                    .formatted(
                        context.environment().key(),
                        Failure.inWords(name),
                        begun.resources().stream()
                            .map(id -> id.substring(id.lastIndexOf('/') + 1))
                            .findFirst()
                            .orElse("?"),
                        Sentence.closed(error.message()),
                        error.likelyCause(),
                        error.nextStep()));
        yield "failed";
      }
    };
  }

  /** What passes by itself wakes nobody; what has come back twice does. */
  private void anotherRound(String name, OperationContext context, AzureError error) {
    var release = context.release().id();
    var why =
        "Trying again to %s in %s, round %d: %s Azure says %s: %s"
            .formatted(
                Failure.inWords(name),
                context.environment().key(),
                context.round() + 1,
                error.likelyCause(),
                error.code(),
                Sentence.closed(error.message()));
    operations.waiting(
        release, context.environment().key(), name, context.round() + 1, why, Optional.empty());
    evidence.happened(release, "model-release", why);
  }

  private static String cause(TargetEnvironment environment) {
    return switch (environment) {
      case DEV -> "training-failed";
      case STAGING -> "tests-failed";
      case PRODUCTION -> "rollout-failed";
    };
  }

  private void notSucceeded(String name, OperationContext context, String state, Outcome outcome) {
    operations.notSucceeded(
        context.release().id(),
        context.environment().key(),
        name,
        context.round(),
        state,
        Failure.ended(name, context, outcome.error().orElse(SILENT)).json());
  }
}
