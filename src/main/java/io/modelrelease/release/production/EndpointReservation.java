package io.modelrelease.release.production;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.OnlineEndpoint;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Endpoints;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Takes the lock of a production endpoint, then records what the endpoint shows: nothing of this
 * release is written before both are in the ledger.
 */
@Component
class EndpointReservation {
  private final AzureMl azure;
  private final Endpoints endpoints;
  private final ObjectMapper json;

  EndpointReservation(AzureMl azure, Endpoints endpoints, ObjectMapper json) {
    this.azure = azure;
    this.endpoints = endpoints;
    this.json = json;
  }

  Begun reserve(OperationContext context, String kind) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    var endpoint = release.endpoint(azure, context.environment(), kind);
    var others = endpoints.take(wanted(context, kind), release.id());
    if (!others.isEmpty()) {
      return new Begun.Waiting(
          others.entrySet().stream()
              .map(
                  taken ->
                      "Waiting for endpoint %s: release %s is rolling out there."
                          .formatted(taken.getKey(), taken.getValue()))
              .collect(Collectors.joining(" ", "", " It goes on by itself when that has ended.")));
    }
    if (kind.equals(EndpointRecord.ONLINE)) {
      var found = workspace.onlineEndpoints().find(endpoint);
      var traffic = found.map(OnlineEndpoint::traffic).map(TreeMap::new).orElseGet(TreeMap::new);
      endpoints.record(
          release.id(), kind, endpoint, found.isPresent(), json.valueToTree(traffic).toString());
    } else {
      var found = workspace.batchEndpoints().find(endpoint);
      var shown = found.flatMap(BatchEndpoint::defaultDeployment).orElse(null);
      endpoints.record(
          release.id(), kind, endpoint, found.isPresent(), json.valueToTree(shown).toString());
    }
    return Begun.accepted(endpoint);
  }

  boolean isFree(OperationContext context, String kind) {
    return endpoints.others(wanted(context, kind), context.release().id()).isEmpty();
  }

  /** A whole release takes both of its endpoints at once, whichever half asks first. */
  private Set<String> wanted(OperationContext context, String kind) {
    var release = context.release();
    var kinds = new HashSet<String>(Set.of(kind));
    if (release.partOfWhole()) {
      release.project().online().ifPresent(part -> kinds.add(EndpointRecord.ONLINE));
      release.project().batch().ifPresent(part -> kinds.add(EndpointRecord.BATCH));
    }
    return kinds.stream()
        .map(each -> release.endpoint(azure, context.environment(), each))
        .collect(Collectors.toSet());
  }
}
