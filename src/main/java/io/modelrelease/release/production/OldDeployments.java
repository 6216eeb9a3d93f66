package io.modelrelease.release.production;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.Deployment;
import io.modelrelease.azureml.OnlineEndpoint;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Endpoints;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.training.Champion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Deletes what is older than the predecessor. The predecessor stays without traffic for the way
 * back; whatever has traffic or is a default stays in any case.
 */
@Component
class OldDeployments {
  private final AzureMl azure;
  private final Endpoints endpoints;
  private final ObjectMapper json;

  OldDeployments(AzureMl azure, Endpoints endpoints, ObjectMapper json) {
    this.azure = azure;
    this.endpoints = endpoints;
    this.json = json;
  }

  /** Begins to delete, and names what is being deleted. */
  List<String> delete(OperationContext context, String kind) {
    var workspace = azure.workspace(context.environment());
    var release = context.release();
    var record = endpoints.find(release.id(), kind);
    if (record.isEmpty()) {
      return List.of();
    }
    var endpoint = record.get().endpoint();
    var kept = new HashSet<>(inUse(workspace, kind, endpoint));
    kept.add(release.deployment());
    predecessor(record.get()).ifPresent(kept::add);
    var deleted = new ArrayList<String>();
    for (var deployment : deployments(workspace, kind, endpoint)) {
      if (!kept.contains(deployment.name())) {
        var armId = workspace.armId(kind + "Endpoints", endpoint, "deployments", deployment.name());
        workspace.delete(armId);
        deleted.add(armId);
      }
    }
    return deleted;
  }

  Outcome read(OperationContext context, List<String> resources) {
    var workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.gone(armId, Optional.empty()));
  }

  private Optional<String> predecessor(EndpointRecord record) {
    try {
      JsonNode shown = json.readTree(record.shown());
      if (shown.isTextual()) {
        return Optional.of(shown.textValue());
      }
      Map<String, Integer> traffic =
          json.convertValue(shown, new TypeReference<Map<String, Integer>>() {});
      return traffic == null ? Optional.empty() : Champion.mostTraffic(traffic);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The ledger's record of " + record.endpoint(), e);
    }
  }

  private static Set<String> inUse(Workspace workspace, String kind, String endpoint) {
    if (kind.equals(EndpointRecord.BATCH)) {
      return workspace
          .batchEndpoints()
          .find(endpoint)
          .flatMap(BatchEndpoint::defaultDeployment)
          .map(Set::of)
          .orElse(Set.of());
    }
    return workspace
        .onlineEndpoints()
        .find(endpoint)
        .map(OnlineEndpoint::traffic)
        .map(
            traffic ->
                traffic.entrySet().stream()
                    .filter(share -> share.getValue() > 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static List<Deployment> deployments(Workspace workspace, String kind, String endpoint) {
    return kind.equals(EndpointRecord.BATCH)
        ? workspace.batchEndpoints().deployments(endpoint)
        : workspace.onlineEndpoints().deployments(endpoint);
  }
}
