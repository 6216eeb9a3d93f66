package io.modelrelease.azureml;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
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
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Makes the identity that an environment is configured with. */
final class Credentials {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Credentials() {}

  static TokenCredential of(EnvironmentSettings.CredentialSettings settings, URI endpoint) {
    return switch (settings.kind()) {
      case EMULATOR -> emulator(endpoint);
      case DEFAULT -> new DefaultAzureCredentialBuilder().build();
      case MANAGED_IDENTITY -> {
        var builder = new ManagedIdentityCredentialBuilder();
        settings.clientId().ifPresent(builder::clientId);
        yield builder.build();
      }
      case WORKLOAD_IDENTITY -> {
        var builder = new WorkloadIdentityCredentialBuilder();
        settings.clientId().ifPresent(builder::clientId);
        settings.tenantId().ifPresent(builder::tenantId);
        yield builder.build();
      }
      case CLIENT_SECRET ->
          new ClientSecretCredentialBuilder()
              .tenantId(required(settings.tenantId(), "tenant-id"))
              .clientId(required(settings.clientId(), "client-id"))
              .clientSecret(required(settings.clientSecret(), "client-secret"))
              .build();
      case CLIENT_CERTIFICATE ->
          new ClientCertificateCredentialBuilder()
              .tenantId(required(settings.tenantId(), "tenant-id"))
              .clientId(required(settings.clientId(), "client-id"))
              .pemCertificate(required(settings.certificate(), "certificate"))
              .build();
      case AZURE_CLI -> new AzureCliCredentialBuilder().build();
    };
  }

  private static String required(Optional<String> value, String name) {
    return value.orElseThrow(
        () -> new IllegalArgumentException("This kind of credential needs " + name));
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
