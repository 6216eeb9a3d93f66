package io.modelrelease.emulator.scoring;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Operations;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.python.Python;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front of all scoring: {@code /online/{workspace}/{endpoint}/…} and {@code
 * /batch/{workspace}/{endpoint}/jobs/…}, the addresses that endpoints name as their scoring URIs.
 */
public final class ScoringApi implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScoringApi.class);
  private static final int THREADS = 2;
  private static final long CLOSE_SECONDS = 10;
  private static final long LOOK_SECONDS = 2;

  private final ScheduledExecutorService threads =
      Executors.newScheduledThreadPool(
          THREADS,
          task -> {
            var thread = new Thread(task, "emulator-scoring");
            thread.setDaemon(true);
            return thread;
          });
  private final OnlineApi online;
  private final BatchApi batch;
  private final BatchRunner runner;
  private final PythonServers pythons;

  public ScoringApi(World world, Tokens tokens, Operations operations, Python python) {
    var servers = new ModelServers(world);
    this.pythons = new PythonServers(world, python);
    this.online = new OnlineApi(world, tokens, servers, pythons, threads);
    this.runner = new BatchRunner(world, new BatchScoring(world, servers, pythons), threads);
    this.batch = new BatchApi(world, tokens, operations, runner);
  }

  /** Runs the batch jobs again that were not over when the last emulator ended. */
  public void start() {
    runner.start();
    pythons.look();
    threads.scheduleWithFixedDelay(
        pythons::lookAgain, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Deployments may have come, or be gone. */
  public void look() {
    pythons.look();
  }

  /** All that is answered. */
  public static List<Route> routes() {
    return Stream.concat(OnlineApi.ROUTES.stream(), BatchApi.ROUTES.stream()).toList();
  }

  /** Whether a path is one of scoring. */
  public boolean serves(Exchange exchange) {
    var root = exchange.path().get(0);
    return root.equals("online") || root.equals("batch");
  }

  public void handle(Exchange exchange) {
    if (exchange.path().get(0).equals("online")) {
      online.handle(exchange, exchange.path());
    } else {
      batch.handle(exchange, exchange.path());
    }
  }

  @Override
  public void close() {
    pythons.close();
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        log.warn("A batch job is still at work");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
