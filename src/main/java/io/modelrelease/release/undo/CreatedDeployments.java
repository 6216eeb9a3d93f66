package io.modelrelease.release.undo;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Deployment;
import io.modelrelease.azureml.OnlineEndpoint;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.release.ReleaseCase;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/**
 * Finds by their tag the deployments that a release created, and deletes them. One that has traffic
 * or is a default stays, whoever gave it that.
 */
@Component
class CreatedDeployments {
  private final AzureMl azure;
  private final Ledger ledger;

  CreatedDeployments(AzureMl azure, Ledger ledger) {
    this.azure = azure;
    this.ledger = ledger;
  }

  /** Begins to delete, and names what is being deleted. */
  List<String> delete(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var deleted = new ArrayList<String>();
    for (var armId : unused(context)) {
      workspace.delete(armId);
      deleted.add(armId);
    }
    return deleted;
  }

  /** Ids of what could be deleted now. */
  List<String> unused(OperationContext context) {
    var workspace = azure.workspace(context.environment());
    var release = context.release();
    var found = new ArrayList<String>();
    if (release.project().online().isPresent()) {
      var endpoint = release.onlineEndpoint(azure, context.environment());
      var traffic = workspace.onlineEndpoints().find(endpoint).map(OnlineEndpoint::traffic);
      if (traffic.isPresent()) {
        collect(
            workspace.onlineEndpoints().deployments(endpoint),
            context,
            name -> traffic.get().getOrDefault(name, 0) > 0,
            name -> workspace.armId("onlineEndpoints", endpoint, "deployments", name),
            found);
      }
    }
    if (release.project().batch().isPresent()) {
      var endpoint = release.batchEndpoint(azure, context.environment());
      var shown = workspace.batchEndpoints().find(endpoint);
      if (shown.isPresent()) {
        collect(
            workspace.batchEndpoints().deployments(endpoint),
            context,
            name -> shown.get().defaultDeployment().equals(Optional.of(name)),
            name -> workspace.armId("batchEndpoints", endpoint, "deployments", name),
            found);
      }
    }
    return found;
  }

  private void collect(
      List<Deployment> deployments,
      OperationContext context,
      Predicate<String> inUse,
      UnaryOperator<String> armId,
      List<String> found) {
    deployments.stream()
        .filter(deployment -> mayGo(deployment, context))
        .map(Deployment::name)
        .filter(inUse.negate())
        .map(armId)
        .forEach(found::add);
  }

  private boolean mayGo(Deployment deployment, OperationContext context) {
    var creator = deployment.body().path("tags").path(ReleaseCase.RELEASE_TAG).asText();
    if (creator.equals(context.release().id())) {
      return true;
    }
    return context.environment() == TargetEnvironment.STAGING
        && ledger.find(creator).filter(release -> release.endedAt().isPresent()).isPresent();
  }

  Outcome readGone(OperationContext context, List<String> resources) {
    Workspace workspace = azure.workspace(context.environment());
    return Outcome.all(
        resources.stream()
            .map(armId -> Outcome.of(workspace.gone(armId, Optional.empty())))
            .toList());
  }
}
