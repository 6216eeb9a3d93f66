package io.modelrelease.release.undo;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Deployment;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.EndpointRecord;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Finds by their tag the deployments and endpoints that a release created, and deletes them. What
 * has traffic or is a default stays, whoever gave it that; so does an endpoint that others use.
 */
@Component
class CreatedDeployments {
  private final AzureMl azure;
  private final Ledger ledger;
  private final Evidence evidence;

  CreatedDeployments(AzureMl azure, Ledger ledger, Evidence evidence) {
    this.azure = azure;
    this.ledger = ledger;
    this.evidence = evidence;
  }

  /** An endpoint with its deployments, and which of them serve. */
  private record Shown(
      String armId, String name, JsonNode body, List<Deployment> deployments, Set<String> inUse) {}

  /** Begins to delete, and names what is being deleted. */
  List<String> delete(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var deleted = new ArrayList<String>();
    for (var armId : unused(context)) {
      workspace.delete(armId);
      deleted.add(armId);
      evidence.happened(
          context.release().id(),
          "model-release",
          "Deleted %s in %s"
              .formatted(
                  armId.substring(workspace.armId().length() + 1), context.environment().key()));
    }
    return deleted;
  }

  /** Ids of what could be deleted now. */
  List<String> unused(OperationContext context) {
    return Stream.of(EndpointRecord.ONLINE, EndpointRecord.BATCH)
        .flatMap(kind -> shown(context, kind).stream())
        .flatMap(endpoint -> unused(context, endpoint))
        .toList();
  }

  private Stream<String> unused(OperationContext context, Shown endpoint) {
    if (goesAsAWhole(context, endpoint)) {
      return Stream.of(endpoint.armId());
    }
    return endpoint.deployments().stream()
        .filter(deployment -> mayGo(creator(deployment.body()), context))
        .map(Deployment::name)
        .filter(name -> !endpoint.inUse().contains(name))
        .map(name -> endpoint.armId() + "/deployments/" + name);
  }

  /**
   * Undo takes away an endpoint that this release created, with its deployments: if nobody else's
   * is there, nothing of it serves, and no other release of the model may count on it.
   */
  private boolean goesAsAWhole(OperationContext context, Shown endpoint) {
    var release = context.release();
    return ledger.isStopping(release.id())
        && creator(endpoint.body()).equals(release.id())
        && endpoint.inUse().isEmpty()
        && endpoint.deployments().stream()
            .allMatch(deployment -> creator(deployment.body()).equals(release.id()))
        && ledger.newest(Optional.of(release.model())).stream()
            .filter(other -> other.endedAt().isEmpty())
            .allMatch(other -> other.id().equals(release.id()));
  }

  private boolean mayGo(String creator, OperationContext context) {
    if (creator.equals(context.release().id())) {
      return true;
    }
    return context.environment() == TargetEnvironment.STAGING
        && ledger.find(creator).filter(release -> release.endedAt().isPresent()).isPresent();
  }

  private static String creator(JsonNode body) {
    return body.path("tags").path(ReleaseCase.RELEASE_TAG).asText();
  }

  private Optional<Shown> shown(OperationContext context, String kind) {
    var release = context.release();
    var workspace = azure.workspace(context.environment());
    if (kind.equals(EndpointRecord.ONLINE)) {
      return release
          .project()
          .online()
          .map(part -> release.onlineEndpoint(azure, context.environment()))
          .flatMap(workspace.onlineEndpoints()::find)
          .map(
              endpoint ->
                  new Shown(
                      workspace.armId("onlineEndpoints", endpoint.name()),
                      endpoint.name(),
                      endpoint.body(),
                      workspace.onlineEndpoints().deployments(endpoint.name()),
                      endpoint.traffic().keySet()));
    }
    return release
        .project()
        .batch()
        .map(part -> release.batchEndpoint(azure, context.environment()))
        .flatMap(workspace.batchEndpoints()::find)
        .map(
            endpoint ->
                new Shown(
                    workspace.armId("batchEndpoints", endpoint.name()),
                    endpoint.name(),
                    endpoint.body(),
                    workspace.batchEndpoints().deployments(endpoint.name()),
                    endpoint.defaultDeployment().map(Set::of).orElse(Set.of())));
  }

  Outcome readGone(OperationContext context, List<String> resources) {
    Workspace workspace = azure.workspace(context.environment());
    return Outcome.all(resources, armId -> workspace.gone(armId, Optional.empty()));
  }
}
