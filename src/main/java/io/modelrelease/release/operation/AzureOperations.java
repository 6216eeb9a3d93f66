package io.modelrelease.release.operation;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.ledger.OperationRecord;
import io.modelrelease.ledger.Operations;
import io.modelrelease.release.ReleaseCases;
import java.time.Clock;
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
  private final Clock clock;

  AzureOperations(
      Map<String, AzureOperation> byBeanName,
      ReleaseCases cases,
      Operations operations,
      OperationSettings settings,
      Clock clock) {
    this.clock = clock;
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

  /** After which wait a person is told, ISO 8601: timers of the model {@code azure-operation}. */
  public String overdueAfter(DelegateExecution execution) {
    return settings.overdueAfter(OperationCall.of(execution).operation()).toString();
  }

  /**
   * One read of Azure, or of a lock: is there a reason to wake the token that waits? A wrong yes
   * costs a read more, since the steps behind it look for themselves.
   */
  public boolean worthWaking(String releaseId, String environment, String operation) {
    var kind = named(operation);
    var context = context(releaseId, environment, operation);
    var record = operations.find(releaseId, environment, operation);
    if (record.filter(known -> known.putOff(clock.instant())).isPresent()) {
      return false;
    }
    return record
        .filter(OperationRecord::taken)
        .map(known -> kind.read(context, known.resources(), known.operationUrl()))
        .map(outcome -> outcome.state() != Outcome.State.RUNNING)
        .orElseGet(() -> kind.mayBegin(context));
  }
}
