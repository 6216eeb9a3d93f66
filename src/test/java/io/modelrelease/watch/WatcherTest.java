package io.modelrelease.watch;

import static io.modelrelease.release.operation.OperationWorld.COMPUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationWorld;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.operation.ScriptedOperation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** The watcher over a real engine, its clock the test's. */
class WatcherTest {
  private static final Duration SHORTEST = Duration.ofSeconds(15);
  private static final int BUDGET = 5;

  private static OperationWorld world;
  private Watcher watcher;

  private boolean spared = true;

  /** What is registered beside the operation's own. */
  static class Beans {
    @Bean
    WatchSettings watchSettings() {
      return new WatchSettings(SHORTEST, Duration.ofMinutes(5), BUDGET);
    }
  }

  @BeforeAll
  static void open() {
    world = new OperationWorld(Beans.class);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  @BeforeEach
  void reset() {
    world.reset();
    world.passes(Duration.ofMinutes(10)); // the budget of the test before is used up no more
    watcher =
        new Watcher(
            world.bean(RuntimeService.class),
            world.bean(io.modelrelease.release.operation.AzureOperations.class),
            world.ledger(),
            world.bean(io.modelrelease.release.ReleaseStop.class),
            world.bean(io.modelrelease.release.DeletedReleases.class),
            world.bean(io.modelrelease.security.EngineDoor.class),
            new Waits(
                world.bean(org.springframework.jdbc.core.simple.JdbcClient.class),
                world.bean(WatchSettings.class)),
            new QueuedReleases(world.bean(org.springframework.jdbc.core.simple.JdbcClient.class)),
            environment -> spared,
            world.bean(WatchSettings.class),
            world.clock());
  }

  private String waiting() {
    operation().reads(() -> Outcome.RUNNING);
    return world.start(world.release(), COMPUTE, "dev");
  }

  private static ScriptedOperation operation() {
    return world.createCompute();
  }

  private int looksDuring(Duration time) {
    return looksDuring(time, Duration.ofSeconds(1));
  }

  private int looksDuring(Duration time, Duration step) {
    var before = operation().timesRead();
    for (var passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
      world.clock().passesEverywhere(step);
      watcher.pass();
    }
    return operation().timesRead() - before;
  }

  @Test
  void wakesWhatIsOver() {
    var instance = waiting();
    operation().reads(() -> Outcome.SUCCEEDED);
    world.clock().passesEverywhere(SHORTEST);
    watcher.pass();
    world.run();
    assertThat(world.at(instance)).isEmpty();
  }

  @Test
  void looksNoSoonerThanTheShortestPause() {
    waiting();
    assertThat(looksDuring(SHORTEST.minusSeconds(1))).isZero();
    assertThat(looksDuring(Duration.ofSeconds(1))).isOne();
    assertThat(looksDuring(SHORTEST.minusSeconds(1))).isZero();
  }

  @Test
  void leavesAzuresLastAnswersToThoseWhoWaitForThem() {
    waiting();
    spared = false;
    assertThat(looksDuring(Duration.ofMinutes(2))).isZero();
    spared = true;
    assertThat(looksDuring(Duration.ofSeconds(1))).isOne();
  }

  @Test
  void looksLessOftenTheLongerItTakes() {
    waiting();
    assertThat(looksDuring(Duration.ofMinutes(2))).isBetween(7, 8);
    world.clock().passesEverywhere(Duration.ofMinutes(18));
    watcher.pass();
    assertThat(looksDuring(Duration.ofMinutes(10), SHORTEST))
        .as("a tenth of 20 minutes")
        .isBetween(4, 5);
    world.clock().passesEverywhere(Duration.ofHours(1));
    watcher.pass();
    assertThat(looksDuring(Duration.ofMinutes(25), SHORTEST)).as("every 5 minutes").isEqualTo(5);
  }

  @Test
  void keepsItsBudgetAndLetsNoneStarve() {
    var instances = new ArrayList<String>();
    for (var number = 0; number < 12; number++) {
      instances.add(waiting());
    }
    var before = operation().timesRead();
    world.clock().passesEverywhere(SHORTEST);
    watcher.pass();
    watcher.pass();
    assertThat(operation().timesRead() - before).isEqualTo(BUDGET);

    operation().reads(() -> Outcome.SUCCEEDED);
    for (var minute = 0; minute < 3; minute++) {
      world.clock().passesEverywhere(Duration.ofMinutes(1));
      watcher.pass();
    }
    world.run();
    assertThat(instances).allSatisfy(instance -> assertThat(world.at(instance)).isEmpty());
  }

  @Test
  void beginsAgainWhatWaitedForABusyEndpointOnlyWhenItIsFree() {
    operation().begins(() -> new Begun.Waiting("busy")).isAvailable(false);
    var instance = world.start(world.release(), COMPUTE, "dev");
    looksDuring(Duration.ofMinutes(1));
    world.run();
    assertThat(operation().rounds()).hasSize(1);

    operation().begins(() -> Begun.accepted("/resource")).isAvailable(true);
    looksDuring(Duration.ofMinutes(1));
    world.run();
    assertThat(world.at(instance)).isEmpty();
  }

  @Test
  void leavesTheTaskOfAnOverdueWaitWhileTheEndpointStaysBusy() {
    operation().begins(() -> new Begun.Waiting("busy")).isAvailable(false);
    var instance = world.start(world.release(), COMPUTE, "dev");
    world.passes(Duration.ofHours(2));
    assertThat(world.at(instance)).containsExactly("Task_HandleOverdue");
    looksDuring(Duration.ofMinutes(1));
    world.run();
    assertThat(world.at(instance)).containsExactly("Task_HandleOverdue");

    operation().begins(() -> Begun.accepted("/resource")).isAvailable(true);
    looksDuring(Duration.ofMinutes(1));
    world.run();
    assertThat(world.at(instance)).isEmpty();
  }

  @Test
  void goesOnWhenOneInstanceIsSuspended() {
    var suspended = waiting();
    var other = waiting();
    world.bean(RuntimeService.class).suspendProcessInstanceById(suspended);
    operation().reads(() -> Outcome.SUCCEEDED);
    looksDuring(SHORTEST);
    world.run();
    assertThat(world.at(suspended)).containsExactly("Task_AwaitOperation");
    assertThat(world.at(other)).isEmpty();

    world.bean(RuntimeService.class).activateProcessInstanceById(suspended);
    looksDuring(Duration.ofMinutes(1));
    world.run();
    assertThat(world.at(suspended)).isEmpty();
  }

  @Test
  void goesOnWhenOneInstanceIsBroken() {
    var broken = waiting();
    var other = waiting();
    world
        .bean(RuntimeService.class)
        .setVariables(broken, Map.of("operation", "paintEndpoint", "environment", 7));
    operation().reads(() -> Outcome.SUCCEEDED);
    looksDuring(SHORTEST);
    world.run();
    assertThat(world.at(broken)).isNotEmpty();
    assertThat(world.at(other)).isEmpty();
  }

  @Test
  void goesOnWhenAzureDoesNotAnswerForOne() {
    var instance = waiting();
    operation()
        .reads(
            () -> {
              throw new AzureException(
                  AzureException.Kind.TRANSIENT, 503, "Busy", "later", "GET /x", "Wait.");
            });
    assertThatCode(() -> looksDuring(Duration.ofMinutes(1))).doesNotThrowAnyException();
    assertThat(world.at(instance)).containsExactly("Task_AwaitOperation");
  }

  @Test
  void goesOnWhenOneIsDeletedWhileItIsLookedAt() {
    var first = waiting();
    var second = waiting();
    var runtime = world.bean(RuntimeService.class);
    operation()
        .reads(
            () -> {
              for (var instance : List.of(first, second)) {
                if (!world.at(instance).isEmpty()) {
                  runtime.deleteProcessInstance(instance, "deleted under the watcher");
                }
              }
              return Outcome.SUCCEEDED;
            });
    assertThatCode(() -> looksDuring(Duration.ofMinutes(1))).doesNotThrowAnyException();
    assertThat(runtime.createProcessInstanceQuery().count()).isZero();
  }

  @Test
  void undoesAReleaseWhoseInstanceWasDeleted() {
    var release = world.release();
    var root = startedStep(release);
    var runtime = world.bean(RuntimeService.class);
    runtime.deleteProcessInstance(root, "deleted in Cockpit");
    looksDuring(Duration.ofSeconds(2));
    var undo =
        runtime
            .createProcessInstanceQuery()
            .processInstanceBusinessKey(release)
            .processDefinitionKey("undo-release")
            .singleResult()
            .getId();
    assertThat(world.at(undo)).containsExactly("Task_Undoing");
    assertThat(world.ledger().isStopping(release)).isTrue();
    assertThat(world.ledger().release(release).rootInstance()).hasValue(undo);
    looksDuring(Duration.ofMinutes(6), Duration.ofMinutes(1)); // and only once
    assertThat(runtime.createProcessInstanceQuery().processInstanceBusinessKey(release).count())
        .isOne();
  }

  @Test
  void tellsTheRootOfAReleaseThatSomebodyStops() {
    var release = world.release();
    var root = startedStep(release);
    world.ledger().askToStop(release);
    watcher.pass();
    world.run();
    assertThat(world.at(root)).contains("Call_UndoRelease_Stop");
    watcher.pass(); // and only once
    assertThat(world.at(root)).contains("Call_UndoRelease_Stop");
  }

  @Test
  void leavesAReleaseAloneThatUndoesItself() {
    var release = world.release();
    var root = startedStep(release);
    world.ledger().stopping(release);
    looksDuring(Duration.ofMinutes(1));
    assertThat(world.at(root)).doesNotContain("Call_UndoRelease_Stop");
  }

  private static String startedStep(String release) {
    var root =
        world
            .bean(RuntimeService.class)
            .startProcessInstanceByKey("stage-register-in-staging", release, Map.of("model", "m"))
            .getId();
    world.ledger().startedAs(release, root);
    return root;
  }
}
