package io.modelrelease.doors;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.WholeApplication;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Agents that repeat themselves, all at once. */
class ManyStartsTest extends WholeApplication {
  private static final String PATH = "api/releases";
  private static final int RELEASES = 20;
  private static final int STARTS = 200;
  private static final int AT_ONCE = 50;

  @Autowired private JobExecutor jobs;

  private final Set<String> releases = new HashSet<>();

  /** The door alone is looked at: twenty trainings would only take time from it. */
  @BeforeEach
  void rest() {
    jobs.shutdown();
  }

  @AfterEach
  void stopThem() {
    var operator = Visitor.withBasic(address(), "operator");
    releases.forEach(id -> operator.delete(PATH + "/" + id));
    jobs.start();
  }

  @Test
  void twoHundredStartsOfTwentyReleasesAreTwentyReleases() throws Exception {
    var commits =
        IntStream.range(0, RELEASES)
            .mapToObj(i -> UUID.randomUUID().toString().replace("-", "") + "00000000")
            .toList();
    var answers = new ArrayList<Future<HttpResponse<String>>>();
    var go = new CountDownLatch(1);
    var threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (var i = 0; i < STARTS; i++) {
        var body =
            "{\"model\": \"credit-risk\", \"commit\": \"%s\"}".formatted(commits.get(i % RELEASES));
        var token = AZURE_DEVOPS.idToken(AZURE_DEVOPS.job(), UnaryOperator.identity());
        answers.add(
            threads.submit(
                (Callable<HttpResponse<String>>)
                    () -> {
                      go.await();
                      return Visitor.withToken(address(), token).post(PATH, body);
                    }));
      }
      go.countDown();
      var statuses = new HashMap<Integer, Integer>();
      var ofCommit = new HashMap<String, Set<String>>();
      for (var answer : answers) {
        statuses.merge(answer.get().statusCode(), 1, Integer::sum);
        assertThat(answer.get().statusCode()).as(answer.get().body()).isIn(200, 202);
        var release = Visitor.json(answer.get());
        releases.add(release.get("id").asText());
        ofCommit
            .computeIfAbsent(release.get("commit").asText(), commit -> new HashSet<>())
            .add(release.get("id").asText());
      }
      assertThat(statuses).containsEntry(202, RELEASES).containsEntry(200, STARTS - RELEASES);
      assertThat(ofCommit.keySet()).containsExactlyInAnyOrderElementsOf(commits);
      assertThat(ofCommit.values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
      assertThat(releases).hasSize(RELEASES);
    } finally {
      threads.shutdownNow();
    }
  }
}
