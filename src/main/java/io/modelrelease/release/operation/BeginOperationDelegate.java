package io.modelrelease.release.operation;

import static io.modelrelease.release.Variables.MODEL_VERSION;
import static io.modelrelease.release.Variables.OPERATION_STATE;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.CallContext;
import io.modelrelease.azureml.CallWithheldException;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.Sentence;
import io.modelrelease.release.door.ProductionDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Sends a request to Azure, once a round. */
@Component
class BeginOperationDelegate implements JavaDelegate {
  private final AzureOperations azureOperations;
  private final Operations operations;
  private final Evidence evidence;
  private final GuardedCalls calls;
  private final ProductionDoor production;
  private final Clock clock;

  BeginOperationDelegate(
      AzureOperations azureOperations,
      Operations operations,
      Evidence evidence,
      GuardedCalls calls,
      ProductionDoor production,
      Clock clock) {
    this.production = production;
    this.clock = clock;
    this.azureOperations = azureOperations;
    this.operations = operations;
    this.evidence = evidence;
    this.calls = calls;
  }

  @Override
  public void execute(DelegateExecution execution) {
    var call = OperationCall.of(execution);
    var context =
        azureOperations.context(
            execution.getProcessBusinessKey(), call.environment(), call.operation());
    OPERATION_STATE.set(execution, begin(call.operation(), context));
    showVersion(execution, azureOperations.versionOf(execution.getProcessBusinessKey()));
  }

  /** The ledger knows the number; whoever looks at a process or a task sees the same. */
  private static void showVersion(DelegateExecution execution, int version) {
    for (var at = execution; at != null; at = at.getProcessInstance().getSuperExecution()) {
      var shown = at.getVariable(MODEL_VERSION.name());
      if (shown != null && !shown.equals(version)) {
        MODEL_VERSION.set(at, version);
      }
    }
  }

  private String begin(String name, OperationContext context) {
    var operation = azureOperations.named(name);
    var release = context.release();
    var environment = context.environment().key();
    if (release.release().stoppingAt().isPresent() && !operation.undoes()) {
      return "stopping";
    }
    var known = operations.find(release.id(), environment, name);
    if (known
        .filter(operation.undoes() ? OperationRecord::underWay : OperationRecord::taken)
        .isPresent()) {
      return "accepted"; // sent before the wait that has just ended, a crash or a retry of this job
    }
    if (known.filter(waiting -> waiting.putOff(clock.instant())).isPresent()) {
      return "wait"; // an early message
    }
    if (context.environment() == TargetEnvironment.PRODUCTION && !operation.undoes()) {
      var closed = production.closedTo(release.release());
      if (closed.isPresent()) {
        return waits(name, context, closed.get().why(), Optional.of(closed.get().pause()));
      }
      production.enters(release.id());
    }
    try {
      var begun =
          operation.undoes()
              ? CallContext.of(release.id(), name, () -> operation.begin(context))
              : calls.send(context, name, () -> operation.begin(context));
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
      return waits(name, context, ((Begun.Waiting) begun).why(), Optional.empty());
    } catch (CallWithheldException stopping) {
      return "stopping";
    } catch (AzureException e) {
      return switch (e.kind()) {
        case TRANSIENT -> throw e; // the job executor tries again, with growing pauses
        case BUSY ->
            waits(
                name,
                context,
                (e.pause().isPresent()
                        ? "Waiting to %s in %s, Azure wants to be asked later: %s It goes on by itself then."
                        : "Waiting to %s in %s, Azure is at work there: %s It goes on by itself when that is over.")
                    .formatted(Failure.inWords(name), environment, Sentence.closed(e.words())),
                e.pause());
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

  private String waits(
      String name, OperationContext context, String why, Optional<Duration> pause) {
    var release = context.release().id();
    var environment = context.environment().key();
    if (operations.waiting(release, environment, name, context.round(), why, pause)) {
      evidence.happened(release, "model-release", why);
    }
    return "wait";
  }
}
