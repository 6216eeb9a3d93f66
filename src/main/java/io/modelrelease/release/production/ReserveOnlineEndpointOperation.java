package io.modelrelease.release.production;

import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.release.operation.AzureOperation;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Locks the online endpoint for this release and records what it shows; waits while another has it.
 */
@Component
class ReserveOnlineEndpointOperation implements AzureOperation {
  private final EndpointReservation reservation;

  ReserveOnlineEndpointOperation(EndpointReservation reservation) {
    this.reservation = reservation;
  }

  @Override
  public Begun begin(OperationContext context) {
    return reservation.reserve(context, EndpointRecord.ONLINE);
  }

  @Override
  public boolean mayBegin(OperationContext context) {
    return reservation.isFree(context, EndpointRecord.ONLINE);
  }

  @Override
  public Outcome read(
      OperationContext context, List<String> resources, Optional<String> operationUrl) {
    return Outcome.SUCCEEDED; // a row of the ledger, written with the step
  }
}
