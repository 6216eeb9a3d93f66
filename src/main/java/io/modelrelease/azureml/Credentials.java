package io.modelrelease.azureml;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * Makes the identity that an environment is configured with. Settings were checked before: what a
 * kind needs is there, or in the variables where azure-identity looks for it.
 */
final class Credentials {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ARCHIVES = Set.of("pfx", "p12");

  private Credentials() {}

  /**
   * @param client asks for tokens, but for those of the emulator and the CLI
   */
  static TokenCredential of(
      CredentialSettings settings, Addresses addresses, com.azure.core.http.HttpClient client) {
    return switch (settings.kind()) {
      case EMULATOR -> emulator(addresses.endpoint());
      case DEFAULT -> {
        var builder =
            new DefaultAzureCredentialBuilder()
                .httpClient(client)
                .authorityHost(addresses.authority().toString());
        settings.tenantId().ifPresent(builder::tenantId);
        settings.clientId().ifPresent(builder::managedIdentityClientId);
        yield builder.build();
      }
      case MANAGED_IDENTITY -> {
        var builder = new ManagedIdentityCredentialBuilder().httpClient(client);
        settings.clientId().ifPresent(builder::clientId);
        yield builder.build();
      }
      case WORKLOAD_IDENTITY -> {
        var builder = at(addresses, client, new WorkloadIdentityCredentialBuilder());
        settings.clientId().ifPresent(builder::clientId);
        settings.tenantId().ifPresent(builder::tenantId);
        settings.tokenFile().ifPresent(builder::tokenFilePath);
        yield builder.build();
      }
      case CLIENT_SECRET ->
          at(addresses, client, new ClientSecretCredentialBuilder())
              .tenantId(settings.tenantId().orElseThrow())
              .clientId(settings.clientId().orElseThrow())
              .clientSecret(settings.clientSecret().orElseThrow())
              .build();
      case CLIENT_CERTIFICATE -> {
        var builder =
            at(addresses, client, new ClientCertificateCredentialBuilder())
                .tenantId(settings.tenantId().orElseThrow())
                .clientId(settings.clientId().orElseThrow());
        var path = settings.certificate().orElseThrow();
        yield (ARCHIVES.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                ? builder
                    .pfxCertificate(path)
                    .clientCertificatePassword(settings.certificatePassword().orElse(""))
                : builder.pemCertificate(path))
            .build();
      }
      case AZURE_CLI -> {
        var builder = new AzureCliCredentialBuilder();
        settings.tenantId().ifPresent(builder::tenantId);
        yield builder.build();
      }
    };
  }

  /** An authority of one's own is unknown to Microsoft's list of authorities. */
  private static <T extends AadCredentialBuilderBase<T>> T at(
      Addresses addresses, com.azure.core.http.HttpClient client, T builder) {
    var placed = builder.httpClient(client).authorityHost(addresses.authority().toString());
    return addresses.ownAuthority() ? placed.disableInstanceDiscovery() : placed;
  }

  /** The emulator hands out a token to whoever asks on this machine. */
  private static TokenCredential emulator(URI endpoint) {
    var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    return context ->
        Mono.fromCallable(
            () ->
                emulatorToken(http, endpoint, context.getScopes().get(0).replace("/.default", "")));
  }

  private static AccessToken emulatorToken(HttpClient http, URI endpoint, String audience)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(endpoint.resolve("/_emulator/token"))
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    JSON.writeValueAsString(Map.of("audience", audience))))
            .build();
    var response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("The emulator gave no token: " + response.statusCode());
    }
    JsonNode token = JSON.readTree(response.body());
    return new AccessToken(
        token.path("access_token").asText(),
        Instant.ofEpochSecond(token.path("expires_on").asLong()).atOffset(ZoneOffset.UTC));
  }
}
