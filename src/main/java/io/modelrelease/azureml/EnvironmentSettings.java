package io.modelrelease.azureml;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the things of one environment are, and as whom they are used.
 *
 * @param registry staging and production only
 */
public record EnvironmentSettings(
    @DefaultValue("") String subscription,
    @DefaultValue("") String resourceGroup,
    @DefaultValue("") String workspace,
    @DefaultValue Optional<String> registry,
    @DefaultValue CredentialSettings credential) {

  /** {@code modelrelease.environments.{dev,staging,production}}. */
  @ConfigurationProperties("modelrelease")
  public record All(@DefaultValue Map<TargetEnvironment, EnvironmentSettings> environments) {}

  /** Adds what is missing or does not fit to the faults. */
  void check(TargetEnvironment environment, Addresses addresses, List<String> faults) {
    var prefix = "modelrelease.environments." + environment.key();
    missing(prefix, "subscription", subscription, faults);
    missing(prefix, "resource-group", resourceGroup, faults);
    missing(prefix, "workspace", workspace, faults);
    if (environment != TargetEnvironment.DEV) {
      missing(prefix, "registry", registry.orElse(""), faults);
    }
    credential.check(prefix + ".credential", addresses, System.getenv(), faults);
  }

  private static void missing(String prefix, String name, String value, List<String> faults) {
    if (value.isBlank()) {
      faults.add("%s.%s is not set.".formatted(prefix, name));
    }
  }
}
