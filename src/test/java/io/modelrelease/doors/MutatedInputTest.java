package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrelease.Mutations;
import io.modelrelease.WholeApplication;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.context.WebApplicationContext;

/**
 * Good requests, damaged at random: whatever comes, the answer is a problem body, nothing is kept,
 * and a good request still works. What is damaged would be refused in the end, since its model is
 * another, so that none is good by chance.
 */
class MutatedInputTest extends WholeApplication {
  private static final int BODIES = 300;
  private static final int ARCHIVES = 200;
  private static final int UPLOADS = 100;
  private static final String BODY =
      """
      {"model": "no-such-model", "commit": "%s", "author": "a@example.org",
       "requestedBy": "b@example.org", "attempt": 2, "process": "model-release",
       "devops": {"callback": {"planId": "7", "more": [1, 2.5, true, null]}, "run": "https://x/1"}}
      """
          .formatted(BadRequests.COMMIT);
  private static final Path OTHER_MODEL = Path.of("pipelines/models/concrete-strength");
  private static final List<String> FILES =
      List.of(
          "model.yml",
          "job.yml",
          "evaluate.yml",
          "compute.yml",
          "environment.yml",
          "data-test.yml",
          "online-endpoint.yml",
          "online-deployment.yml",
          "batch-deployment.yml",
          "request.json",
          "data/test.csv");

  @Autowired private WebApplicationContext application;

  private final TreeMap<Integer, Integer> answers = new TreeMap<>();
  private Kept before;

  @BeforeEach
  void look() {
    before = Kept.by(application);
  }

  private void send(Request request, Object what) {
    var answer = request.as("mutating-pipeline").send(address());
    answers.merge(answer.status(), 1, Integer::sum);
    assertThat(answer.status()).as("%s: %s", what, answer.body()).isBetween(400, 499);
    assertThat(answer.header("Content-Type"))
        .as("%s: %s", what, answer.body())
        .startsWith("application/problem+json");
    assertThat(answer.json().path("detail").asText()).as(answer.body()).isNotBlank();
  }

  @AfterEach
  void keepsNothingAndStillStarts() {
    await("nothing kept").untilAsserted(() -> assertThat(Kept.by(application)).isEqualTo(before));
    BadRequests.goodOnesStillStart(address(), "%08x".formatted(answers.hashCode()));
  }

  @Test
  void refusesDamagedBodies() {
    var mutations = new Mutations(41);
    for (var i = 0; i < BODIES; i++) {
      var body = mutations.text(BODY);
      send(Request.json(body), "body %d: %s".formatted(i, body));
    }
    assertThat(answers).containsKey(400);
  }

  @Test
  void refusesDamagedArchives() {
    var mutations = new Mutations(42);
    var good = TarGz.of(OTHER_MODEL).bytes();
    var tar = TarGz.of(OTHER_MODEL).tar();
    for (var i = 0; i < ARCHIVES; i++) {
      var archive =
          switch (i % 4) {
            case 0 -> mutations.bytes(good);
            case 1 -> TarGz.gzip(mutations.bytes(tar));
            default -> {
              var file = FILES.get(mutations.below(FILES.size()));
              yield TarGz.of(OTHER_MODEL).rewritten(file, mutations::text).bytes();
            }
          };
      send(BadUploads.upload(archive), "archive " + i);
    }
    assertThat(answers).containsKeys(400, 422);
  }

  @Test
  void refusesDamagedUploads() {
    var mutations = new Mutations(43);
    var head = Multipart.empty().part("release", BODY).open();
    var rest = Multipart.empty().part("project", TarGz.of(OTHER_MODEL).bytes()).bytes();
    for (var i = 0; i < UPLOADS; i++) {
      var damaged = mutations.bytes(head);
      var body = Arrays.copyOf(damaged, damaged.length + rest.length);
      System.arraycopy(rest, 0, body, damaged.length, rest.length);
      send(
          Request.json(body).header("Content-Type", Multipart.MEDIA_TYPE),
          "upload %d: %s".formatted(i, new String(damaged, StandardCharsets.ISO_8859_1)));
    }
    assertThat(answers).containsKey(400);
  }
}
