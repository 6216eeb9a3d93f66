package io.modelrelease.emulator;

import static io.modelrelease.emulator.RunningEmulator.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.emulator.control.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal, faults, clock and lock: what steers and shows the emulator. */
class ControlTest {
  private static final String IMAGE = "{\"properties\": {\"image\": \"i\"}}";

  @TempDir static Path home;
  private static RunningEmulator azure;

  @BeforeAll
  static void start() {
    azure = RunningEmulator.start(home, Commands.TRAINER, Duration.ofMinutes(5));
  }

  @AfterAll
  static void stop() {
    azure.close();
  }

  @BeforeEach
  void emptyJournal() {
    assertThat(azure.send("DELETE", "/_emulator/journal", "", Map.of()).status()).isEqualTo(204);
    assertThat(azure.send("DELETE", "/_emulator/faults", "", Map.of()).status()).isEqualTo(204);
  }

  @Test
  void isHealthyWithoutAToken() {
    assertThat(azure.send("GET", "/_emulator/health", "", Map.of()).status()).isEqualTo(200);
    assertThat(azure.send("POST", "/_emulator/events", "{}", Map.of()).status()).isEqualTo(400);
    assertThat(azure.send("GET", "/_emulator/what", "", Map.of()).status()).isEqualTo(404);
  }

  @Test
  void journalTellsEveryRequestOnceAndWhatItCreated() throws IOException {
    azure.put(DEV + "/environments/journal/versions/1", IMAGE);
    azure.put(DEV + "/environments/journal/versions/1", IMAGE);
    azure.get(DEV + "/environments/none/versions/1");
    var lines = azure.journal("/environments/");
    assertThat(lines).hasSize(3);
    var first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("method").asText()).isEqualTo("PUT");
    assertThat(first.path("path").asText()).endsWith("/environments/journal/versions/1");
    assertThat(first.path("query").asText()).contains("api-version");
    assertThat(first.path("status").asInt()).isEqualTo(201);
    assertThat(first.path("created").asBoolean()).isTrue();
    assertThat(first.path("body").path("properties").path("image").asText()).isEqualTo("i");
    assertThat(Instant.parse(first.path("time").asText())).isNotNull();
    assertThat(lines.get(1)).contains("\"status\":200", "\"created\":false");
    assertThat(lines.get(2)).contains("\"status\":404");
    assertThat(azure.journal("_emulator")).isEmpty();
  }

  @Test
  void journalKeepsNoSecrets() {
    azure.upload("mlw-dev", "secret.txt", "hush");
    azure.put(
        DEV + "/environments/hidden/versions/1",
        IMAGE.replace("}}", "}, \"adminUserPassword\": \"hush\", \"keyValue\": \"hush\"}"));
    azure.get(DEV + "/environments/hidden/versions/1?token=hush");
    assertThat(azure.journal()).hasSize(3);
    assertThat(azure.journal("hush")).isEmpty();
    assertThat(azure.journal("sig=any")).isEmpty();
    assertThat(azure.journal("Bearer")).isEmpty();
  }

  @Test
  void answersAStatusThatWasOrderedAndDoesNothing() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/environments/.*\", \"fault\": \"status\", \"status\": 429, \"retryAfter\": 7, \"times\": 2}");
    var version = DEV + "/environments/throttled/versions/1";
    for (var time = 0; time < 2; time++) {
      var reply = azure.put(version, IMAGE);
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.header("Retry-After")).contains("7");
      assertThat(reply.code()).isEqualTo("TooManyRequests");
    }
    assertThat(azure.get(version).status()).isEqualTo(404);
    assertThat(azure.put(version, IMAGE).status()).isEqualTo(201);
    assertThat(azure.journal("throttled", "\"status\":429")).hasSize(2);
  }

  @Test
  void letsRequestsPassBeforeAndBetweenFaults() {
    azure.fault(
        "{\"path\": \"/environments/turns/\", \"fault\": \"status\", \"status\": 503, \"skip\": 1, \"every\": 2, \"times\": 2}");
    var version = DEV + "/environments/turns/versions/1";
    var statuses = IntStream.range(0, 7).mapToObj(turn -> azure.get(version).status()).toList();
    assertThat(statuses).containsExactly(404, 404, 503, 404, 503, 404, 404);
  }

  @Test
  void breaksTheConnectionBeforeOrAfterTheWork() {
    var version = DEV + "/environments/%s/versions/1";
    azure.fault("{\"method\": \"PUT\", \"path\": \"/before/\", \"fault\": \"reset\"}");
    azure.fault("{\"method\": \"PUT\", \"path\": \"/after/\", \"fault\": \"reset-after\"}");
    for (var name : List.of("before", "after")) {
      assertThatThrownBy(() -> azure.put(version.formatted(name), IMAGE))
          .isInstanceOf(UncheckedIOException.class);
    }
    assertThat(azure.get(version.formatted("before")).status()).isEqualTo(404);
    assertThat(azure.get(version.formatted("after")).status()).isEqualTo(200);
    assertThat(azure.journal("/before/", "\"status\":0", "\"created\":false")).hasSize(1);
    assertThat(azure.journal("/after/", "\"status\":201", "\"created\":true")).hasSize(1);
  }

  @Test
  void answersLate() {
    azure.fault("{\"path\": \"mlw-dev$\", \"fault\": \"delay\", \"seconds\": 0.5}");
    var begin = System.nanoTime();
    assertThat(azure.get(DEV).status()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void answersABodyThatWasOrderedToWhomItIsFor() {
    azure.fault(
        "{\"header\": {\"azureml-model-deployment\": \"v007\"}, \"fault\": \"body\", \"body\": [0.5]}");
    assertThat(azure.get(DEV).at("/name").asText()).isEqualTo("mlw-dev");
    var token = "Bearer " + azure.token(Tokens.MANAGEMENT);
    var reply =
        azure.send(
            "GET", DEV, "", Map.of("Authorization", token, "azureml-model-deployment", "v007"));
    assertThat(reply.text()).isEqualTo("[0.5]");
    azure.fault(
        "{\"path\": \"mlw-dev$\", \"header\": {\"azureml-model-deployment\": \"\"}, \"fault\": \"body\", \"body\": [0.7]}");
    assertThat(azure.get(DEV).text()).isEqualTo("[0.7]");
  }

  @Test
  void appliesFaultsToBlobsToo() {
    azure.fault(
        "{\"method\": \"PUT\", \"path\": \"/broken.txt\", \"fault\": \"status\", \"status\": 503}");
    assertThatThrownBy(() -> azure.upload("mlw-dev", "broken.txt", "x"))
        .hasMessageContaining("broken.txt");
    azure.upload("mlw-dev", "broken.txt", "x");
  }

  @Test
  void refusesAFaultThatItDoesNotKnow() {
    for (var order :
        List.of(
            "{\"fault\": \"flood\"}",
            "{\"fault\": \"reset\", \"every\": 0}",
            "{\"fault\": \"reset\", \"path\": \"(\"}")) {
      assertThat(azure.send("POST", "/_emulator/faults", order, Map.of()).status()).isEqualTo(400);
    }
  }

  @Test
  void movesItsClock() {
    var before =
        Instant.parse(azure.send("GET", "/_emulator/clock", "", Map.of()).at("/now").asText());
    azure.advanceClock("PT1H");
    azure.restart();
    var after =
        Instant.parse(azure.send("GET", "/_emulator/clock", "", Map.of()).at("/now").asText());
    assertThat(Duration.between(before, after))
        .isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    for (var wrong : List.of("{\"advance\": \"later\"}", "{\"advance\": \"-PT1H\"}", "{}")) {
      assertThat(azure.send("POST", "/_emulator/clock", wrong, Map.of()).status()).isEqualTo(400);
    }
  }

  @Test
  void sharesItsHomeWithNoOther() {
    assertThatThrownBy(() -> RunningEmulator.start(home))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Another emulator uses " + home.toAbsolutePath());
  }

  @Test
  void saysThatItsPortIsTaken(@TempDir Path other) {
    var settings =
        new EmulatorSettings(
            other, "127.0.0.1", azure.address().getPort(), Commands.TRAINER, Map.of(), List.of());
    assertThatThrownBy(() -> Emulator.start(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("modelrelease.emulator.port");
  }
}
