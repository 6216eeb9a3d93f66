package io.modelrelease.release.operation;

import io.modelrelease.azureml.TargetEnvironment;
import java.util.Optional;
import java.util.Set;

/**
 * An operation that starts a job. Its name is derived, so undo finds the job even if the step that
 * sent it never came to write anything down.
 */
public interface StartsJob extends AzureOperation {

  /** As models call it. */
  String name();

  /** Where it may be called. */
  Set<TargetEnvironment> environments();

  /** Name of the job of this round, if it can be there. */
  Optional<String> job(OperationContext context);
}
