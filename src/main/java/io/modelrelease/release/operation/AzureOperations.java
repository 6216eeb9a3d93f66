package io.modelrelease.release.operation;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.door.ProductionDoor;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** Finds an operation by its name; says how long it may take, and whether it is worth a look. */
@Component
public class AzureOperations {
  private final Map<String, AzureOperation> byBeanName;
  private final ReleaseCases cases;
  private final Operations operations;
  private final OperationSettings settings;
  private final ProductionDoor production;
  private final Clock clock;

  AzureOperations(
      Map<String, AzureOperation> byBeanName,
      ReleaseCases cases,
      Operations operations,
      OperationSettings settings,
      ProductionDoor production,
      Clock clock) {
    this.clock = clock;
    this.production = production;
    this.byBeanName = byBeanName;
    this.cases = cases;
    this.operations = operations;
    this.settings = settings;
  }

  AzureOperation named(String operation) {
    var found = byBeanName.get(operation + "Operation");
    if (found == null) {
      throw new IllegalStateException(
          "No operation is called %s; the model names one that the program does not have"
              .formatted(operation));
    }
    return found;
  }

  /**
   * @throws ProcessEngineException for what undoes: it is the stop already, and has to come through
   */
  void refuseToStop(String operation) {
    if (named(operation).undoes()) {
      throw new ProcessEngineException(
          "The release is being undone already (%s), it cannot be stopped. Mend what Azure names, then choose Retry."
              .formatted(Failure.inWords(operation)));
    }
  }

  OperationContext context(String releaseId, String environment, String operation) {
    var round =
        operations.find(releaseId, environment, operation).map(OperationRecord::round).orElse(1);
    return new OperationContext(cases.of(releaseId), TargetEnvironment.of(environment), round);
  }

  /** The number of a release's candidate, which an operation may have changed. */
  int versionOf(String releaseId) {
    return cases.of(releaseId).version();
  }

  /**
   * After which wait a person is told, ISO 8601: timers of the model {@code azure-operation}. A
   * pause that is known (production is closed, Azure wants to be asked later) does not count.
   */
  public String overdueAfter(DelegateExecution execution) {
    var call = OperationCall.of(execution);
    var now = clock.instant();
    var pause =
        operations
            .find(execution.getProcessBusinessKey(), call.environment(), call.operation())
            .filter(record -> record.putOff(now))
            .flatMap(OperationRecord::notBefore)
            .map(end -> Duration.between(now, end))
            .orElse(Duration.ZERO);
    return settings.overdueAfter(call.operation()).plus(pause).toString();
  }

  /**
   * Is there a reason to wake the token that waits? At most one read of Azure, or of a lock, says
   * so. A wrong yes costs a read more, since the steps behind it look for themselves.
   */
  public boolean worthWaking(String releaseId, String environment, String operation) {
    var kind = named(operation);
    var context = context(releaseId, environment, operation);
    var record = operations.find(releaseId, environment, operation);
    var paused = record.filter(OperationRecord::waiting).filter(r -> r.notBefore().isPresent());
    if (paused.isPresent()) {
      return !paused.get().putOff(clock.instant()); // what it waits for then, its begin finds out
    }
    var taken = record.filter(OperationRecord::taken);
    if (taken.isPresent()) {
      var known = taken.get();
      return kind.read(context, known.resources(), known.operationUrl()).state()
          != Outcome.State.RUNNING;
    }
    return isClosedTo(kind, context) || kind.mayBegin(context);
  }

  /** It waits for something else, and has to learn that production was closed meanwhile. */
  private boolean isClosedTo(AzureOperation kind, OperationContext context) {
    return context.environment() == TargetEnvironment.PRODUCTION
        && !kind.undoes()
        && production.closedTo(context.release().release()).isPresent();
  }
}
