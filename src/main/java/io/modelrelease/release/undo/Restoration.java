package io.modelrelease.release.undo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.OnlineEndpoint;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Endpoints;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes back what an endpoint showed before, if it still shows what this release wrote. */
@Component
class Restoration {
  private final AzureMl azure;
  private final Endpoints endpoints;
  private final Evidence evidence;
  private final ObjectMapper json;

  Restoration(AzureMl azure, Endpoints endpoints, Evidence evidence, ObjectMapper json) {
    this.azure = azure;
    this.endpoints = endpoints;
    this.evidence = evidence;
    this.json = json;
  }

  Begun begin(OperationContext context, String kind) {
    var record =
        endpoints
            .find(context.release().id(), kind)
            .filter(known -> known.wrote().isPresent())
            .filter(known -> !known.wrote().get().equals(known.shown()));
    if (record.isEmpty()) {
      return Begun.accepted();
    }
    var workspace = azure.workspace(context.environment());
    return kind.equals(EndpointRecord.ONLINE)
        ? online(workspace, record.get())
        : batch(workspace, record.get());
  }

  boolean mayBegin(OperationContext context, String kind) {
    return context.release().isIdle(azure, context.environment(), kind);
  }

  private Begun online(Workspace workspace, EndpointRecord record) {
    var online = workspace.onlineEndpoints();
    var shows = online.find(record.endpoint()).map(OnlineEndpoint::traffic);
    if (!shows.equals(Optional.of(traffic(record.wrote().orElseThrow())))) {
      return Begun.accepted();
    }
    var started = online.setTraffic(record.endpoint(), traffic(record.shown()));
    restored(record);
    return Begun.started(workspace.armId("onlineEndpoints", record.endpoint()), started);
  }

  private Begun batch(Workspace workspace, EndpointRecord record) {
    var batch = workspace.batchEndpoints();
    var shows = batch.find(record.endpoint()).flatMap(BatchEndpoint::defaultDeployment);
    if (!shows.equals(deployment(record.wrote().orElseThrow()))) {
      return Begun.accepted();
    }
    var started = batch.setDefault(record.endpoint(), deployment(record.shown()));
    restored(record);
    return Begun.started(workspace.armId("batchEndpoints", record.endpoint()), started);
  }

  private void restored(EndpointRecord record) {
    endpoints.restored(record.releaseId(), record.kind());
    evidence.happened(
        record.releaseId(),
        "model-release",
        "Put back %s endpoint %s: %s".formatted(record.kind(), record.endpoint(), record.shown()));
  }

  Outcome read(OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(
        resources.stream()
            .map(armId -> Outcome.of(workspace.progress(armId, operationUrl)))
            .toList());
  }

  private Map<String, Integer> traffic(String text) {
    try {
      return json.readValue(text, new TypeReference<Map<String, Integer>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's record of traffic: " + text, e);
    }
  }

  private Optional<String> deployment(String text) {
    try {
      return Optional.ofNullable(json.readValue(text, String.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's record of a default: " + text, e);
    }
  }
}
