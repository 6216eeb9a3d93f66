package io.modelrelease.release.undo;

import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Puts the live traffic back where it was. */
@Component
class RestoreOnlineTrafficOperation implements UndoOperation {
  private final Restoration restoration;

  RestoreOnlineTrafficOperation(Restoration restoration) {
    this.restoration = restoration;
  }

  @Override
  public Begun begin(OperationContext context) {
    return restoration.begin(context, EndpointRecord.ONLINE);
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return restoration.mayBegin(context, EndpointRecord.ONLINE);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return restoration.read(context, resources, operationUrl);
  }
}
