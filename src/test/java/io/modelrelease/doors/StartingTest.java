package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.WholeApplication;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the REST door takes; what it does not is in {@link BadInputTest}. */
class StartingTest extends WholeApplication {
  private static final String PATH = "api/releases";
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
  void takesTheProjectThatWasCommitted() {
    var commit = newCommit();
    var project = archive("credit-risk");
    var first = remember(upload(request(commit, ""), project));
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(upload(request(commit, ""), project).statusCode()).isEqualTo(200);
    assertThat(scientist().post(PATH, request(commit, "")).statusCode())
        .as("the same request without the project")
        .isEqualTo(200);

    var other = upload(request(commit, ""), archive("concrete-strength"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(Visitor.json(other).get("field").asText()).isEqualTo("project");
  }

  @Test
  void saysAllFaultsAtOnce() {
    var problem = Visitor.json(scientist().post(PATH, "{\"commit\": \"x\", \"attempt\": -1}"));
    assertThat(problem.get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder("model", "commit", "attempt");
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
  void listsPageByPage() {
    var first = Visitor.json(remember(scientist().post(PATH, request(newCommit(), "")))).get("id");
    var second = Visitor.json(remember(scientist().post(PATH, request(newCommit(), "")))).get("id");
    var page = Visitor.json(scientist().get(PATH + "?model=credit-risk&page=0&size=2"));
    assertThat(page.get("items").findValuesAsText("model")).containsOnly("credit-risk");
    assertThat(page.get("items").get(0).get("id")).isEqualTo(second);
    assertThat(page.get("items").get(1).get("id")).isEqualTo(first);
    assertThat(page.get("page").asInt()).isZero();
    assertThat(page.get("total").asInt()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void isStoppedByThoseWhoAskedOrOperate() {
    var id =
        Visitor.json(remember(pipeline().post(PATH, request(newCommit(), "")))).get("id").asText();
    assertThat(scientist().delete(PATH + "/" + id).statusCode()).isEqualTo(403);
    assertThat(pipeline().delete(PATH + "/" + id).statusCode()).isEqualTo(202);
    assertThat(scientist().delete(PATH + "/none").statusCode()).isEqualTo(404);
  }

  @Test
  void whatWasStoppedMayBeStoppedAgainAndWhatEndedOtherwiseMayNot() {
    var id =
        Visitor.json(remember(pipeline().post(PATH, request(newCommit(), "")))).get("id").asText();
    assertThat(pipeline().delete(PATH + "/" + id).statusCode()).isEqualTo(202);
    assertThat(pipeline().delete(PATH + "/" + id).statusCode()).isIn(200, 202);
    await("its end").atMost(Duration.ofSeconds(60)).until(() -> state(id).equals("stopped"));
    var again = pipeline().delete(PATH + "/" + id);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(Visitor.json(again).get("state").asText()).isEqualTo("stopped");

    var faulty =
        TarGz.creditRisk()
            .edited("job.yml", yaml -> yaml.replace("azureml:cpu-cluster", "azureml:gone-cpu"));
    var failed =
        Visitor.json(remember(upload(request(newCommit(), ""), faulty.bytes()))).get("id").asText();
    await("its end").atMost(Duration.ofSeconds(60)).until(() -> state(failed).equals("failed"));
    var late = pipeline().delete(PATH + "/" + failed);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(Visitor.json(late).get("detail").asText())
        .contains(failed, "(failed)", "nothing to stop", "gone-cpu");
  }

  private String state(String id) {
    return Visitor.json(scientist().get(PATH + "/" + id)).get("state").asText();
  }

  private HttpResponse<String> upload(String release, byte[] project) {
    return upload(Multipart.empty().part("release", release).part("project", project));
  }

  private HttpResponse<String> upload(Multipart parts) {
    return pipeline().multipart(PATH, Multipart.BOUNDARY, parts.bytes());
  }

  private static byte[] archive(String model) {
    return TarGz.of(Path.of("pipelines/models", model)).bytes();
  }
}
