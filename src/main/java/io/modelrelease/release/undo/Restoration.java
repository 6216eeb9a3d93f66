package io.modelrelease.release.undo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.OnlineEndpoint;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Endpoints;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.production.Shift;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Writes back what an endpoint showed before, if it shows what this release writes. That is known
 * from the version, so it does not matter whether the step that wrote it came to its end.
 */
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
    var due = due(context, kind);
    if (due.isEmpty()) {
      tellIfForeign(context, kind);
      return Begun.accepted();
    }
    var record = due.get();
    var workspace = azure.workspace(context.environment());
    var started =
        kind.equals(EndpointRecord.ONLINE)
            ? workspace.onlineEndpoints().setTraffic(record.endpoint(), traffic(record.shown()))
            : workspace.batchEndpoints().setDefault(record.endpoint(), deployment(record.shown()));
    endpoints.restored(record.releaseId(), record.kind());
    evidence.happened(
        record.releaseId(),
        "model-release",
        "Put back %s endpoint %s: %s".formatted(kind, record.endpoint(), record.shown()));
    return Begun.started(workspace.armId(kind + "Endpoints", record.endpoint()), started);
  }

  boolean mayBegin(OperationContext context, String kind) {
    return context.release().isIdle(azure, context.environment(), kind);
  }

  /** What has to be put back now. */
  Optional<EndpointRecord> due(OperationContext context, String kind) {
    return endpoints
        .find(context.release().id(), kind)
        .filter(record -> !json(record).equals(written(context, kind)))
        .filter(record -> shows(context, record).equals(Optional.of(written(context, kind))));
  }

  /** Somebody else has written there since: that stays, and people are told. */
  private void tellIfForeign(OperationContext context, String kind) {
    var record = endpoints.find(context.release().id(), kind);
    if (record.isEmpty()) {
      return;
    }
    shows(context, record.get())
        .filter(shown -> !shown.equals(json(record.get())))
        .filter(shown -> !shown.equals(written(context, kind)))
        .map(
            shown ->
                "Left %s endpoint %s as it is: it shows %s, which this release did not write. Before the release it showed %s."
                    .formatted(kind, record.get().endpoint(), shown, record.get().shown()))
        .filter(sentence -> notSaid(record.get().releaseId(), sentence))
        .ifPresent(
            sentence -> evidence.happened(record.get().releaseId(), "model-release", sentence));
  }

  private boolean notSaid(String releaseId, String sentence) {
    return evidence.events(releaseId).stream().noneMatch(event -> event.what().equals(sentence));
  }

  /** What the endpoint shows, as the ledger writes it; empty where there is none. */
  private Optional<JsonNode> shows(OperationContext context, EndpointRecord record) {
    var workspace = azure.workspace(context.environment());
    return record.kind().equals(EndpointRecord.ONLINE)
        ? workspace
            .onlineEndpoints()
            .find(record.endpoint())
            .map(OnlineEndpoint::traffic)
            .map(traffic -> json.valueToTree(new TreeMap<>(traffic)))
        : workspace
            .batchEndpoints()
            .find(record.endpoint())
            .map(BatchEndpoint::defaultDeployment)
            .map(shown -> json.valueToTree(shown.orElse(null)));
  }

  private JsonNode written(OperationContext context, String kind) {
    return json.valueToTree(
        kind.equals(EndpointRecord.ONLINE)
            ? Shift.traffic(context.release())
            : Shift.defaultDeployment(context.release()));
  }

  Outcome read(OperationContext context, List<String> resources, Optional<String> operationUrl) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.progress(armId, operationUrl));
  }

  private JsonNode json(EndpointRecord record) {
    return read(record.shown(), new TypeReference<JsonNode>() {});
  }

  private Map<String, Integer> traffic(String text) {
    return read(text, new TypeReference<Map<String, Integer>>() {});
  }

  private Optional<String> deployment(String text) {
    return Optional.ofNullable(read(text, new TypeReference<String>() {}));
  }

  private <T> T read(String text, TypeReference<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's record of an endpoint: " + text, e);
    }
  }
}
