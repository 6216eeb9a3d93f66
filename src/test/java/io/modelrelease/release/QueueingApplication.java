package io.modelrelease.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.doors.Visitor;
import io.modelrelease.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import org.camunda.bpm.engine.HistoryService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The application where newer commits queue and the engine's own REST API is open. All tests that
 * extend this share one, and a model whose training does not end. Camunda's web REST finds its
 * engine by a name that all applications of one JVM share, so that these run apart from others (in
 * profile faults).
 */
@Tag("apart")
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "modelrelease.demo=false",
      "modelrelease.emulator.port=0",
      "modelrelease.emulator.pace=0s",
      "modelrelease.watch.shortest=PT0.2S",
      "modelrelease.watch.longest=PT2S",
      "modelrelease.production.undo-pause=PT0.3S",
      "modelrelease.azureml.call-timeout=PT10S",
      "modelrelease.azureml.call-lateness=PT0.2S",
      "modelrelease.door.newer-commit=queue",
      "modelrelease.engine-rest.enabled=true",
      "modelrelease.security.tokens.busy-pipeline.token=busy-pipeline",
      "camunda.bpm.generic-properties.properties.failed-job-retry-time-cycle=PT1S,PT2S",
      "camunda.bpm.job-execution.wait-time-in-millis=200",
      "camunda.bpm.job-execution.max-wait=400"
    })
public abstract class QueueingApplication {
  protected static final String MODEL = "credit-risk";
  private static final SecureRandom RANDOM = new SecureRandom();

  @LocalServerPort private int port;
  @Autowired private Environment environment;
  @Autowired private HistoryService history;
  @Autowired private Ledger ledger;
  private final ArrayList<String> started = new ArrayList<>();

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry properties) {
    try {
      var home = Files.createTempDirectory("model-release-queue").resolve("home").toString();
      properties.add("modelrelease.home", () -> home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void nothingStarted() {
    started.clear();
  }

  protected URI address() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** Jobs are taken and do not begin, so that a release trains for as long as a test needs. */
  protected void azureIsStuck() {
    var request =
        HttpRequest.newBuilder(
                URI.create(environment.getProperty("modelrelease.azureml.endpoint"))
                    .resolve("/_emulator/faults"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"method\": \"PUT\", \"path\": \"/jobs/\", \"fault\": \"stuck\", \"times\": 1000}"))
            .build();
    try {
      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
          .isLessThan(300);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  protected static String newCommit() {
    var bytes = new byte[20];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A whole release, started at our own door by the scientist. */
  protected String started(String commit) {
    var answer =
        Visitor.withBasic(address(), "scientist")
            .post(
                "api/releases", "{\"model\": \"%s\", \"commit\": \"%s\"}".formatted(MODEL, commit));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return remember(Visitor.json(answer).path("id").asText());
  }

  /** It is stopped when the test is over. */
  protected String remember(String release) {
    started.add(release);
    return release;
  }

  /** The newest first, so that none begins for nothing. */
  protected void stopAll() {
    var operator = Visitor.withBasic(address(), "operator");
    for (var i = started.size() - 1; i >= 0; i--) {
      operator.delete("api/releases/" + started.get(i));
    }
    org.awaitility.Awaitility.await()
        .until(() -> started.stream().allMatch(id -> ledger.release(id).endedAt().isPresent()));
  }

  protected JsonNode show(String release) {
    return Visitor.json(
        Visitor.withToken(address(), "local-pipeline").get("api/releases/" + release));
  }

  protected JsonNode dossier(String release) {
    return Visitor.json(
        Visitor.withToken(address(), "local-pipeline").get("api/releases/" + release + "/dossier"));
  }

  protected String root(String release) {
    return ledger.release(release).rootInstance().orElseThrow();
  }

  protected long instances(String release) {
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(release)
        .rootProcessInstances()
        .count();
  }

  protected boolean done(String release, String activity) {
    return history
            .createHistoricActivityInstanceQuery()
            .processInstanceId(root(release))
            .activityId(activity)
            .finished()
            .count()
        > 0;
  }
}
