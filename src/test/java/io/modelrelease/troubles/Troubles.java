package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import io.modelrelease.doors.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** Releases, people and Azure, for tests of bad days; models in production are made once. */
abstract class Troubles extends WholeApplication {
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final Set<String> OVER = Set.of("completed", "refused", "failed", "stopped");
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<String, Visitor> PEOPLE = new HashMap<>();
  private static boolean gateIsWide;

  @Autowired Environment environment;
  @Autowired RuntimeService runtime;
  @Autowired HistoryService history;
  @Autowired ManagementService management;
  EmulatorSeen azure;

  @BeforeEach
  void lookAtAzure() {
    azure = new EmulatorSeen(URI.create(environment.getProperty("modelrelease.azureml.endpoint")));
    if (!gateIsWide) {
      widenGate();
      gateIsWide = true;
    }
  }

  @AfterEach
  void noFaults() {
    azure.noFaults();
  }

  // people

  Visitor person(String name) {
    return PEOPLE.computeIfAbsent(name, who -> Visitor.loggedIn(address(), who));
  }

  Visitor pipeline() {
    return Visitor.withToken(address(), "local-pipeline");
  }

  HttpResponse<String> complete(String person, String task, String decision, String reason) {
    return person(person)
        .engine(
            "POST",
            "task/" + task + "/complete",
            """
            {"variables": {"decision": {"value": "%s"}, "reason": {"value": "%s"}}}"""
                .formatted(decision, reason));
  }

  void decides(String person, String release, String decision, String reason) {
    var answer = complete(person, task(release), decision, reason);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  /** The sample's table with a row for every model; it is deployed as an admin does it. */
  void widenGate() {
    try {
      var table = Files.readString(Path.of("processes/quality-gate.dmn"));
      deployGate(table.replace("    </decisionTable>", WIDE_ROW + "    </decisionTable>"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String WIDE_ROW =
      """
            <rule id="Rule_EveryModelAuc">
              <inputEntry id="Rule_EveryModelAuc_model"><text></text></inputEntry>
              <outputEntry id="Rule_EveryModelAuc_metric"><text>"auc"</text></outputEntry>
              <outputEntry id="Rule_EveryModelAuc_better"><text>"higher"</text></outputEntry>
              <outputEntry id="Rule_EveryModelAuc_limit"><text>0.5</text></outputEntry>
              <outputEntry id="Rule_EveryModelAuc_tolerance"><text>0.5</text></outputEntry>
            </rule>
      """;

  void deployGate(String table) {
    deployTable("quality-gate", table);
  }

  void deployTable(String name, String table) {
    var body =
        "--b\r\nContent-Disposition: form-data; name=\"data\"; filename=\"%s.dmn\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(name, table);
    var answer =
        person("admin")
            .engineUpload("deployment/create", "b", body.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  // releases

  String release(Project project) {
    return start(project, "model-release");
  }

  String train(Project project) {
    return start(project, "dev-model-training");
  }

  private String start(Project project, String process) {
    var body = start(project, process, COUNT.incrementAndGet());
    return id(
        process.equals("model-release")
            ? pipeline().multipart("api/releases", "b", body)
            : pipeline()
                .multipart("api/releases", "b", body, "Idempotency-Key", "key-" + COUNT.get()));
  }

  /**
   * The body of a request with an uploaded project, boundary b.
   *
   * @param commit a number of one's own
   */
  static byte[] start(Project project, String process, int commit) {
    var body = new ByteArrayOutputStream();
    part(
        body,
        "release",
        """
        {"model": "%s", "commit": "%040x", "author": "author@example.org", "process": "%s"}"""
            .formatted(project.model(), commit, process)
            .getBytes(StandardCharsets.UTF_8));
    part(body, "project", project.archive());
    body.writeBytes("--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private static void part(ByteArrayOutputStream body, String name, byte[] content) {
    body.writeBytes(
        "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"f\"\r\n\r\n"
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  String step(String process, String model, int version) {
    return id(
        pipeline()
            .post(
                "api/releases",
                """
                {"model": "%s", "process": "%s", "modelVersion": %d}"""
                    .formatted(model, process, version),
                "Idempotency-Key",
                "key-" + COUNT.incrementAndGet()));
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return Visitor.json(answer).get("id").asText();
  }

  JsonNode show(String release) {
    return Visitor.json(pipeline().get("api/releases/" + release));
  }

  JsonNode dossier(String release) {
    return Visitor.json(pipeline().get("api/releases/" + release + "/dossier"));
  }

  String state(String release) {
    return show(release).path("state").asText();
  }

  String reason(String release) {
    return show(release).path("reason").asText();
  }

  /** Waits for the one task of a release, and gives its id. */
  String task(String release) {
    return shows(release, view -> !view.path("tasks").isEmpty())
        .path("tasks")
        .path(0)
        .path("id")
        .asText();
  }

  /** What the form of a task shows. */
  JsonNode form(String task, String variable) {
    var answer =
        Visitor.json(
            person("operator")
                .engine("GET", "task/" + task + "/form-variables?deserializeValues=false", ""));
    try {
      return new com.fasterxml.jackson.databind.ObjectMapper()
          .readTree(answer.path(variable).path("value").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode shows(String release, Predicate<JsonNode> wanted) {
    try {
      return await("release " + release)
          .atMost(LONGEST)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> show(release), wanted);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(release + " is still " + show(release) + dossier(release), e);
    }
  }

  JsonNode ended(String release, String state) {
    var view = shows(release, shown -> OVER.contains(shown.path("state").asText()));
    assertThat(view.path("state").asText()).as("%s", view).isEqualTo(state);
    assertThat(view.path("endedAt").isNull()).isFalse();
    return view;
  }

  void stop(String release) {
    var answer = pipeline().delete("api/releases/" + release);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  void passes(String what, java.util.concurrent.Callable<Boolean> condition) {
    await(what).atMost(LONGEST).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** All of a release's, over or not. */
  Stream<HistoricProcessInstance> instances(String release) {
    return history
        .createHistoricProcessInstanceQuery()
        .processInstanceBusinessKey(release)
        .list()
        .stream();
  }

  /** How often an activity of a release has been done, in whichever of its instances. */
  long done(String release, String activity) {
    return instances(release)
        .mapToLong(
            instance ->
                history
                    .createHistoricActivityInstanceQuery()
                    .processInstanceId(instance.getId())
                    .activityId(activity)
                    .finished()
                    .count())
        .sum();
  }

  /** Lets the clock of a timer of a release be over. */
  void fires(String release, String timer) {
    passes(
        timer + " of " + release,
        () ->
            runtime.createProcessInstanceQuery().processInstanceBusinessKey(release).list().stream()
                .flatMap(
                    instance ->
                        management
                            .createJobQuery()
                            .processInstanceId(instance.getId())
                            .activityId(timer)
                            .list()
                            .stream())
                .peek(job -> management.executeJob(job.getId()))
                .findFirst()
                .isPresent());
  }

  /** A model of which versions 1 and 2 have been in production, 2 serves and 1 is kept. */
  static final String SERVED = "served";

  private static boolean served;

  void serveTwoVersions() {
    if (!served) {
      served = true;
      for (var seed : new String[] {"7", "11"}) {
        var release = release(Project.named(SERVED).replacing("seed: 7", "seed: " + seed));
        decides("approver", release, "approve", "");
        ended(release, "completed");
      }
    }
  }

  String online() {
    return azure.endpoints("mlw-production", "online", SERVED).get(0);
  }

  String batch() {
    return azure.endpoints("mlw-production", "batch", SERVED).get(0);
  }
}
