package io.modelrelease.release.operation;

import static io.modelrelease.release.Variables.ENVIRONMENT;
import static io.modelrelease.release.Variables.OPERATION;
import static io.modelrelease.release.Variables.OPERATION_STATE;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Sends a request to Azure, once a round. */
@Component
class BeginOperationDelegate implements JavaDelegate {
  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Evidence evidence;

  BeginOperationDelegate(
      AzureOperations azureOperations, Operations operations, Evidence evidence) {
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.evidence = evidence;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var name = OPERATION.from(execution);
    var context =
        azureOperations.context(
            execution.getProcessBusinessKey(), ENVIRONMENT.from(execution), name);
    OPERATION_STATE.set(execution, begin(name, context));
  }

  private String begin(String name, OperationContext context) {
    var operation = azureOperations.named(name);
    var release = context.release();
    var environment = context.environment().key();
    if (release.release().stoppingAt().isPresent() && !operation.undoes()) {
      return "stopping";
    }
    var known = operations.find(release.id(), environment, name);
    if (!operation.undoes() && known.filter(OperationRecord::taken).isPresent()) {
      return "accepted"; // sent before a crash, a retry of this job, or an early message
    }
    try {
      var begun = operation.begin(context);
      if (begun instanceof Begun.Accepted accepted) {
        operations.begun(
            release.id(),
            environment,
            name,
            context.round(),
            accepted.resources(),
            accepted.operationUrl());
        return "accepted";
      }
      evidence.happened(release.id(), "model-release", ((Begun.Waiting) begun).why());
      return "wait";
    } catch (AzureException e) {
      return switch (e.kind()) {
        case TRANSIENT -> throw e; // the job executor tries again, with growing pauses
        case BUSY -> "wait";
        case REJECTED -> {
          operations.notSucceeded(
              release.id(),
              environment,
              name,
              context.round(),
              OperationRecord.REJECTED,
              Failure.refused(name, context, e).json());
          yield "rejected";
        }
      };
    }
  }
}
