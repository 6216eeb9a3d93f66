package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.BatchEndpoint;
import io.modelrelease.azureml.Deployment;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.release.ReleaseCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The version that serves production now: not the highest number, but what has the traffic. */
@Component
public class Champion {
  private static final Pattern VERSION_OF_MODEL = Pattern.compile(".*/versions/(\\d+)$");

  private final AzureMl azure;

  Champion(AzureMl azure) {
    this.azure = azure;
  }

  /**
   * The version with production's traffic, or behind the batch default where there is no online.
   */
  public Optional<Integer> of(ReleaseCase release) {
    var workspace = azure.workspace(TargetEnvironment.PRODUCTION);
    return release.project().online().isPresent()
        ? online(workspace, release.onlineEndpoint(azure, TargetEnvironment.PRODUCTION))
        : batch(workspace, release.batchEndpoint(azure, TargetEnvironment.PRODUCTION));
  }

  private static Optional<Integer> online(Workspace workspace, String endpoint) {
    var endpoints = workspace.onlineEndpoints();
    return endpoints
        .find(endpoint)
        .flatMap(found -> mostTraffic(found.traffic()))
        .flatMap(deployment -> version(endpoints.deployments(endpoint), deployment));
  }

  private static Optional<Integer> batch(Workspace workspace, String endpoint) {
    var endpoints = workspace.batchEndpoints();
    return endpoints
        .find(endpoint)
        .flatMap(BatchEndpoint::defaultDeployment)
        .flatMap(deployment -> version(endpoints.deployments(endpoint), deployment));
  }

  /** The deployment with most of the traffic, of equals the later name; none when none has any. */
  public static Optional<String> mostTraffic(Map<String, Integer> traffic) {
    return traffic.entrySet().stream()
        .filter(share -> share.getValue() > 0)
        .max(
            Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey);
  }

  private static Optional<Integer> version(List<Deployment> deployments, String name) {
    return deployments.stream()
        .filter(deployment -> deployment.name().equals(name))
        .map(deployment -> VERSION_OF_MODEL.matcher(deployment.model()))
        .filter(java.util.regex.Matcher::matches)
        .map(model -> Integer.valueOf(model.group(1)))
        .findFirst();
  }
}
