package io.modelrelease.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.BoundClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.util.unit.DataSize;

/** The web hook: who may send, how much, and what is made of it. */
class EventsControllerTest {
  private static final String SECRET = "a-secret-of-many-characters";
  private static final String DEV =
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-modelrelease/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev";

  private final List<Hint> heard = new CopyOnWriteArrayList<>();
  private MockMvc door = door(settings(100));

  private static EventSettings settings(int perMinute) {
    return new EventSettings(
        Optional.of(SECRET), Optional.empty(), DataSize.ofKilobytes(20), 10, perMinute, 3);
  }

  private MockMvc door(EventSettings settings) {
    return MockMvcBuilders.standaloneSetup(
            new EventsController(
                settings,
                new EventSender(settings),
                new EventReader(BoundClient.ofEmulator("http://127.0.0.1:1"), settings),
                heard::add))
        .build();
  }

  private MockHttpServletResponse post(String query, byte[] body) throws Exception {
    return door.perform(
            MockMvcRequestBuilders.post(java.net.URI.create(EventsController.PATH + query))
                .contentType("application/json")
                .content(body))
        .andReturn()
        .getResponse();
  }

  private MockHttpServletResponse post(String body) throws Exception {
    return post("?code=" + SECRET, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String run(String id, String type, String status) {
    return """
        {'id': '%s', 'topic': '%s', 'subject': 's', 'eventType': 'Microsoft.MachineLearningServices.%s',
         'data': {'runId': 'credit-risk-1-ab12cd-train-1', 'experimentName': 'credit-risk', 'runStatus': '%s'}}"""
        .formatted(id, DEV, type, status);
  }

  @Test
  void hearsOfARunThatEndedInEitherSchema() throws Exception {
    assertThat(post("[" + run("1", "RunStatusChanged", "failed") + "]").getStatus()).isEqualTo(200);
    assertThat(heard)
        .containsExactly(
            new Hint.OfJob("credit-risk-1-ab12cd-train-1"), new Hint.OfJob("credit-risk"));
    heard.clear();
    post(
        """
        {'specversion': '1.0', 'id': '2', 'source': '%s', 'type': 'Microsoft.MachineLearningServices.RunCompleted',
         'data': {'runid': 'other-1-ab12cd-train-1'}}"""
            .formatted(DEV.toUpperCase()));
    assertThat(heard).containsExactly(new Hint.OfJob("other-1-ab12cd-train-1"));
  }

  @Test
  void hearsOfModelsByNameAndVersion() throws Exception {
    post(
        """
        [{'id': '1', 'topic': '%1$s', 'eventType': 'Microsoft.MachineLearningServices.ModelRegistered',
          'data': {'ModelName': 'm', 'ModelVersion': 7}},
         {'id': '2', 'topic': '%1$s', 'eventType': 'Microsoft.MachineLearningServices.ModelDeployed',
          'data': {'ModelIds': 'm:7, n:1,bad'}}]"""
            .formatted(DEV));
    assertThat(heard)
        .containsExactly(
            new Hint.OfVersion("m", "7"),
            new Hint.OfVersion("m", "7"),
            new Hint.OfVersion("n", "1"));
  }

  @Test
  void makesNothingOfDoubledForeignAndPassingEvents() throws Exception {
    post("[" + run("1", "RunCompleted", "") + "," + run("1", "RunCompleted", "") + "]");
    assertThat(heard).hasSize(2);
    heard.clear();
    post("[" + run("1", "RunCompleted", "") + "]");
    post("[" + run("2", "RunStatusChanged", "Running") + "]");
    post("[" + run("3", "RunCompleted", "").replace("mlw-dev", "mlw-of-others") + "]");
    post("[" + run("4", "DatasetDriftDetected", "") + "]");
    post("[" + run("", "RunCompleted", "") + "]");
    assertThat(heard).isEmpty();
  }

  @Test
  void answersTheHandshakeAndFetchesNothing() throws Exception {
    var answer =
        post(
            """
            [{'id': 'v', 'topic': 't', 'eventType': 'Microsoft.EventGrid.SubscriptionValidationEvent',
              'data': {'validationCode': '512d38b6-c7b8-40c8-89fe-f46f9e9622b6', 'validationUrl': 'http://127.0.0.1:1/'}}]""");
    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(
            new ObjectMapper()
                .readTree(answer.getContentAsString())
                .path("validationResponse")
                .asText())
        .isEqualTo("512d38b6-c7b8-40c8-89fe-f46f9e9622b6");

    var options =
        door.perform(
                MockMvcRequestBuilders.options(EventsController.PATH + "?code=" + SECRET)
                    .header("WebHook-Request-Origin", "eventgrid.azure.net")
                    .header("WebHook-Request-Callback", "http://127.0.0.1:1/"))
            .andReturn()
            .getResponse();
    assertThat(options.getStatus()).isEqualTo(200);
    assertThat(options.getHeader("WebHook-Allowed-Origin")).isEqualTo("eventgrid.azure.net");
    assertThat(options.getHeader("WebHook-Allowed-Rate")).isEqualTo("100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?code=", "?code=wrong", "?other=1", "?code"})
  void doesNotListenToStrangers(String query) throws Exception {
    var answer = post(query, ("[" + run("1", "RunCompleted", "") + "]").getBytes());
    assertThat(answer.getStatus()).isEqualTo(401);
    assertThat(heard).isEmpty();
    var options =
        door.perform(
                MockMvcRequestBuilders.options(EventsController.PATH)
                    .header("WebHook-Request-Origin", "eventgrid.azure.net"))
            .andReturn()
            .getResponse();
    assertThat(options.getStatus()).isEqualTo(401);
  }

  @Test
  void takesTheSecretAsAHeaderToo() throws Exception {
    var answer =
        door.perform(
                MockMvcRequestBuilders.post(EventsController.PATH)
                    .header("X-Event-Secret", SECRET)
                    .content("[]"))
            .andReturn()
            .getResponse();
    assertThat(answer.getStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | ",
        "400 | text",
        "400 | 7",
        "400 | [{",
        "400 | null",
        "200 | []",
        "200 | [7, null, [], 'a', {}]",
        "200 | {'data': 3, 'id': {}, 'topic': []}"
      })
  void saysWhatIsNoDelivery(int status, String body) throws Exception {
    assertThat(post(body == null ? "" : body).getStatus()).isEqualTo(status);
    assertThat(heard).isEmpty();
  }

  @Test
  void refusesWhatIsTooLargeOrTooMuch() throws Exception {
    assertThat(post("[" + " ".repeat(21 * 1024) + "]").getStatus()).isEqualTo(413);
    assertThat(post("[" + "{},".repeat(10) + "{}]").getStatus()).isEqualTo(413);
    assertThat(post("[".repeat(5000)).getStatus()).isEqualTo(400);
    door = door(settings(2));
    assertThat(post("[]").getStatus()).isEqualTo(200);
    assertThat(post("[]").getStatus()).isEqualTo(200);
    var answer = post("[]");
    assertThat(answer.getStatus()).isEqualTo(429);
    assertThat(answer.getHeader("Retry-After")).isNotNull();
  }

  @Test
  void isShutUnlessItIsSet() throws Exception {
    door =
        door(
            new EventSettings(
                Optional.of(""), Optional.empty(), DataSize.ofKilobytes(20), 10, 10, 3));
    assertThat(post("?code=", "[]".getBytes()).getStatus()).isEqualTo(404);
  }

  @Test
  void refusesSettingsThatProtectNothing() {
    assertThatThrownBy(
            () ->
                new EventSettings(
                    Optional.of("short"), Optional.empty(), DataSize.ofKilobytes(1), 1, 1, 1))
        .hasMessageContaining("16 characters");
    assertThatThrownBy(
            () ->
                new EventSettings.Entra(
                    java.net.URI.create("http://example.org/keys"), "i", "a", "app"))
        .hasMessageContaining("https");
  }

  /** Deliveries with bytes changed, cut and doubled: refused or taken, never more. */
  @Test
  void standsWhateverIsSent() throws Exception {
    door = door(settings(100_000));
    var random = new Random(7);
    var whole = ("[" + run("1", "RunCompleted", "x") + "]").replace('\'', '"').getBytes();
    for (var round = 0; round < 2000; round++) {
      var body = whole.clone();
      for (var change = random.nextInt(6); change >= 0; change--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      if (random.nextBoolean()) {
        body = java.util.Arrays.copyOf(body, random.nextInt(body.length * 2));
      }
      var answer = post("?code=" + SECRET, body);
      assertThat(answer.getStatus()).isIn(200, 400);
      assertThat(answer.getContentAsString()).doesNotContain("Exception", "at io.");
    }
  }
}
