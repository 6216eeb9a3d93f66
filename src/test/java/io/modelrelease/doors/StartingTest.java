package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.WholeApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the REST door takes, and what it says of what it does not. */
class StartingTest extends WholeApplication {
  private static final String PATH = "api/releases";
  private static final String BOUNDARY = "parts";
  private final ArrayList<String> started = new ArrayList<>();

  private Visitor scientist() {
    return Visitor.withBasic(address(), "scientist");
  }

  private Visitor pipeline() {
    return Visitor.withToken(address(), "local-pipeline");
  }

  private static String newCommit() {
    var bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static String request(String commit, String more) {
    return "{\"model\": \"credit-risk\", \"commit\": \"%s\"%s}".formatted(commit, more);
  }

  private HttpResponse<String> remember(HttpResponse<String> answer) {
    if (answer.statusCode() == 202) {
      started.add(Visitor.json(answer).get("id").asText());
    }
    return answer;
  }

  /** These tests look at the door; what it let in is not waited for. */
  @AfterEach
  void stopWhatWasStarted() {
    var operator = Visitor.withBasic(address(), "operator");
    started.forEach(id -> operator.delete(PATH + "/" + id));
  }

  @Test
  void startsAndShowsARelease() {
    var commit = newCommit();
    var answer =
        remember(scientist().post(PATH, request(commit, ", \"author\": \"a@example.org\"")));
    assertThat(answer.statusCode()).isEqualTo(202);
    var release = Visitor.json(answer);
    var id = release.get("id").asText();
    assertThat(answer.headers().firstValue("Location")).hasValue("/api/releases/" + id);
    assertThat(release.get("model").asText()).isEqualTo("credit-risk");
    assertThat(release.get("commit").asText()).isEqualTo(commit);
    assertThat(release.get("state").asText()).isEqualTo("running");
    assertThat(release.get("modelVersion").asInt()).isPositive();

    var found = scientist().get(PATH + "/" + id);
    assertThat(Visitor.json(found).get("id").asText()).isEqualTo(id);
    var asked = Visitor.json(scientist().get(PATH + "/" + id + "/dossier")).get("asked");
    assertThat(asked.get("requestedBy").asText()).isEqualTo("scientist");
    assertThat(asked.get("caller").asText()).isEqualTo("scientist");
    assertThat(asked.get("author").asText()).isEqualTo("a@example.org");
  }

  @Test
  void givesTheSameReleaseForTheSameCommit() {
    var body = request(newCommit(), "");
    var first = remember(scientist().post(PATH, body));
    var second = pipeline().post(PATH, body);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));

    var anew = remember(scientist().post(PATH, body.replace("}", ", \"attempt\": 2}")));
    assertThat(anew.statusCode()).isEqualTo(202);
    assertThat(Visitor.json(anew).get("modelVersion").asInt())
        .isGreaterThan(Visitor.json(first).get("modelVersion").asInt());
  }

  @Test
  void startsOnceFromTwentyThreadsAtOnce() throws Exception {
    var body = request(newCommit(), "");
    var threads = Executors.newFixedThreadPool(20);
    try {
      var go = new CountDownLatch(1);
      var answers = new ArrayList<Future<HttpResponse<String>>>();
      for (var i = 0; i < 20; i++) {
        answers.add(
            threads.submit(
                (Callable<HttpResponse<String>>)
                    () -> {
                      var caller = pipeline();
                      go.await();
                      return caller.post(PATH, body);
                    }));
      }
      go.countDown();
      var statuses = new ArrayList<Integer>();
      var ids = new ArrayList<String>();
      for (var answer : answers) {
        statuses.add(remember(answer.get()).statusCode());
        ids.add(Visitor.json(answer.get()).path("id").asText());
      }
      assertThat(statuses).containsOnly(200, 202).containsOnlyOnce(202);
      assertThat(ids.stream().collect(Collectors.toSet())).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void takesTheProjectThatWasCommitted() throws IOException {
    var commit = newCommit();
    var project = archive(Path.of("pipelines/models/credit-risk"));
    var first = remember(upload(request(commit, ""), project));
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(upload(request(commit, ""), project).statusCode()).isEqualTo(200);
    assertThat(scientist().post(PATH, request(commit, "")).statusCode())
        .as("the same request without the project")
        .isEqualTo(200);

    var other = upload(request(commit, ""), archive(Path.of("pipelines/models/concrete-strength")));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(Visitor.json(other).get("field").asText()).isEqualTo("project");
  }

  @Test
  void saysWhatIsWrongWithAnUpload() throws IOException {
    var notAnArchive = upload(request(newCommit(), ""), "no tar".getBytes(StandardCharsets.UTF_8));
    assertThat(notAnArchive.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(notAnArchive).get("field").asText()).isEqualTo("project");

    var otherModel =
        upload(request(newCommit(), ""), archive(Path.of("pipelines/models/concrete-strength")));
    assertThat(otherModel.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(otherModel).get("field").asText()).isEqualTo("model");
    assertThat(Visitor.json(otherModel).get("detail").asText()).contains("concrete-strength");

    var noRelease = pipeline().multipart(PATH, BOUNDARY, parts("project", new byte[] {1}));
    assertThat(noRelease.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(noRelease).get("field").asText()).isEqualTo("release");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"commit\": \"COMMIT\"}                                             | model",
        "{\"model\": \"../secrets\", \"commit\": \"COMMIT\"}                  | model",
        "{\"model\": 7, \"commit\": \"COMMIT\"}                               | model",
        "{\"model\": \"unknown-model\", \"commit\": \"COMMIT\"}               | model",
        "{\"model\": \"credit-risk\"}                                         | commit",
        "{\"model\": \"credit-risk\", \"commit\": \"3f2a9c1\"}                | commit",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"attempt\": 0} | attempt",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"attempt\": 1.5} | attempt",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"process\": \"other\"} | process",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"modelVersion\": 3} | modelVersion",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"author\": \"\"} | author",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"force\": true} | force",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"devops\": {\"run\": \"no\"}} | devops.run",
        "{\"model\": \"credit-risk\", \"commit\": \"COMMIT\", \"devops\": {\"x\": 1}} | devops.x",
        "{\"model\": \"credit-risk\", \"process\": \"stage-model-testing\", \"modelVersion\": 1} | Idempotency-Key",
        "[]  | body",
        "{   | body",
        "{\"model\": \"a\", \"model\": \"b\"} | body",
      })
  void namesTheFieldThatIsWrong(String body, String field) {
    var answer = scientist().post(PATH, body.replace("COMMIT", newCommit()));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = Visitor.json(answer);
    assertThat(problem.get("field").asText()).isEqualTo(field);
    assertThat(problem.get("detail").asText()).isNotBlank();
    assertThat(problem.get("errors").get(0).get("message").asText()).isNotBlank();
  }

  @Test
  void saysAllFaultsAtOnce() {
    var problem = Visitor.json(scientist().post(PATH, "{\"commit\": \"x\", \"attempt\": -1}"));
    assertThat(problem.get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("model", "commit", "attempt");
  }

  @Test
  void singleStepsNeedAKeyAndAVersion() {
    var step = "{\"model\": \"credit-risk\", \"process\": \"stage-model-testing\"%s}";
    var noVersion = scientist().post(PATH, step.formatted(""), "Idempotency-Key", "b1-1");
    assertThat(Visitor.json(noVersion).get("field").asText()).isEqualTo("modelVersion");
    var unknown =
        scientist()
            .post(PATH, step.formatted(", \"modelVersion\": 999999"), "Idempotency-Key", "b1-1");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(Visitor.json(unknown).get("field").asText()).isEqualTo("modelVersion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"approver", "operator"})
  void otherRolesStartNoRelease(String person) {
    var answer = Visitor.withBasic(address(), person).post(PATH, request(newCommit(), ""));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Visitor.json(answer).get("detail").asText()).contains(person);
  }

  @Test
  void scientistsStartNoProductionStep() {
    var answer =
        scientist()
            .post(
                PATH,
                "{\"model\": \"credit-risk\", \"process\": \"prod-online-endpoint\", \"modelVersion\": 1}",
                "Idempotency-Key",
                "b2-1");
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void onlyPipelinesAndAdminNameAnother() {
    var forAnother = ", \"requestedBy\": \"other@example.org\"";
    var refused = scientist().post(PATH, request(newCommit(), forAnother));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(Visitor.json(refused).get("field").asText()).isEqualTo("requestedBy");

    var taken = remember(pipeline().post(PATH, request(newCommit(), forAnother)));
    assertThat(taken.statusCode()).isEqualTo(202);
    var id = Visitor.json(taken).get("id").asText();
    var asked = Visitor.json(scientist().get(PATH + "/" + id + "/dossier")).get("asked");
    assertThat(asked.get("requestedBy").asText()).isEqualTo("other@example.org");
    assertThat(asked.get("caller").asText()).isEqualTo("local-pipeline");
  }

  @Test
  void refusesTooMuch() {
    var large = "{\"model\": \"%s\"}".formatted("x".repeat(300 * 1024));
    var answer = scientist().post(PATH, large);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");

    var upload = upload(request(newCommit(), ""), new byte[66 * 1024 * 1024]);
    assertThat(upload.statusCode()).isEqualTo(413);
    assertThat(Visitor.json(upload).get("field").asText()).isEqualTo("project");
  }

  @Test
  void refusesOtherMediaTypesAndMethodsInProblemBodies() {
    var form = scientist().form(PATH, "model", "credit-risk");
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(Visitor.json(form).get("status").asInt()).isEqualTo(415);
    assertThat(scientist().delete(PATH).statusCode()).isEqualTo(405);
  }

  @Test
  void listsPageByPage() {
    var first = Visitor.json(remember(scientist().post(PATH, request(newCommit(), "")))).get("id");
    var second = Visitor.json(remember(scientist().post(PATH, request(newCommit(), "")))).get("id");
    var page = Visitor.json(scientist().get(PATH + "?model=credit-risk&page=0&size=2"));
    assertThat(page.get("items").findValuesAsText("model")).containsOnly("credit-risk");
    assertThat(page.get("items").get(0).get("id")).isEqualTo(second);
    assertThat(page.get("items").get(1).get("id")).isEqualTo(first);
    assertThat(page.get("page").asInt()).isZero();
    assertThat(page.get("total").asInt()).isGreaterThanOrEqualTo(2);

    assertThat(Visitor.json(scientist().get(PATH + "?state=lost")).get("field").asText())
        .isEqualTo("state");
    assertThat(Visitor.json(scientist().get(PATH + "?page=-1")).get("field").asText())
        .isEqualTo("page");
    assertThat(Visitor.json(scientist().get(PATH + "?size=x")).get("field").asText())
        .isEqualTo("size");
  }

  @Test
  void isStoppedByThoseWhoAskedOrOperate() {
    var id =
        Visitor.json(remember(pipeline().post(PATH, request(newCommit(), "")))).get("id").asText();
    assertThat(scientist().delete(PATH + "/" + id).statusCode()).isEqualTo(403);
    assertThat(pipeline().delete(PATH + "/" + id).statusCode()).isEqualTo(202);
    assertThat(scientist().delete(PATH + "/none").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> upload(String release, byte[] project) {
    return pipeline()
        .multipart(
            PATH,
            BOUNDARY,
            parts("release", release.getBytes(StandardCharsets.UTF_8), "project", project));
  }

  private static byte[] parts(Object... namesAndContents) {
    var body = new ByteArrayOutputStream();
    for (var i = 0; i < namesAndContents.length; i += 2) {
      body.writeBytes(
          "--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"f\"\r\n\r\n"
              .formatted(BOUNDARY, namesAndContents[i])
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes((byte[]) namesAndContents[i + 1]);
      body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.writeBytes("--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private static byte[] archive(Path folder) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes));
        var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
        var content = Files.readAllBytes(file);
        var entry = new TarArchiveEntry(folder.relativize(file).toString());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
