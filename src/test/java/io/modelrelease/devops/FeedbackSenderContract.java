package io.modelrelease.devops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.azuredevops.PipelineJob;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Ledger;
import io.modelrelease.ledger.TestClock;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.release.ReleaseAsked;
import io.modelrelease.release.ReleaseMoved;
import io.modelrelease.release.ReleaseView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

/** Rows that wait to be told, with a clock of the test's own, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FeedbackSenderContract {
  private static final Executor AT_ONCE = Runnable::run;

  @TempDir static Path home;

  private final TestDatabase database;
  private final ImitatedAzureDevOps azure = new ImitatedAzureDevOps();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private GenericApplicationContext context;
  private TestClock clock;
  private Ledger ledger;
  private Evidence evidence;
  private Feedback feedback;
  private FeedbackCount told;
  private FeedbackListener listener;
  private Callbacks callbacks;
  private RunTokens tokens;
  private DevOpsSettings settings;
  private Organizations organizations;
  private int count;
  private String release;

  FeedbackSenderContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void open() {
    context = TestLedger.on(database, Feedback.class);
    clock = context.getBean(TestClock.class);
    ledger = context.getBean(Ledger.class);
    evidence = context.getBean(Evidence.class);
    feedback = context.getBean(Feedback.class);
    told = new FeedbackCount(metrics, feedback);
    organizations = new Organizations(List.of(azure.collection()), true);
    tokens = new RunTokens(Optional.empty(), home);
    callbacks = new Callbacks(organizations, tokens);
    settings =
        new DevOpsSettings(
            List.of(azure.collection()),
            Optional.empty(),
            null,
            Duration.ofHours(24),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            Duration.ofHours(24),
            4);
    listener =
        new FeedbackListener(
            feedback, ledger, organizations, settings, context.getBean(TransactionTemplate.class));
  }

  @AfterAll
  void close() {
    context.close();
    azure.close();
  }

  @BeforeEach
  void openRelease() {
    release = "model-%d-ab12cd".formatted(++count);
    TestLedger.open(context, release, "model-" + count, 1, TestLedger.PROJECT, new byte[] {1});
  }

  @AfterEach
  void nothingIsLeft() {
    azure.forget();
    clock.passes(Duration.ofDays(3));
    node().pass(AT_ONCE);
  }

  private FeedbackSender node() {
    var teller =
        new CallbackTeller(
            new AzureDevOps(Duration.ofSeconds(5), clock),
            tokens,
            new PublicAddress(() -> "https://releases.example"),
            clock);
    return new FeedbackSender(
        feedback,
        evidence,
        Map.of(Feedback.Kind.CALLBACK, teller),
        id -> ledger.find(id).map(FeedbackSenderContract::view),
        tokens,
        told,
        settings,
        context.getBean(TransactionTemplate.class),
        clock);
  }

  private static ReleaseView view(io.modelrelease.ledger.ReleaseRecord record) {
    return new ReleaseView(
        record.id(),
        record.model(),
        "",
        record.process(),
        record.requestedBy(),
        record.outcome().orElse("running"),
        "",
        record.reason().orElse(""),
        record.modelVersion(),
        List.of(),
        List.of(),
        "",
        record.startedAt(),
        record.endedAt().orElse(null));
  }

  private void asks(PipelineJob job, Map<String, Object> more) {
    var sent = new java.util.LinkedHashMap<>(job.callback());
    sent.putAll(more);
    var reading = callbacks.read(new ObjectMapper().valueToTree(sent));
    assertThat(reading.faults()).isEmpty();
    listener.asked(new ReleaseAsked(release, Optional.empty(), reading.sealed()));
  }

  private void ends(String reason) {
    ledger.because(release, "failed", reason);
    ledger.ended(release, "EndEvent_Failed", "failed");
    listener.moved(new ReleaseMoved(release, true));
  }

  private int tries() {
    return azure.seen("POST", "/events").size();
  }

  private List<String> story() {
    return evidence.events(release).stream().map(Evidence.Event::what).toList();
  }

  @Test
  void tellsOnceHoweverManyNodesLook() throws InterruptedException {
    var jobs = new ArrayList<PipelineJob>();
    for (var i = 0; i < 20; i++) {
      jobs.add(azure.job());
      asks(jobs.get(i), Map.of());
    }
    ends("No.");
    azure.delay("POST .*/events", 20, Duration.ofMillis(50));
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (var node : List.of(node(), node(), node())) {
        threads.execute(
            () -> {
              while (feedback.due() > 0) {
                node.pass(threads);
              }
            });
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> feedback.due() == 0);
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(jobs).allMatch(job -> azure.result(job).equals("failed"));
    assertThat(tries()).isEqualTo(20);
  }

  @Test
  void goesOnWhereAnotherNodeDied() {
    var job = azure.job();
    asks(job, Map.of());
    ends("No.");
    var dead = feedback.take(4, tokens.keyId(), "a node that dies", settings.lease());
    assertThat(dead).hasSize(1);
    node().pass(AT_ONCE);
    assertThat(azure.result(job)).isEmpty();
    clock.passes(settings.lease().plusSeconds(1));
    node().pass(AT_ONCE);
    assertThat(azure.result(job)).isEqualTo("failed");
  }

  @Test
  void waitsLongerFromTryToTryUpToALimit() {
    asks(azure.job(), Map.of());
    ends("No.");
    azure.refuse("POST .*/events", 100, 503, Map.of());
    var node = node();
    for (var pause : List.of(0, 5, 10, 20, 40)) {
      var before = tries();
      if (pause > 0) {
        clock.passes(Duration.ofSeconds(pause - 1));
        node.pass(AT_ONCE);
        assertThat(tries()).as("before %d s", pause).isEqualTo(before);
        clock.passes(Duration.ofSeconds(1));
      }
      node.pass(AT_ONCE);
      assertThat(tries()).as("after %d s", pause).isEqualTo(before + 1);
    }
    assertThat(settings.pause(60)).isEqualTo(settings.longestPause());
  }

  @Test
  void usesNoTokenThatIsADayOld() {
    var job = azure.job();
    asks(job, Map.of());
    clock.passes(Duration.ofHours(25));
    node().pass(AT_ONCE);
    ends("No.");
    node().pass(AT_ONCE);
    assertThat(azure.seen()).isEmpty();
    assertThat(story()).anyMatch(what -> what.contains("its token is too old"));
  }

  @Test
  void doesNotCallAJobWhoseTimeIsOver() {
    var job = azure.job();
    asks(job, Map.of("TimeoutInMinutes", "60"));
    clock.passes(Duration.ofMinutes(61));
    ends("No.");
    node().pass(AT_ONCE);
    assertThat(azure.seen()).isEmpty();
    assertThat(story()).anyMatch(what -> what.contains("waits no longer"));
  }

  @Test
  void takesALoginPageForARefusal() {
    var job = azure.job();
    asks(job, Map.of());
    ends("No.");
    azure.refuse("POST .*/events", 1, 203, Map.of());
    node().pass(AT_ONCE);
    assertThat(azure.result(job)).isEmpty();
    assertThat(story()).anyMatch(what -> what.contains("its login page"));
    assertThat(metrics.counter("modelrelease.feedback.given.up", "kind", "callback").count())
        .isPositive();
  }

  @Test
  void obeysNoCommandInAReason() {
    var job = azure.job();
    asks(job, Map.of());
    ends("##vso[task.complete result=Succeeded;]done\nsecond line");
    node().pass(AT_ONCE);
    assertThat(azure.feed(job))
        .noneMatch(line -> line.contains("##vso["))
        .anyMatch(line -> line.endsWith("second line"))
        .anyMatch(line -> line.endsWith("https://releases.example/releases/" + release));
    assertThat(azure.log(job)).contains("second line").doesNotContain("##vso[");
  }

  @Test
  void keepsNoTokenThatIsNotNeededAnyMore() {
    asks(azure.job(), Map.of());
    ends("No.");
    node().pass(AT_ONCE);
    assertThat(
            context
                .getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select count(*) from mr_feedback where token is not null")
                .query(Long.class)
                .single())
        .isZero();
  }
}
