package io.modelrelease.azureml;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The clouds that have Azure Machine Learning, each with its own addresses: resource manager and
 * data plane (Microsoft's Python client, {@code _azure_environments}), authority (azure-identity,
 * {@code AzureAuthorityHosts}), and the domains that a workspace's services answer in
 * (documentation, "Use your workspace with a custom DNS server", "Azure Private Endpoint private
 * DNS zone values").
 *
 * <p>Unverified on Azure: that each cloud answers in these domains only ({@code azureml.net} and
 * {@code azureml.cn} are older names), and that the two sovereign clouds hand out no address of a
 * domain of their own for run history or registries, to which no token would be sent.
 */
public enum Cloud {
  PUBLIC(
      "https://management.azure.com",
      "https://login.microsoftonline.com/",
      "https://ml.azure.com",
      List.of("management.azure.com", "ml.azure.com", "azureml.ms", "azureml.net")),
  US_GOVERNMENT(
      "https://management.usgovcloudapi.net",
      "https://login.microsoftonline.us/",
      "https://ml.azure.us",
      List.of("management.usgovcloudapi.net", "ml.azure.us")),
  CHINA(
      "https://management.chinacloudapi.cn",
      "https://login.chinacloudapi.cn/",
      "https://ml.azure.cn",
      List.of("management.chinacloudapi.cn", "ml.azure.cn", "azureml.cn"));

  private final URI resourceManager;
  private final URI authority;
  private final String mlAudience;
  private final List<String> domains;

  Cloud(String resourceManager, String authority, String mlAudience, List<String> domains) {
    this.resourceManager = URI.create(resourceManager);
    this.authority = URI.create(authority);
    this.mlAudience = mlAudience;
    this.domains = domains;
  }

  URI resourceManager() {
    return resourceManager;
  }

  URI authority() {
    return authority;
  }

  /** Of tokens for the resource manager, MLflow and run history. */
  String managementAudience() {
    return resourceManager.toString();
  }

  /** Of tokens for the data plane: batch invocation, Entra ID scoring. */
  String mlAudience() {
    return mlAudience;
  }

  /** As the setting is written: public, us-government, china. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The host is one of this cloud's own. */
  boolean has(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    return domains.stream().anyMatch(domain -> name.equals(domain) || name.endsWith("." + domain));
  }

  /** Whose host it is; empty for one that is nobody's. */
  static Optional<Cloud> of(String host) {
    for (var cloud : values()) {
      if (cloud.has(host) || cloud.authority.getHost().equals(host)) {
        return Optional.of(cloud);
      }
    }
    return Optional.empty();
  }
}
