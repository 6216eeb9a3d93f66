package io.modelrelease.release.preflight;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.project.ModelProject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Finds in seconds what would make a release fail after hours. Nothing is sent that changes
 * anything; the checks look side by side, and what Azure does not answer in time is said, not
 * waited for.
 */
@Component
public class PreFlight implements DisposableBean {
  private static final Duration PATIENCE = Duration.ofSeconds(9);
  private static final int SIDE_BY_SIDE = 6;

  private static final Map<String, PreFlightCheck> CHECKS = checks();

  private final AzureMl azure;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          SIDE_BY_SIDE,
          work -> {
            var thread = new Thread(work, "pre-flight");
            thread.setDaemon(true);
            return thread;
          });

  PreFlight(AzureMl azure) {
    this.azure = azure;
  }

  private static Map<String, PreFlightCheck> checks() {
    var checks = new LinkedHashMap<String, PreFlightCheck>();
    checks.put("model.yml", new WhatToDeploy());
    Reachable.EACH.forEach(place -> checks.put(place.name(), place));
    checks.put("sizes and quota of machines", new Cores());
    checks.put("names of endpoints", new EndpointNames());
    checks.put("what the files refer to", new ReferredAssets());
    return checks;
  }

  /**
   * Looks at everything.
   *
   * @param version the number that the model will have, empty where none is allocated yet
   * @return all findings, those that refuse the release first
   * @throws AzureException when Azure has a passing trouble: ask again
   */
  public List<Finding> check(ModelProject project, Optional<String> version) {
    var flight = new Flight(azure, project, version);
    var until = System.nanoTime() + PATIENCE.toNanos();
    var looks = new LinkedHashMap<String, Future<List<Finding>>>();
    CHECKS.forEach((name, check) -> looks.put(name, threads.submit(() -> check.check(flight))));
    var findings = new ArrayList<Finding>();
    looks.forEach((name, look) -> findings.addAll(found(name, look, until - System.nanoTime())));
    findings.sort(java.util.Comparator.comparing(Finding::severity));
    return findings.stream().distinct().toList();
  }

  private static List<Finding> found(String name, Future<List<Finding>> look, long nanos) {
    try {
      return look.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return List.of(
          Finding.warn(
              name,
              "Azure did not answer in %d seconds, so this was not checked."
                  .formatted(PATIENCE.toSeconds()),
              "The release begins all the same."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AzureException failure) {
        if (failure.kind() != AzureException.Kind.REJECTED) {
          throw failure;
        }
        return List.of(refused(name, failure));
      }
      throw new CompletionException(e.getCause());
    }
  }

  private static Finding refused(String name, AzureException failure) {
    return Finding.refuse(
        name,
        "Azure refused to show it (%s: %s)".formatted(failure.code(), failure.words()) + ".",
        failure.nextStep());
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
