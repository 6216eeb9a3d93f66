package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Identities that belong to the machine: a managed identity as App Service and as a virtual machine
 * hand it out (Azure Arc, Service Fabric and Cloud Shell have ways of their own, which need the
 * real thing), and whoever is logged in at {@code az}.
 */
class MachineIdentitiesTest {
  private static final Pattern CLIENT = Pattern.compile("client_id=([^&]+)");
  private static final String MANAGEMENT = "resource=https://management.azure.com";

  @TempDir Path folder;
  private final StubAzure azure = new StubAzure();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer machine;

  @BeforeEach
  void start() throws IOException {
    machine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    machine.createContext("/", this::giveToken);
    machine.start();
  }

  @AfterEach
  void stop() {
    machine.stop(0);
    azure.close();
  }

  private void giveToken(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    var headers = exchange.getRequestHeaders();
    asked.add(
        "%s?%s header %s metadata %s"
            .formatted(
                uri.getPath(),
                URLDecoder.decode(uri.getRawQuery(), StandardCharsets.UTF_8),
                headers.getFirst("X-IDENTITY-HEADER"),
                headers.getFirst("Metadata")));
    var client = CLIENT.matcher(uri.getRawQuery());
    var token =
        """
        {"access_token": "of-%s", "expires_on": "4102444800", "resource": "https://management.azure.com",
         "token_type": "Bearer"}"""
            .formatted(client.find() ? client.group(1) : "the-machine")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, token.length);
    exchange.getResponseBody().write(token);
    exchange.close();
  }

  private String machine() {
    return "http://127.0.0.1:" + machine.getAddress().getPort();
  }

  private Map<String, String> settings(Map<String, String> credentials) {
    var settings = new HashMap<>(credentials);
    settings.put("modelrelease.azureml.cloud", "public");
    settings.put("modelrelease.azureml.endpoint", azure.base());
    settings.put("modelrelease.azureml.authority", "https://localhost:1/");
    for (var environment : TargetEnvironment.values()) {
      var prefix = "modelrelease.environments." + environment.key() + ".";
      settings.put(prefix + "subscription", "sub-1");
      settings.put(prefix + "resource-group", "rg-Ml");
      settings.put(prefix + "workspace", "mlw");
      settings.put(prefix + "registry", "mlr");
    }
    return settings;
  }

  private List<String> tokens() {
    return azure.seen("GET", StubAzure.WORKSPACE).stream()
        .map(StubAzure.Seen::authorization)
        .toList();
  }

  private void azureCli() throws IOException {
    Files.createFile(
        folder.resolve("az"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.writeString(
        folder.resolve("az"),
        """
        #!/bin/sh
        echo "$@" >> %s/asked
        echo '{"accessToken": "of-the-person", "expiresOn": "2099-01-01 00:00:00.000000",
          "expires_on": 4070908800, "subscription": "s", "tenant": "t", "tokenType": "Bearer"}'
        """
            .formatted(folder));
  }

  @Test
  void appServiceAndAzureCliGiveTheirTokens() throws Exception {
    azureCli();
    var output =
        IdentityProcess.run(
            settings(
                Map.of(
                    "modelrelease.environments.dev.credential.kind", "managed-identity",
                    "modelrelease.environments.staging.credential.kind", "azure-cli",
                    "modelrelease.environments.staging.credential.tenant-id", "tenant-1",
                    "modelrelease.environments.production.credential.kind", "managed-identity",
                    "modelrelease.environments.production.credential.client-id", "client-1")),
            Map.of(
                "IDENTITY_ENDPOINT", machine() + "/msi/token",
                "IDENTITY_HEADER", "known-to-this-machine",
                "PATH", folder + ":" + System.getenv("PATH")));

    assertThat(tokens())
        .as("%s", output)
        .containsExactly("Bearer of-the-machine", "Bearer of-the-person", "Bearer of-client-1");
    assertThat(asked)
        .hasSize(2)
        .allMatch(request -> request.startsWith("/msi/token?"))
        .allMatch(request -> request.contains(MANAGEMENT))
        .allMatch(request -> request.contains("header known-to-this-machine"));
    assertThat(folder.resolve("asked"))
        .content()
        .contains("account get-access-token", "--resource https://management.azure.com")
        .contains("--tenant tenant-1");
  }

  @Test
  void aVirtualMachineGivesItsToken() throws Exception {
    var output =
        IdentityProcess.run(
            settings(
                Map.of(
                    "modelrelease.environments.dev.credential.kind", "managed-identity",
                    "modelrelease.environments.staging.credential.kind", "managed-identity",
                    "modelrelease.environments.staging.credential.client-id", "client-1",
                    "modelrelease.environments.production.credential.kind", "managed-identity")),
            Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", machine()));

    assertThat(tokens())
        .as("%s", output)
        .containsExactly("Bearer of-the-machine", "Bearer of-client-1", "Bearer of-the-machine");
    assertThat(asked)
        .isNotEmpty()
        .allMatch(request -> request.contains("/identity/oauth2/token?"))
        .allMatch(request -> request.contains(MANAGEMENT))
        .allMatch(request -> request.endsWith("metadata true"));
  }
}
