package io.modelrelease.azuredevops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The imitation refuses what Azure DevOps refuses; else a test against it would prove nothing. */
class ImitatedAzureDevOpsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ImitatedAzureDevOps azure = new ImitatedAzureDevOps();
  private final HttpClient http = HttpClient.newHttpClient();
  private final PipelineJob job = azure.job();

  @AfterEach
  void close() {
    azure.close();
  }

  private HttpResponse<String> send(
      String method, String address, String token, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String events() {
    return "%s%s/_apis/distributedtask/hubs/build/plans/%s/events"
        .formatted(azure.collection(), ImitatedAzureDevOps.PROJECT_ID, job.planId());
  }

  private String completed(String result) {
    return """
    {"name": "TaskCompleted", "taskId": "%s", "jobId": "%s", "result": "%s"}"""
        .formatted(job.taskId(), job.jobId(), result);
  }

  @Test
  void sendsAStrangerToTheLogin() throws Exception {
    var address = events() + "?api-version=7.1";
    assertThat(send("POST", address, "wrong", completed("succeeded")).statusCode()).isEqualTo(302);
    assertThat(
            send(
                    "POST",
                    address,
                    "wrong",
                    completed("succeeded"),
                    "X-TFS-FedAuthRedirect",
                    "Suppress")
                .statusCode())
        .isEqualTo(401);
    azure.expire(job);
    assertThat(send("POST", address, job.token(), completed("succeeded")).statusCode())
        .isEqualTo(302);
    assertThat(azure.result(job)).isEmpty();
  }

  @Test
  void wantsAVersionAndEndsATaskOnce() throws Exception {
    assertThat(send("POST", events(), job.token(), completed("succeeded")).body())
        .contains("VssVersionNotSpecifiedException");
    var address = events() + "?api-version=7.1";
    assertThat(send("POST", address, job.token(), completed("fine")).statusCode()).isEqualTo(400);
    assertThat(send("POST", address, job.token(), completed("succeeded")).statusCode())
        .isEqualTo(204);
    assertThat(send("POST", address, job.token(), completed("failed")).statusCode()).isEqualTo(404);
    assertThat(azure.result(job)).isEqualTo("succeeded");
  }

  @Test
  void takesATagWithAColonInABodyOnly() throws Exception {
    var tags =
        "%s%s/_apis/build/builds/%d/tags"
            .formatted(azure.collection(), ImitatedAzureDevOps.PROJECT, job.buildId());
    var version = "?api-version=7.1";
    assertThat(send("PUT", tags + "/model%3Ax" + version, job.token(), "").statusCode())
        .isEqualTo(400);
    assertThat(send("POST", tags + version, job.token(), "[\"model:x\"]").statusCode())
        .isEqualTo(200);
    assertThat(azure.tags(job.buildId())).containsExactly("model:x");
  }

  @Test
  void givesAJobAnIdTokenThatItsIssuersKeysVerify() throws Exception {
    var address = job.environment().get("SYSTEM_OIDCREQUESTURI") + "?api-version=7.1";
    var answer = JSON.readTree(send("POST", address, job.token(), "").body());
    var token = SignedJWT.parse(answer.path("oidcToken").asText());
    var document =
        JSON.readTree(
            http.send(
                    HttpRequest.newBuilder(
                            URI.create(azure.issuer() + "/.well-known/openid-configuration"))
                        .build(),
                    BodyHandlers.ofString())
                .body());
    assertThat(document.path("issuer").asText())
        .isEqualTo(token.getJWTClaimsSet().getIssuer())
        .isEqualTo(azure.issuer());
    var keys = JWKSet.load(URI.create(document.path("jwks_uri").asText()).toURL());
    JWSVerifier verifier =
        new RSASSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey());
    assertThat(token.verify(verifier)).isTrue();
    assertThat(send("POST", address, azure.job().token(), "").statusCode())
        .as("another job's token")
        .isEqualTo(403);
  }
}
