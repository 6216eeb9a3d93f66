package io.modelrelease.release.operation;

import java.util.List;
import java.util.Optional;

/**
 * One kind of call that changes Azure. A call activity names it: {@code Call_CreateCompute} has
 * {@code operation = createCompute} and is {@code CreateComputeOperation}.
 *
 * <p>Both methods may run any number of times for one round (crash, job retry, early message), so
 * {@link #begin} first looks for what an earlier run of it left, and names on Azure are derived
 * from release, step and round. Neither may last longer than a minute. Azure's answers arrive as
 * {@link io.modelrelease.azureml.AzureException}: the caller decides between wait, repair and
 * retry.
 */
public interface AzureOperation {

  /** Sends the request of this round, unless it finds its work there. */
  Begun begin(OperationContext context);

  /** Reads from Azure how far it is; changes nothing. */
  Outcome read(OperationContext context, List<String> resources, Optional<String> operationUrl);

  /** Something that {@link #begin} waits for may have happened; begin will see for itself. */
  default boolean mayBegin(OperationContext context) {
    return true;
  }

  /** It belongs to undo: sent although the release is stopping, and each time anew. */
  default boolean undoes() {
    return false;
  }
}
