package io.modelrelease.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.ArmSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a model on one machine: each test goes on where the one before it left production.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GreenWayIT {
  private static final String MODEL = "credit-risk";
  @TempDir static Path folder;
  private static RunningApplication application;
  private static Team team;
  private static Emulated azure;

  @BeforeAll
  static void start() {
    application =
        RunningApplication.start(
            folder.resolve("home"),
            "--modelrelease.emulator.pace=300ms",
            "--modelrelease.production.bake=PT1S",
            "--modelrelease.demo=false");
    team = new Team(application);
    azure = application.azure();
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static JsonNode online() {
    return azure.onlineEndpoint("mlw-production", MODEL);
  }

  private static JsonNode batch() {
    return azure.batchEndpoint("mlw-production", MODEL);
  }

  private static String batchDefault() {
    return batch().path("properties").path("defaults").path("deploymentName").asText();
  }

  private static String traffic() {
    return online().path("properties").path("traffic").toString();
  }

  private static String request() throws Exception {
    return Files.readString(Path.of("pipelines/models/credit-risk/request.json"));
  }

  @Test
  @Order(1)
  void takesTheFirstModelFromACommitToProduction() throws Exception {
    var release = team.release(MODEL, 1);
    team.approve(release, "approver");
    var view = team.completed(release);

    assertThat(view.path("modelVersion").asInt()).isEqualTo(1);
    assertThat(traffic()).isEqualTo("{\"v001\":100}");
    assertThat(batchDefault()).isEqualTo("v001");
    assertThat(azure.score(online(), request()).path(0).isNumber()).isTrue();
    var dossier = team.dossier(release);
    assertThat(dossier.path("candidate").path("fingerprintRows").asInt()).isEqualTo(100);
    Stream.of("online_fingerprint_difference", "batch_fingerprint_difference")
        .forEach(
            test ->
                assertThat(dossier.path("stagingTests").path(test).asDouble(9))
                    .as(test)
                    .isLessThanOrEqualTo(1e-6));
    Stream.of(
            "deployment_fingerprint_difference",
            "batch_fingerprint_difference",
            "live_fingerprint_difference")
        .forEach(
            test ->
                assertThat(dossier.path("production").path(test).asDouble(9))
                    .as(test)
                    .isLessThanOrEqualTo(1e-6));
    assertThat(dossier.path("candidate").path("digest").asText()).hasSize(64);
    assertThat(dossier.path("approvals").path(0).path("person").asText()).isEqualTo("approver");
    assertThat(dossier.path("qualityGate")).isNotEmpty();
    assertThat(dossier.path("stagingGate")).isNotEmpty();
    assertThat(dossier.path("end").path("outcome").asText()).isEqualTo("completed");
  }

  @Test
  @Order(2)
  void createsEachResourceOnce() {
    assertThat(azure.created(line -> true))
        .isNotEmpty()
        .allSatisfy((path, times) -> assertThat(times).as(path).isEqualTo(1));
  }

  @Test
  @Order(3)
  void deletesTheStagingDeploymentsWhenTheReleaseEnds() {
    assertThat(azure.deployments(azure.onlineEndpoint("mlw-staging", MODEL))).isEmpty();
    assertThat(azure.deployments(azure.batchEndpoint("mlw-staging", MODEL))).isEmpty();
  }

  @Test
  @Order(4)
  void refusesAModelOfOneRoundAndTouchesNothingInProduction() {
    var before = online();
    var release = team.upload(MODEL, 2, job -> job.replaceAll("rounds: \\d+", "rounds: 1"));
    var view = team.ended(release);

    assertThat(view.path("state").asText()).isEqualTo("refused");
    assertThat(view.path("reason").asText())
        .contains("auc is 0.7", " on 300 rows: ", " too low", " lower than the champion's ");
    assertThat(online()).isEqualTo(before);
    assertThat(azure.deployments(online())).containsExactly("v001");
  }

  @Test
  @Order(5)
  void comparesTheNextModelWithTheChampionAndKeepsThePredecessorWithoutTraffic() {
    var release = team.upload(MODEL, 3, job -> job.replaceAll("seed: \\d+", "seed: 7"));
    var view = team.waitingForApproval(release);
    assertThat(view.path("modelVersion").asInt()).isEqualTo(3);
    var gate = team.dossier(release).path("qualityGate").path(0);
    assertThat(gate.path("champion").isNumber()).as("%s", gate).isTrue();
    assertThat(team.dossier(release).path("candidate").path("champion").asInt()).isEqualTo(1);

    team.approve(release, "approver");
    team.completed(release);
    assertThat(traffic()).isEqualTo("{\"v003\":100}");
    assertThat(batchDefault()).isEqualTo("v003");
    assertThat(azure.deployments(online())).containsExactly("v001", "v003");
    assertThat(azure.deployments(batch())).containsExactly("v001", "v003");
  }

  @Test
  @Order(6)
  void goesBackToThePredecessorWithOnePut() {
    var puts = azure.requests("PUT", online().path("id").asText());
    var deploymentPuts = azure.requests("PUT", online().path("id").asText() + "/deployments/v001");
    var asked = Instant.now();
    var step =
        application.send(
            "operator",
            java.net.http.HttpRequest.newBuilder(application.uri("/api/releases"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "back-to-1")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        """
                        {"model": "credit-risk", "process": "prod-online-endpoint", "modelVersion": 1}""")));
    var release = RunningApplication.json(step).path("id").asText();
    team.completed(release);
    var shifted =
        Duration.between(
            asked, Instant.parse(team.dossier(release).path("end").path("liveAt").asText()));

    assertThat(traffic()).isEqualTo("{\"v001\":100}");
    assertThat(azure.requests("PUT", online().path("id").asText()) - puts).isEqualTo(1);
    assertThat(azure.requests("PUT", online().path("id").asText() + "/deployments/v001"))
        .isEqualTo(deploymentPuts);
    Numbers.measured("back to the previous version: asked to traffic moved", shifted);
    assertThat(shifted).isLessThan(Duration.ofSeconds(20));
  }

  /** Whoever approves it writes into the process's variables, too, which changes nothing. */
  @Test
  @Order(7)
  void deletesWhatIsOlderThanThePredecessorAfterTheNextRollout() {
    var release = team.upload(MODEL, 4, job -> job.replaceAll("seed: \\d+", "seed: 11"));
    team.approveAndWrite(
        release,
        "approver2",
        """
        "modelVersion": {"value": 666, "type": "Integer"}, "model": {"value": "concrete-strength", "type": "String"}""");
    team.completed(release);
    assertThat(traffic()).isEqualTo("{\"v004\":100}");
    assertThat(azure.deployments(online())).containsExactly("v001", "v004");
    assertThat(batchDefault()).isEqualTo("v004");
    assertThat(azure.deployments(batch())).containsExactly("v003", "v004");
  }

  @Test
  @Order(8)
  void releasesAnotherKindOfModelByItsFilesAlone() {
    var release = team.release("concrete-strength", 1);
    team.approve(release, "approver");
    team.completed(release);
    assertThat(team.dossier(release).path("evaluation").path("rmse").isNumber()).isTrue();
    assertThat(
            azure
                .onlineEndpoint("mlw-production", "concrete")
                .path("properties")
                .path("traffic")
                .toString())
        .isEqualTo("{\"v001\":100}");
  }

  @Test
  @Order(9)
  void sendsNoBodyThatMicrosoftsSchemaRefuses() {
    var puts = azure.puts();
    assertThat(puts)
        .extracting(line -> line.path("path").asText().replaceAll(".*/workspaces/[^/]+/|/.*", ""))
        .contains(
            "data",
            "environments",
            "computes",
            "jobs",
            "models",
            "onlineEndpoints",
            "batchEndpoints");
    ArmSchema.published()
        .ifPresent(
            schema ->
                assertThat(puts)
                    .allSatisfy(
                        line ->
                            assertThat(schema.faults(line.path("path").asText(), line.path("body")))
                                .as("%s", line)
                                .isEmpty()));
  }
}
