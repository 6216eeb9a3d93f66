package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static io.modelrelease.emulator.RunningEmulator.SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.emulator.control.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and how Azure says no. */
class FrontTest {
  private static final String VERSION = "?api-version=2025-12-01";

  @TempDir static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home);
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  private static Reply workspaceWith(String token) {
    return azure.send("GET", DEV + VERSION, "", Map.of("Authorization", "Bearer " + token));
  }

  @Test
  void asksForAToken() {
    var reply = azure.send("GET", DEV + VERSION, "", Map.of());
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("AuthenticationFailed");
    assertThat(reply.header("WWW-Authenticate")).isPresent();
  }

  @Test
  void refusesATokenForAnotherAudience() {
    var reply = workspaceWith(azure.token(Tokens.ML));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("InvalidAuthenticationTokenAudience");
    assertThat(reply.at("/error/message").asText()).contains(Tokens.ML, Tokens.MANAGEMENT);
  }

  @Test
  void refusesAnExpiredTokenAndAForgedOne() {
    var expired = new Tokens(home).issue(Tokens.MANAGEMENT, 1_700_000_000L);
    assertThat(workspaceWith(expired).code()).isEqualTo("ExpiredAuthenticationToken");
    var good = azure.token(Tokens.MANAGEMENT);
    var forged = good.substring(0, good.lastIndexOf('.')) + ".c2lnbmF0dXJl";
    assertThat(workspaceWith(forged).code()).isEqualTo("InvalidAuthenticationToken");
    assertThat(workspaceWith("nonsense").status()).isEqualTo(401);
  }

  @Test
  void givesNoTokenForAnythingElse() {
    assertThat(
            azure
                .send("POST", "/_emulator/token", "{\"audience\": \"https://graph\"}", Map.of())
                .status())
        .isEqualTo(400);
  }

  @Test
  void asksForTheApiVersion() {
    var token = Map.of("Authorization", "Bearer " + azure.token(Tokens.MANAGEMENT));
    assertThat(azure.send("GET", DEV, "", token).code()).isEqualTo("MissingApiVersionParameter");
    assertThat(azure.send("GET", DEV + "?api-version=latest", "", token).status()).isEqualTo(400);
    for (var old : new String[] {"2022-05-01", "2021-10-01-dataplanepreview"}) {
      assertThat(azure.get(DEV + "?api-version=" + old).status()).isEqualTo(200);
    }
  }

  @Test
  void showsTheWorkspace() {
    var reply = azure.get(DEV);
    assertThat(reply.at("/location").asText()).isEqualTo("westeurope");
    assertThat(reply.at("/properties/workspaceId").asText()).hasSize(36);
    assertThat(reply.at("/properties/mlFlowTrackingUri").asText()).endsWith(DEV);
    var services = azure.send("GET", reply.at("/properties/discoveryUrl").asText(), "", Map.of());
    assertThat(services.at("/api").asText()).isEqualTo(azure.address().toString());
  }

  @Test
  void saysInAzuresBodyWhatIsNotThere() {
    var reply = azure.get(SCOPE + "/workspaces/mlw-none");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("ResourceNotFound");
    assertThat(reply.at("/error/message").asText()).contains("mlw-none");
    assertThat(reply.at("/error/details").isArray()).isTrue();
    assertThat(reply.at("/error/additionalInfo/0/type").asText()).isEqualTo("ComponentName");
    assertThat(azure.get(DEV.replace("0000", "1111")).code()).isEqualTo("SubscriptionNotFound");
    assertThat(azure.get(DEV.replace("rg-", "rg2-")).code()).isEqualTo("ResourceGroupNotFound");
    assertThat(azure.get("/nowhere").status()).isEqualTo(404);
  }

  @Test
  void saysWhatIsWrongWithABodyThatIsNoJson() {
    assertThat(azure.put(DEV + "/environments/x/versions/1", "{oops").code())
        .isEqualTo("InvalidRequestContent");
  }

  @Test
  void refusesWebPages() {
    for (var path : new String[] {"/_emulator/health", "/_emulator/token", DEV + VERSION}) {
      assertThat(azure.send("GET", path, "", Map.of("Origin", "http://example.org")).status())
          .isEqualTo(403);
    }
  }

  @Test
  void refusesAForeignHost() throws IOException {
    assertThat(statusFor("evil.example.org:" + azure.address().getPort())).contains("403");
    assertThat(statusFor("127.0.0.1:1")).contains("403");
    assertThat(statusFor("localhost:" + azure.address().getPort())).contains("200");
  }

  private static String statusFor(String host) throws IOException {
    try (var socket = new Socket("127.0.0.1", azure.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /_emulator/health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(host)
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .findFirst()
          .orElse("");
    }
  }
}
