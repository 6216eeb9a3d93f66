package io.modelrelease.troubles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.azuredevops.PipelineJob;
import io.modelrelease.azuredevops.Seen;
import io.modelrelease.doors.Visitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a run of Azure DevOps hears of its release, on good days and bad ones. */
@ExtendWith(OutputCaptureExtension.class)
class FeedbackTest extends Troubles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODEL = "credit-risk";

  @AfterEach
  void azureDevOpsIsWell() {
    AZURE_DEVOPS.forget();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The start of a training alone, which is over within seconds. */
  private HttpResponse<String> train(String key, PipelineJob job) {
    return ask(
        key,
        Map.of(
            "model",
            MODEL,
            "process",
            "dev-model-training",
            "devops",
            Map.of("callback", job.callback(), "run", job.run())));
  }

  private HttpResponse<String> ask(String key, Map<String, Object> request) {
    return pipeline().post("api/releases", json(request), "Idempotency-Key", key);
  }

  private static String key() {
    return UUID.randomUUID().toString();
  }

  private static String id(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return Visitor.json(answer).get("id").asText();
  }

  private void isToldOf(PipelineJob job, String result) {
    passes("callback of " + job.jobId(), () -> AZURE_DEVOPS.result(job).equals(result));
  }

  private List<Seen> ends(PipelineJob job) {
    return AZURE_DEVOPS.seen("POST", job.planId() + "/events").stream()
        .filter(seen -> seen.json().path("jobId").asText().equals(job.jobId()))
        .toList();
  }

  private static List<JsonNode> statuses(String release) {
    return AZURE_DEVOPS
        .seen("POST", "/commits/" + ImitatedAzureDevOps.COMMIT + "/statuses")
        .stream()
        .map(Seen::json)
        .filter(status -> status.path("targetUrl").asText().endsWith("/releases/" + release))
        .toList();
  }

  private void hasStatus(String release, String state) {
    passes(
        "status of " + release,
        () ->
            statuses(release).stream()
                .anyMatch(status -> status.path("state").asText().equals(state)));
  }

  private String story(String release) {
    return dossier(release).path("events").toString();
  }

  @Test
  void endsTheWaitingJobWhenTheReleaseIsOver() {
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    assertThat(AZURE_DEVOPS.result(job)).as("while it goes on").isEmpty();
    ended(release, "completed");
    isToldOf(job, "succeeded");
    assertThat(AZURE_DEVOPS.feed(job)).anyMatch(line -> line.contains(release + ", version"));
    assertThat(AZURE_DEVOPS.log(job)).contains("All about it: http", "/releases/" + release);
    assertThat(ends(job)).hasSize(1);
    assertThat(ends(job).get(0).query()).isEqualTo("api-version=7.1");

    hasStatus(release, "succeeded");
    var told = statuses(release);
    assertThat(told.get(0).path("state").asText()).isEqualTo("pending");
    var last = told.get(told.size() - 1);
    assertThat(last.path("targetUrl").asText()).startsWith(address().toString());
    assertThat(last.at("/context/genre").asText()).isEqualTo("model-release");
    assertThat(last.at("/context/name").asText()).isEqualTo(MODEL + "/dev-model-training");
    passes(
        "tags",
        () ->
            AZURE_DEVOPS
                .tags(job.buildId())
                .equals(List.of("model:" + MODEL, "release:" + release)));
    assertThat(Visitor.withBasic(address(), "operator").get("actuator/prometheus").body())
        .contains("modelrelease_feedback_waiting", "modelrelease_feedback_given_up_total")
        .containsPattern("modelrelease_feedback_sent_total\\{kind=\"callback\"} [1-9]");
  }

  @Test
  void tellsAFailureWithItsReason() {
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    stop(release);
    ended(release, "stopped");
    isToldOf(job, "failed");
    assertThat(AZURE_DEVOPS.feed(job)).anyMatch(line -> line.contains("Stopped by local-pipeline"));
    hasStatus(release, "error");
  }

  @Test
  @Tag("faults")
  void answersEveryJobThatAsksAndOneThatComesLateAtOnce() {
    var key = key();
    var first = AZURE_DEVOPS.job();
    var second = AZURE_DEVOPS.again(first);
    var release = id(train(key, first));
    assertThat(id(train(key, second))).isEqualTo(release);
    assertThat(id(train(key, second))).isEqualTo(release);
    ended(release, "completed");
    isToldOf(first, "succeeded");
    isToldOf(second, "succeeded");
    assertThat(ends(second)).hasSize(1);

    var late = AZURE_DEVOPS.again(first);
    assertThat(id(train(key, late))).isEqualTo(release);
    isToldOf(late, "succeeded");
  }

  @Test
  @Tag("faults")
  void noticesNothingOfAnAzureDevOpsThatIsDown() {
    AZURE_DEVOPS.down(true);
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    ended(release, "completed");
    assertThat(Visitor.anonymous(address()).get("actuator/health").statusCode()).isEqualTo(200);
    passes("it was tried", () -> ends(job).size() > 1);
    AZURE_DEVOPS.down(false);
    isToldOf(job, "succeeded");
    hasStatus(release, "succeeded");
  }

  @Test
  @Tag("faults")
  void repeatsWhatWasLostAndComesWhenItIsAskedTo() {
    AZURE_DEVOPS.refuse("POST .*/events", 1, 503, Map.of());
    AZURE_DEVOPS.refuse("POST .*/events", 1, 429, Map.of("Retry-After", "1"));
    var job = AZURE_DEVOPS.job();
    ended(id(train(key(), job)), "completed");
    isToldOf(job, "succeeded");
    assertThat(ends(job)).extracting(Seen::status).containsExactly(503, 429, 204);
  }

  @Test
  @Tag("faults")
  void doesNoHarmWhereOnlyTheAnswerWasLost() {
    AZURE_DEVOPS.dropAfter("POST .*/events", 1);
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    ended(release, "completed");
    isToldOf(job, "succeeded");
    passes("repeated", () -> ends(job).size() == 2);
    passes("told", () -> story(release).contains("it may have arrived then"));
    assertThat(state(release)).isEqualTo("completed");
  }

  @Test
  @Tag("faults")
  void setsTheCommitStatusWhereTheTokenIsDead() {
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    AZURE_DEVOPS.expire(job);
    ended(release, "completed");
    hasStatus(release, "succeeded");
    passes(
        "story", () -> story(release).contains("did not take the callback of job " + job.jobId()));
    assertThat(story(release)).contains("401").contains("The commit status tells the outcome");
    assertThat(ends(job)).hasSize(1);
  }

  @Test
  @Tag("faults")
  void tellsThatPeopleAreWaitedFor() {
    azure.fault(
        """
        {"method": "PUT", "path": "/jobs/", "fault": "status", "status": 400,
         "error": {"code": "OutOfQuota", "message": "Not enough quota."}}""");
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    task(release);
    passes(
        "status",
        () ->
            statuses(release).stream()
                .map(status -> status.path("description").asText())
                .anyMatch(text -> text.startsWith("Release " + release + " waits for people: ")));
    assertThat(AZURE_DEVOPS.result(job)).isEmpty();
    decides("operator", release, "retry", "");
    ended(release, "completed");
    hasStatus(release, "succeeded");
  }

  @Test
  @Tag("faults")
  void tagsARefusedRelease() {
    var trained = id(train(key(), AZURE_DEVOPS.job()));
    var version = ended(trained, "completed").path("modelVersion").asInt();
    var job = AZURE_DEVOPS.job();
    var release =
        id(
            ask(
                key(),
                Map.of(
                    "model",
                    MODEL,
                    "process",
                    "prod-online-endpoint",
                    "modelVersion",
                    version,
                    "devops",
                    Map.of("callback", job.callback(), "run", job.run()))));
    ended(release, "refused");
    isToldOf(job, "failed");
    passes("tags", () -> AZURE_DEVOPS.tags(job.buildId()).contains("refused"));
    hasStatus(release, "failed");
  }

  @Test
  void saysThatCommitsOutsideAzureReposHaveNoStatus() {
    var job = AZURE_DEVOPS.job("GitHub");
    var release = id(train(key(), job));
    stop(release);
    passes("story", () -> story(release).contains("its repository is of type GitHub"));
    passes("tags", () -> AZURE_DEVOPS.tags(job.buildId()).contains("release:" + release));
    assertThat(statuses(release)).isEmpty();
    ended(release, "stopped");
  }

  @Test
  void keepsNoTokenWhereSomebodyCouldReadIt(CapturedOutput output) {
    var job = AZURE_DEVOPS.job();
    AZURE_DEVOPS.down(true);
    var release = id(train(key(), job));
    ended(release, "completed");
    passes("it was tried", () -> !ends(job).isEmpty());
    assertThat(filesWith(job.planId())).as("files with the callback").isNotEmpty();
    assertThat(filesWith(job.token())).isEmpty();
    AZURE_DEVOPS.down(false);
    isToldOf(job, "succeeded");
    assertThat(output.getAll()).contains("is told later").doesNotContain(job.token());
    assertThat(dossier(release).toString()).doesNotContain(job.token());
  }

  private List<Path> filesWith(String text) {
    var home = Path.of(environment.getProperty("modelrelease.home"));
    try (var files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).filter(file -> read(file).contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  @Test
  void sendsATokenOnlyWhereItIsAllowed() {
    var here = AZURE_DEVOPS.collection();
    var tokens = new HashSet<String>();
    for (var url :
        List.of(
            "https://evil.example/contoso/",
            here.replace("127.0.0.1", "127.0.0.1.evil.example"),
            here.replace("127.0.0.1", "contoso@127.0.0.1"),
            here.replace("http:", "https:"),
            here + "../fabrikam/",
            here + "%2e%2e/fabrikam/",
            here + "?x=/",
            here.replace("contoso", "contoso2"),
            "file:///contoso/")) {
      var callback = new HashMap<>(AZURE_DEVOPS.job().callback());
      callback.put("PlanUrl", url);
      tokens.add("Bearer " + callback.get("AuthToken"));
      var answer =
          ask(
              key(),
              Map.of(
                  "model",
                  MODEL,
                  "process",
                  "dev-model-training",
                  "devops",
                  Map.of("callback", callback)));
      assertThat(answer.statusCode()).as(url).isEqualTo(400);
      var problem = Visitor.json(answer);
      assertThat(problem.path("field").asText()).isEqualTo("devops.callback.PlanUrl");
      assertThat(answer.body())
          .contains("modelrelease.devops.organizations")
          .doesNotContain(callback.get("AuthToken").toString());
    }
    assertThat(AZURE_DEVOPS.seen())
        .noneMatch(seen -> tokens.contains(seen.header("Authorization").orElse("")));
  }

  @Test
  @Tag("faults")
  void followsNoRedirect() {
    AZURE_DEVOPS.refuse("POST .*/events", 1, 302, Map.of("Location", address() + "login"));
    var job = AZURE_DEVOPS.job();
    var release = id(train(key(), job));
    stop(release);
    ended(release, "stopped");
    passes("story", () -> story(release).contains("its login page"));
    assertThat(ends(job)).hasSize(1);
  }
}
