package io.modelrelease.emulator;

import static io.modelrelease.emulator.EndpointWorld.fresh;
import static io.modelrelease.emulator.EndpointWorld.json;
import static io.modelrelease.emulator.EndpointWorld.online;
import static io.modelrelease.emulator.EndpointWorld.onlineDeployment;
import static io.modelrelease.emulator.EndpointWorld.onlineEndpoint;
import static io.modelrelease.emulator.EndpointWorld.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.control.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deployments that really answer. */
class OnlineScoringTest {
  private static final TinyModel OLD = TinyModel.trained(1);
  private static final TinyModel NEW = TinyModel.trained(2);
  private static final String ONE_ROW =
      "{'input_data': {'columns': ['age', 'amount'], 'index': [0], 'data': [[33, 120.5]]}}";
  private static final String HEADER = "azureml-model-deployment";

  @TempDir static Path home;
  private static RunningEmulator emulator;
  private static EndpointWorld world;
  private static String endpoint;

  @BeforeAll
  static void start() {
    emulator = RunningEmulator.start(home);
    world = new EndpointWorld(emulator);
    endpoint = world.serving("{'dep1': 100}", OLD, NEW);
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  private static Reply ask(String body) {
    return world.ask(endpoint, body, Map.of());
  }

  private static void assertAnswers(Reply reply, double expected) {
    require(reply, 200);
    assertThat(reply.json().isArray()).isTrue();
    assertThat(reply.at("/0").asDouble()).isCloseTo(expected, within(1e-6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ONE_ROW,
        "{'input_data': {'columns': ['amount', 'note', 'age'], 'index': [7], 'data': [[120.5, 'x',"
            + " 33]]}}",
        "{'input_data': [{'amount': 120.5, 'age': 33}]}",
        "{'input_data': {'age': [33], 'amount': [120.5]}}",
        "{'input_data': [{'amount': '120.5', 'age': 33.0}]}"
      })
  void answersAsTheBoosterDoes(String body) {
    var reply = ask(body);
    assertAnswers(reply, OLD.answer(33, 120.5));
    assertThat(reply.json()).hasSize(1);
    assertThat(reply.header(HEADER)).contains("dep1");
  }

  @Test
  void takesMissingValuesInDoubleColumns() {
    assertAnswers(ask("{'input_data': [{'age': 33, 'amount': null}]}"), OLD.answer(33, Double.NaN));
  }

  @Test
  void aModelWithoutNamesOfFeaturesTakesTheColumnsOfItsSignature() {
    var unnamed = TinyModel.trainedWithoutNames(3);
    var serving = world.serving("{'dep1': 100}", unnamed);
    assertAnswers(world.ask(serving, ONE_ROW, Map.of()), unnamed.answer(33, 120.5));
  }

  @Test
  void aModelWithNeitherNamesNorSignatureFailsItsDeploymentAndSaysSo() {
    var bare = TinyModel.trainedWithoutNames(3).folderWithoutSignature();
    var deployment = online(endpoint) + "/deployments/bare";
    var model = world.register(bare, "mlflow_model");
    require(emulator.put(deployment, onlineDeployment(model).toString()), 201);
    assertThat(world.state(deployment)).isEqualTo("Failed");
    assertThat(emulator.post(deployment + "/getLogs", "{}").at("/content").asText())
        .contains("neither a signature nor names of its features", "infer_signature");
  }

  @Test
  void theHeaderPicksADeploymentWhateverTheTraffic() {
    assertAnswers(world.ask(endpoint, ONE_ROW, Map.of(HEADER, "dep2")), NEW.answer(33, 120.5));
    assertThat(world.ask(endpoint, ONE_ROW, Map.of(HEADER, "dep9")).status()).isEqualTo(404);
  }

  @Test
  void trafficIsSharedByPercentageAndMirrored() {
    var shared = world.serving("{'dep1': 50, 'dep2': 50}", OLD, NEW, OLD);
    var body = onlineEndpoint("{'dep1': 50, 'dep2': 50}");
    ((ObjectNode) body.path("properties")).set("mirrorTraffic", json("{'dep3': 50}"));
    require(emulator.put(online(shared), body.toString()), 200);
    var key = Map.of("Authorization", "Bearer " + world.key(shared));
    var seen = new TreeSet<String>();
    for (var times = 0; times < 60; times++) {
      seen.add(world.ask(shared, ONE_ROW, key).header(HEADER).orElseThrow());
    }
    assertThat(seen).containsExactly("dep1", "dep2");
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(
                        emulator
                            .post(online(shared) + "/deployments/dep3/getLogs", "{}")
                            .at("/content")
                            .asText())
                    .contains("Mirrored request"));
  }

  @Test
  void givesWrongAnswersForOneDeploymentWhereAFaultOrdersIt() {
    emulator.fault(
        """
        {"path": "/score", "header": {"azureml-model-deployment": "dep2"}, "fault": "body",
         "body": [0.5]}\
        """);
    assertAnswers(ask(ONE_ROW), OLD.answer(33, 120.5));
    assertAnswers(world.ask(endpoint, ONE_ROW, Map.of(HEADER, "dep2")), 0.5);
    assertAnswers(world.ask(endpoint, ONE_ROW, Map.of(HEADER, "dep2")), NEW.answer(33, 120.5));
  }

  @Test
  void answersNobodyWithoutTraffic() {
    var idle = world.serving("{}", OLD);
    assertThat(world.ask(idle, ONE_ROW, Map.of()).status()).isEqualTo(404);
    assertAnswers(world.ask(idle, ONE_ROW, Map.of(HEADER, "dep1")), OLD.answer(33, 120.5));
  }

  @Test
  void refusesWrongKeysAndTakesBothRightOnes() {
    assertThat(world.ask(endpoint, ONE_ROW, Map.of("Authorization", "Bearer wrong")).status())
        .isEqualTo(401);
    assertThat(
            emulator.send("POST", world.scoringUri(online(endpoint)), ONE_ROW, Map.of()).status())
        .isEqualTo(401);
    var second = emulator.post(online(endpoint) + "/listKeys", "").at("/secondaryKey").asText();
    require(world.ask(endpoint, ONE_ROW, Map.of("Authorization", "Bearer " + second)), 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AMLToken", "AADToken"})
  void takesTokensWhereTheEndpointSaysSo(String mode) {
    var guarded = fresh("ep-");
    var body = onlineEndpoint();
    ((ObjectNode) body.path("properties")).put("authMode", mode);
    require(emulator.put(online(guarded), body.toString()), 201);
    require(
        emulator.put(
            online(guarded) + "/deployments/dep1",
            onlineDeployment(world.register(OLD)).toString()),
        201);
    var token =
        mode.equals("AMLToken")
            ? emulator.post(online(guarded) + "/token", "").at("/accessToken").asText()
            : emulator.token(Tokens.ML);
    var right = Map.of(HEADER, "dep1", "Authorization", "Bearer " + token);
    assertAnswers(world.ask(guarded, ONE_ROW, right), OLD.answer(33, 120.5));
    var wrong =
        Map.of(HEADER, "dep1", "Authorization", "Bearer " + emulator.token(Tokens.MANAGEMENT));
    assertThat(world.ask(guarded, ONE_ROW, wrong).status()).isEqualTo(401);
    assertThat(emulator.post(online(guarded) + "/listKeys", "").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'input_data': | 400 | invalid",
        "{'rows': []} | 424 | input_data",
        "{'input_data': [{'age': 33}]} | 424 | amount",
        "{'input_data': [{'age': 33, 'amount': 'much'}]} | 424 | amount",
        "{'input_data': [{'age': 33.5, 'amount': 1}]} | 424 | age",
        "{'input_data': [{'age': null, 'amount': 1}]} | 424 | age",
        "{'input_data': [[33, 120.5]]} | 424 | columns",
        "{'input_data': {'columns': ['age', 'amount'], 'data': [[1]]}} | 424 | columns"
      })
  void refusesWhatTheModelCannotReadAndSaysWhich(String body, int status, String why) {
    var reply = ask(body);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.at("/error/message").asText()).contains(why);
  }

  @Test
  void refusesARequestThatIsTooLarge() {
    assertThat(ask(ONE_ROW + " ".repeat(2_000_000)).status()).isEqualTo(413);
  }

  @Test
  void tellsThatItLivesAndWhatItReads() {
    var root = world.scoringUri(online(endpoint)).replaceFirst("score$", "");
    require(emulator.send("GET", root, "", Map.of()), 200);
    var swagger =
        emulator.send(
            "GET",
            emulator.get(online(endpoint)).at("/properties/swaggerUri").asText(),
            "",
            Map.of("Authorization", "Bearer " + world.key(endpoint)));
    var properties = swagger.at("/definitions/ServiceInput/properties/input_data/items/properties");
    assertThat(properties.at("/age/type").asText()).isEqualTo("integer");
    assertThat(properties.at("/amount/type").asText()).isEqualTo("number");
  }

  @Test
  void featureNamesMustBeThoseOfTheSignature() {
    var folder = OLD.folder();
    var swapped =
        new String(folder.get("MLmodel"), StandardCharsets.UTF_8).replace("\"amount\"", "\"sum\"");
    folder.put("MLmodel", swapped.getBytes(StandardCharsets.UTF_8));
    var other = fresh("ep-");
    require(emulator.put(online(other), onlineEndpoint().toString()), 201);
    var model = world.register(folder, "mlflow_model");
    require(
        emulator.put(online(other) + "/deployments/dep1", onlineDeployment(model).toString()), 201);
    var reply = world.ask(other, "{'input_data': [{'age': 33, 'sum': 1}]}", Map.of(HEADER, "dep1"));
    assertThat(reply.status()).isEqualTo(424);
    assertThat(reply.at("/error/message").asText()).contains("feature_names mismatch");
  }

  @Test
  void servesTheOldModelUntilAnUpdateSucceeded(@TempDir Path other) {
    var pace = Map.of("default", Duration.ZERO, "deployment", Duration.ofHours(1));
    try (var slow = RunningEmulator.start(other, Commands.ANY, pace, java.util.List.of("echo"))) {
      var slowly = new EndpointWorld(slow);
      var id = online("ep-update");
      require(slow.put(id, onlineEndpoint().toString()), 201);
      var deployment = id + "/deployments/dep1";
      var first = slowly.register(OLD);
      require(slow.put(deployment, onlineDeployment(first).toString()), 201);
      var picked = Map.of(HEADER, "dep1");
      assertThat(slowly.ask("ep-update", ONE_ROW, picked).status()).isEqualTo(404);
      slow.advanceClock("PT2H");
      var second = slowly.register(NEW);
      require(slow.put(deployment, onlineDeployment(second).toString()), 200);
      assertAnswers(slowly.ask("ep-update", ONE_ROW, picked), OLD.answer(33, 120.5));
      slow.advanceClock("PT2H");
      assertAnswers(slowly.ask("ep-update", ONE_ROW, picked), NEW.answer(33, 120.5));
    }
  }

  @Test
  void comesBackAfterTheEmulatorWasRestarted(@TempDir Path other) {
    try (var again = RunningEmulator.start(other)) {
      var there = new EndpointWorld(again);
      var kept = there.serving("{'dep1': 100}", OLD);
      var key = there.key(kept);
      again.restart();
      var authorization = Map.of("Authorization", "Bearer " + key);
      assertAnswers(there.ask(kept, ONE_ROW, authorization), OLD.answer(33, 120.5));
    }
  }
}
