package io.modelrelease.watch;

import static io.modelrelease.release.operation.OperationWorld.COMPUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrelease.release.operation.OperationWorld;
import io.modelrelease.release.operation.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ten thousand operations wait: what the watcher costs, and that it keeps to its budget. */
@Tag("faults")
class ManyWaitsTest {
  private static final int COUNT = 10_000;
  private static final int MINUTES = 5;
  private static final int BUDGET = 120;

  /** As on Azure. */
  static class Beans {
    @Bean
    WatchSettings watchSettings() {
      return new WatchSettings(Duration.ofSeconds(15), Duration.ofMinutes(5), BUDGET);
    }
  }

  private final OperationWorld world = new OperationWorld(Beans.class);
  private final JdbcClient jdbc = world.bean(JdbcClient.class);

  @Test
  void costsLittleAndKeepsItsBudget() throws IOException {
    world.reset();
    world.createCompute().reads(() -> Outcome.RUNNING);
    var instance = world.start(world.release(), COMPUTE, "dev");
    multiply(instance);
    var settings = world.bean(WatchSettings.class);
    var watcher =
        new Watcher(
            world.bean(RuntimeService.class),
            world.bean(io.modelrelease.release.operation.AzureOperations.class),
            world.ledger(),
            world.bean(io.modelrelease.release.ReleaseStop.class),
            world.bean(io.modelrelease.release.DeletedReleases.class),
            world.bean(io.modelrelease.security.EngineDoor.class),
            new Waits(jdbc, settings),
            new QueuedReleases(jdbc),
            environment -> true,
            settings,
            world.clock());
    passes(watcher, settings, Duration.ofMinutes(1)); // all are read once, and compiled
    var threads = ManagementFactory.getThreadMXBean();
    var looks = world.createCompute().timesRead();
    var before = threads.getCurrentThreadCpuTime();
    passes(watcher, settings, Duration.ofMinutes(MINUTES));
    var cpu = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    var percent = 100.0 * cpu.toMillis() / Duration.ofMinutes(MINUTES).toMillis();
    var reads = (world.createCompute().timesRead() - looks) / (double) MINUTES;
    Files.writeString(
        Path.of("target", "numbers-watch.txt"),
        "%d waiting operations: %.2f %% of a core (database in the same process), %.0f reads of Azure a minute of %d%n"
            .formatted(COUNT, percent, reads, BUDGET));
    assertThat(reads).isBetween(BUDGET * 0.9, BUDGET * 1.05);
    assertThat(percent).isLessThan(3);
    world.close();
  }

  private void passes(Watcher watcher, WatchSettings settings, Duration time) {
    for (var passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plus(settings.pass())) {
      world.clock().passesEverywhere(settings.pass());
      watcher.pass();
    }
  }

  /** Copies of the rows of one wait: to start so many would take minutes. */
  private void multiply(String instance) {
    copy("ACT_RU_EXECUTION", "ID_ = '%s'".formatted(instance));
    copy("ACT_RU_EXECUTION", "PARENT_ID_ = '%s'".formatted(instance));
    copy("ACT_RU_VARIABLE", "EXECUTION_ID_ = '%s'".formatted(instance));
    copy("ACT_RU_EVENT_SUBSCR", "PROC_INST_ID_ = '%s'".formatted(instance));
    assertThat(
            jdbc.sql("select count(*) from ACT_RU_EVENT_SUBSCR where EVENT_NAME_ is not null")
                .query(Integer.class)
                .single())
        .isEqualTo(COUNT);
  }

  private void copy(String table, String which) {
    Map<String, Boolean> columns =
        jdbc
            .sql("select COLUMN_NAME from INFORMATION_SCHEMA.COLUMNS where TABLE_NAME = ?")
            .param(table)
            .query(String.class)
            .list()
            .stream()
            .collect(
                Collectors.toMap(
                    column -> column,
                    column ->
                        column.matches(
                            "ID_|PROC_INST_ID_|PARENT_ID_|EXECUTION_ID_|ROOT_PROC_INST_ID_|VAR_SCOPE_")));
    var names = columns.keySet().stream().sorted().toList();
    var values =
        names.stream()
            .map(
                name ->
                    name.equals("SUPER_EXEC_")
                        ? "null"
                        : columns.get(name)
                            ? name.equals("ROOT_PROC_INST_ID_") ? name : name + " || '-' || X"
                            : name)
            .collect(Collectors.joining(", "));
    jdbc.sql(
            "insert into %s (%s) select %s from %s cross join SYSTEM_RANGE(2, %d) where %s"
                .formatted(table, String.join(", ", names), values, table, COUNT, which))
        .update();
  }
}
