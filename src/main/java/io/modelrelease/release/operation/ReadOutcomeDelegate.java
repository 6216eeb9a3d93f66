package io.modelrelease.release.operation;

import static io.modelrelease.release.Variables.OPERATION_STATE;

import io.modelrelease.azureml.AzureError;
import io.modelrelease.azureml.TargetEnvironment;
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

  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Ledger ledger;

  ReadOutcomeDelegate(AzureOperations azureOperations, Operations operations, Ledger ledger) {
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.ledger = ledger;
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
    var outcome =
        azureOperations.named(name).read(context, begun.resources(), begun.operationUrl());
    OPERATION_STATE.set(execution, keep(name, context, begun, outcome));
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
        notSucceeded(name, context, OperationRecord.REJECTED, outcome);
        yield "rejected";
      }
      case FAILED -> {
        notSucceeded(name, context, OperationRecord.FAILED, outcome);
        var error = outcome.error().orElse(SILENT);
        ledger.because(
            context.release().id(),
            cause(context.environment()),
            "The job's own code failed in %s (%s, job %s): %s Its last lines are in the dossier. Correct the program, and release the new commit."
                .formatted(
                    context.environment().key(),
                    Failure.inWords(name),
                    begun.resources().stream()
                        .map(id -> id.substring(id.lastIndexOf('/') + 1))
                        .findFirst()
                        .orElse("?"),
                    Sentence.closed(error.message())));
        yield "failed";
      }
    };
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
