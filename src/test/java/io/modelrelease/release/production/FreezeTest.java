package io.modelrelease.release.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.ledger.Evidence;
import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.TestClock;
import io.modelrelease.ledger.TestDatabase;
import io.modelrelease.ledger.TestLedger;
import io.modelrelease.release.ReleaseCases;
import io.modelrelease.release.TestEngine;
import io.modelrelease.release.door.AdmissionSettings;
import io.modelrelease.release.door.ProductionDoor;
import io.modelrelease.release.gate.FreezeTables;
import io.modelrelease.release.gate.FreezeWindows;
import io.modelrelease.security.EngineDoor;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

/** From the table of freeze windows to a release that waits, and goes on. */
class FreezeTest {
  private static GenericApplicationContext context;
  private static int count;

  private String release;
  private Instant now;

  static class Settings {
    @Bean
    AdmissionSettings admissionSettings() {
      return new AdmissionSettings(AdmissionSettings.Policy.TOGETHER, Duration.ofHours(2));
    }
  }

  @BeforeAll
  static void open() {
    context =
        TestLedger.on(
            TestDatabase.H2,
            TestEngine.class,
            Settings.class,
            ReleaseCases.class,
            EngineDoor.class,
            FreezeWindows.class,
            ProductionDoor.class,
            CheckFreezeDelegate.class);
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addModelInstance(
            "closed.bpmn",
            Bpmn.createExecutableProcess("closed")
                .camundaHistoryTimeToLiveString("P1D")
                .startEvent()
                .exclusiveGateway("Gateway_Join")
                .serviceTask("Task_CheckFreeze")
                .camundaAsyncBefore()
                .camundaDelegateExpression("${checkFreezeDelegate}")
                .exclusiveGateway("Gateway_Open")
                .condition("yes", "${productionOpen}")
                .endEvent()
                .moveToNode("Gateway_Open")
                .condition("no", "${!productionOpen}")
                .intermediateCatchEvent("Event_NextLookDue")
                .timerWithDate("${looksAgainAt}")
                .connectTo("Gateway_Join")
                .done())
        .deploy();
  }

  @AfterAll
  static void close() {
    ClockUtil.reset();
    context.close();
  }

  @BeforeEach
  void candidate() {
    var clock = context.getBean(TestClock.class);
    clock.passesEverywhere(Duration.ZERO);
    now = clock.instant();
    release = TestEngine.open(context, "release-" + ++count, count).id();
  }

  private static void table(String[]... rows) {
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addString("freeze-windows.dmn", FreezeTables.with(rows))
        .deploy();
  }

  private String in(Duration time) {
    return now.plus(time).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private String[] window(String model, Duration from, Duration to, String why) {
    return new String[] {model, in(from), in(to), why};
  }

  private String start() {
    var instance =
        context.getBean(RuntimeService.class).startProcessInstanceByKey("closed", release).getId();
    run();
    return instance;
  }

  private static void run() {
    TestEngine.run(context.getBean(ManagementService.class));
  }

  private static void passes(Duration time) {
    context.getBean(TestClock.class).passesEverywhere(time);
    run();
  }

  private static boolean waits(String instance) {
    return context
            .getBean(RuntimeService.class)
            .createProcessInstanceQuery()
            .processInstanceId(instance)
            .activityIdIn("Event_NextLookDue")
            .count()
        == 1;
  }

  private String why() {
    return context.getBean(Holds.class).why(release).orElse("");
  }

  private List<String> events() {
    return context.getBean(Evidence.class).events(release).stream()
        .map(Evidence.Event::what)
        .toList();
  }

  @Test
  void waitsUntilTheWindowIsOverAndSaysSoOnce() {
    table(window("", Duration.ofDays(-1), Duration.ofHours(5), "year-end accounts"));
    var instance = start();
    assertThat(waits(instance)).isTrue();
    assertThat(why())
        .isEqualTo(
            "Production is closed until %s: year-end accounts."
                .formatted(in(Duration.ofHours(5)).replaceFirst("(T\\d+:\\d+:\\d+).*", "$1Z")));
    passes(Duration.ofHours(2));
    passes(Duration.ofHours(2));
    assertThat(waits(instance)).as("it looked again in between").isTrue();
    passes(Duration.ofHours(1).plusSeconds(1));
    assertThat(waits(instance)).isFalse();
    assertThat(why()).isEmpty();
    assertThat(events()).hasSize(2).last().isEqualTo("Production is open.");
  }

  @Test
  void goesOnAtTheNextLookWhenTheWindowIsLifted() {
    table(window("-", Duration.ofDays(-1), Duration.ofDays(14), "holidays"));
    var instance = start();
    table();
    passes(Duration.ofHours(2));
    assertThat(waits(instance)).isFalse();
  }

  @Test
  void waitsForTheLongestOfSeveralAndForNoOtherModels() {
    table(
        window("another", Duration.ofDays(-1), Duration.ofDays(9), "not ours"),
        window("", Duration.ofDays(-2), Duration.ofDays(-1), "long over"),
        window("", Duration.ofDays(1), Duration.ofDays(2), "not yet"));
    assertThat(waits(start())).isFalse();
    table(
        window("", Duration.ofDays(-1), Duration.ofHours(1), "short"),
        window("credit-risk", Duration.ofDays(-1), Duration.ofDays(3), "long"));
    assertThat(waits(start())).isTrue();
    assertThat(why()).endsWith(": long.");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-13-01T00:00:00Z, 2027-01-01T00:00:00Z, from says",
    "2026-12-01T00:00:00, 2027-01-01T00:00:00Z, from says",
    "2026-12-01, 2027-01-01T00:00:00Z, from says",
    "'', 2027-01-01T00:00:00Z, from says nothing",
    "2026-12-01T00:00:00Z, tomorrow, to says",
    "2026-12-01T00:00:00Z, 2026-11-01T00:00:00Z, not after its begin",
  })
  void aRowThatCannotBeReadClosesProduction(String from, String to, String fault) {
    table(new String[] {"", from, to, "holidays"});
    var instance = start();
    assertThat(waits(instance)).isTrue();
    assertThat(why())
        .startsWith("Production is closed, since the table freeze-windows (version ")
        .contains(fault, "admin deploys it corrected");
    table();
    passes(Duration.ofHours(2));
    assertThat(waits(instance)).isFalse();
  }

  @Test
  void anExpressionThatCannotBeCalculatedClosesProduction() {
    context
        .getBean(RepositoryService.class)
        .createDeployment()
        .addString(
            "freeze-windows.dmn",
            FreezeTables.with(window("", Duration.ofDays(-1), Duration.ofDays(1), "x"))
                .replace("<text>\"x\"</text>", "<text>no such function(1)</text>"))
        .deploy();
    var instance = start();
    assertThat(waits(instance)).isTrue();
    assertThat(why()).contains("cannot be read");
    table();
    passes(Duration.ofHours(2));
    assertThat(waits(instance)).isFalse();
  }
}
