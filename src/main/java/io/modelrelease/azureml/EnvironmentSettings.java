package io.modelrelease.azureml;

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
    String subscription,
    String resourceGroup,
    String workspace,
    @DefaultValue Optional<String> registry,
    @DefaultValue CredentialSettings credential) {

  /** {@code modelrelease.environments.{dev,staging,production}}. */
  @ConfigurationProperties("modelrelease")
  public record All(@DefaultValue Map<TargetEnvironment, EnvironmentSettings> environments) {}

  /**
   * The identity of an environment.
   *
   * @param kind see there
   * @param tenantId for client secret and certificate
   * @param clientId for all but the CLI and the default chain; a user-assigned managed identity
   * @param clientSecret for a client secret
   * @param certificate path of a PEM file, for a certificate
   */
  public record CredentialSettings(
      @DefaultValue("default") Kind kind,
      @DefaultValue Optional<String> tenantId,
      @DefaultValue Optional<String> clientId,
      @DefaultValue Optional<String> clientSecret,
      @DefaultValue Optional<String> certificate) {

    /** Kinds of identity. */
    public enum Kind {
      /** The emulator's own tokens. */
      EMULATOR,
      /** azure-identity's default chain. */
      DEFAULT,
      MANAGED_IDENTITY,
      WORKLOAD_IDENTITY,
      CLIENT_SECRET,
      CLIENT_CERTIFICATE,
      AZURE_CLI
    }
  }
}
