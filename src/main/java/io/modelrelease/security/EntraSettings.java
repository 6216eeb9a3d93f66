package io.modelrelease.security;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Entra ID's access tokens for this application: of pipelines that log in by workload identity
 * federation, and of people (Microsoft identity platform, "Access token claims reference").
 *
 * @param tenant id (GUID); its issuers alone are known
 * @param audiences of this application's registration: its URI (api://…, tokens of version 1) and
 *     its id (GUID, version 2)
 * @param authority of the cloud; issues tokens of version 2, and publishes the keys of both
 * @param tokenService of the cloud; issues tokens of version 1
 * @param scope that people's tokens must have
 * @param longestLife of a token; those of managed identities are valid for a day
 * @param pipelines by the name that the ledger writes down
 */
@ConfigurationProperties("modelrelease.security.entra")
record EntraSettings(
    @DefaultValue Optional<String> tenant,
    @DefaultValue Set<String> audiences,
    @DefaultValue("https://login.microsoftonline.com") URI authority,
    @DefaultValue("https://sts.windows.net") URI tokenService,
    @DefaultValue("user_impersonation") String scope,
    @DefaultValue("PT25H") Duration longestLife,
    @DefaultValue Map<String, Pipeline> pipelines) {
  private static final String SETTINGS = "modelrelease.security.entra";

  /**
   * @param application id (GUID) of the service principal or managed identity that the service
   *     connection stands for; claim {@code appid} or {@code azp}
   * @param roles what it may: pipelines, data-scientists, operators
   */
  record Pipeline(
      @DefaultValue("") String application, @DefaultValue(Roles.PIPELINES) Set<String> roles) {}

  EntraSettings {
    // as issuers write it
    tenant = tenant.filter(id -> !id.isBlank()).map(id -> id.toLowerCase(Locale.ROOT));
    SafeAddress.require(SETTINGS + ".authority", authority);
    require(
        tenant.map(id -> Guid.is(id)).orElse(pipelines.isEmpty()),
        "tenant",
        "the tenant's id, a GUID");
    require(
        tenant.isEmpty() || !audiences.isEmpty(),
        "audiences",
        "the URI (api://…) and the id of this application's registration");
    for (var entry : pipelines.entrySet()) {
      PipelineRights.require(SETTINGS + ".pipelines", entry.getKey(), entry.getValue().roles());
      require(
          Guid.is(entry.getValue().application()),
          "pipelines.%s.application".formatted(entry.getKey()),
          "the application's (client) id, a GUID");
    }
  }

  private static void require(boolean right, String field, String expected) {
    if (!right) {
      throw new IllegalArgumentException("%s.%s: %s".formatted(SETTINGS, field, expected));
    }
  }
}
