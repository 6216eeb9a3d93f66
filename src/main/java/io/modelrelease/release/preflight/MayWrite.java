package io.modelrelease.release.preflight;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.Permissions;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.release.NeededComputes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The identity of an environment has the rights that the release will use there: in dev for assets,
 * jobs and the candidate, from staging on for the registry, endpoints and deployments, everywhere
 * for computes that are not there yet. Names of rights: documentation, "Azure permissions for AI +
 * machine learning".
 *
 * <p>Not seen: a role that was given on a single endpoint. Not looked at: rights on the storage
 * itself, and the one that staging's and production's identities need to publish from the dev
 * workspace, whose name is not published.
 */
record MayWrite(TargetEnvironment environment) implements PreFlightCheck {
  static final List<MayWrite> EACH =
      Stream.of(TargetEnvironment.values()).map(MayWrite::new).toList();

  private static final String WORKSPACE = MissingRight.PROVIDER + "workspaces/";
  private static final List<String> REGISTRY =
      List.of(
          MissingRight.PROVIDER + "registries/assets/read",
          MissingRight.PROVIDER + "registries/assets/write");
  private static final List<String> TRAINING = List.of("jobs/write", "models/versions/write");
  private static final List<String> ONLINE =
      List.of(
          "onlineEndpoints/write",
          "onlineEndpoints/deployments/write",
          "onlineEndpoints/deployments/delete");
  private static final List<String> BATCH =
      List.of(
          "batchEndpoints/write",
          "batchEndpoints/deployments/write",
          "batchEndpoints/deployments/delete",
          "batchEndpoints/jobs/write");

  @Override
  public String name() {
    return "rights in " + environment.key();
  }

  @Override
  public List<Finding> check(Flight flight) {
    var workspace = flight.workspace(environment);
    var findings = new ArrayList<Finding>();
    look(
        workspace,
        "workspace " + workspace.name(),
        workspace::armId,
        workspace::permissions,
        needed(flight, workspace),
        findings);
    if (environment != TargetEnvironment.DEV) {
      var registry = flight.azure().registry(environment);
      look(
          workspace,
          "registry " + registry.name(),
          registry::armId,
          registry::permissions,
          REGISTRY,
          findings);
    }
    return findings;
  }

  /** That the place itself cannot be seen is found by {@link Reachable}. */
  private void look(
      Workspace workspace,
      String place,
      Supplier<String> armId,
      Supplier<Permissions> permissions,
      List<String> needed,
      List<Finding> findings) {
    String scope;
    try {
      scope = armId.get();
    } catch (AzureException e) {
      return;
    }
    try {
      var allowed = permissions.get();
      needed.stream()
          .filter(action -> !allowed.allows(action))
          .collect(groupingBy(MissingRight::role, TreeMap::new, toList()))
          .values()
          .forEach(actions -> findings.add(MissingRight.of(workspace, actions, scope)));
    } catch (AzureException e) {
      if (e.status() != 404) {
        findings.add(notShown(workspace, place, scope, e));
      }
    }
  }

  private static Finding notShown(
      Workspace workspace, String place, String scope, AzureException failure) {
    return Finding.warn(
        workspace.environment().key(),
        "Azure does not tell the identity of %s (%s) which rights it has on %s (%s), so whether it may write there was not checked."
            .formatted(workspace.environment().key(), workspace.identity(), place, failure.code()),
        "Give it the right Microsoft.Authorization/permissions/read, which the role Reader has, on %s to have it checked; the release begins all the same."
            .formatted(scope));
  }

  private List<String> needed(Flight flight, Workspace workspace) {
    var needed = new LinkedHashSet<String>();
    var sent = new PlannedSending(workspace.armId(), "");
    var project = flight.project();
    if (environment == TargetEnvironment.DEV) {
      needed.addAll(TRAINING);
      project.data().forEach(data -> needed.add("data/versions/write"));
      project.environments().forEach(asset -> needed.add("environments/versions/write"));
      project.training().body(sent, JobBinding.NONE);
      project.evaluation().ifPresent(job -> job.body(sent, JobBinding.NONE));
    } else {
      project
          .online()
          .ifPresent(
              online -> {
                needed.addAll(ONLINE);
                online.deploymentBody(sent, Placement.NOWHERE, "", Map.of());
              });
      project
          .batch()
          .ifPresent(
              batch -> {
                needed.addAll(BATCH);
                batch.deploymentBody(sent, "", "", Map.of());
              });
    }
    sent.requests().forEach(request -> needed.add(collection(request) + "/versions/write"));
    if (createsCompute(flight, workspace)) {
      needed.add("computes/write");
    }
    return full(needed);
  }

  /** {@code …/workspaces/mlw-dev/codes/1b…/versions/1}: codes. */
  private static String collection(PlannedSending.Request request) {
    return request.path().replaceFirst(".*/workspaces/[^/]+/", "").replaceFirst("/.*", "");
  }

  private static List<String> full(Set<String> actions) {
    return actions.stream().map(WORKSPACE::concat).toList();
  }

  private boolean createsCompute(Flight flight, Workspace workspace) {
    try {
      return NeededComputes.in(environment, flight.project()).stream()
          .anyMatch(
              compute -> workspace.find(workspace.armId("computes", compute.name())).isEmpty());
    } catch (AzureException e) {
      return false; // it is looked up by others, too, and they tell
    }
  }
}
