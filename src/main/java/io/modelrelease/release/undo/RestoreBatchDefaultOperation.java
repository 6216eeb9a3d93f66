package io.modelrelease.release.undo;

import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts the batch default back to what it was. */
@Component
class RestoreBatchDefaultOperation implements UndoOperation {
  private final Restoration restoration;

  RestoreBatchDefaultOperation(Restoration restoration) {
    this.restoration = restoration;
  }

  @Override
  public Begun begin(OperationContext context) {
    return restoration.begin(context, EndpointRecord.BATCH);
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return restoration.mayBegin(context, EndpointRecord.BATCH);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return restoration.read(context, resources, operationUrl);
  }
}
