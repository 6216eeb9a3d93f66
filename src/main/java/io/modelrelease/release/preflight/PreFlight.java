package io.modelrelease.release.preflight;

import static java.util.Comparator.comparing;

import io.modelrelease.azureml.AzureException;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.project.ModelProject;
import io.modelrelease.release.Sentence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
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

  private static final List<PreFlightCheck> CHECKS =
      Stream.of(
              List.of(new WhatToDeploy()),
              Reachable.EACH,
              MayWrite.EACH,
              List.of(
                  new Cores(),
                  new EndpointNames(),
                  new ReferredAssets(),
                  new ServingEnvironments()))
          .<PreFlightCheck>flatMap(List::stream)
          .toList();

  private final AzureMl azure;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            var thread = new Thread(work, "pre-flight");
            thread.setDaemon(true);
            return thread;
          });

  PreFlight(AzureMl azure) {
    this.azure = azure;
  }

  /**
   * Looks at everything; needs no process instance, and may be asked for any project.
   *
   * @param version the number that the model will have, empty where none is allocated yet
   * @return all findings: those that refuse the release, then what could not be seen, then warnings
   */
  public List<Finding> check(ModelProject project, Optional<String> version) {
    var flight = new Flight(azure, project, version);
    var until = System.nanoTime() + PATIENCE.toNanos();
    var looks = new LinkedHashMap<PreFlightCheck, Future<List<Finding>>>();
    CHECKS.forEach(check -> looks.put(check, threads.submit(() -> check.check(flight))));
    var findings = new ArrayList<Finding>();
    looks.forEach((check, look) -> findings.addAll(found(check, look, until - System.nanoTime())));
    return findings.stream().distinct().sorted(comparing(Finding::severity)).toList();
  }

  private static List<Finding> found(PreFlightCheck check, Future<List<Finding>> look, long nanos) {
    try {
      return look.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      look.cancel(true);
      return List.of(late(check));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AzureException failure) {
        return List.of(failed(check, failure));
      }
      throw new CompletionException(e.getCause());
    }
  }

  private static Finding late(PreFlightCheck check) {
    var what =
        "Azure did not answer in %d seconds, so this was not checked."
            .formatted(PATIENCE.toSeconds());
    return check.isNeeded()
        ? Finding.unseen(
            check.name(),
            what,
            "Is the network open to it (firewall, private endpoint)? It is looked at again by"
                + " itself.")
        : Finding.warn(check.name(), what, "The release begins all the same.");
  }

  private static Finding failed(PreFlightCheck check, AzureException failure) {
    var what =
        "Azure does not show it (%s: %s)."
            .formatted(failure.code(), failure.words().strip().replaceFirst("[.]$", ""));
    return failure.kind() == AzureException.Kind.REJECTED
        ? Finding.refuse(check.name(), what, Sentence.closed(failure.nextStep()))
        : Finding.unseen(check.name(), what, "It is looked at again by itself.");
  }

  @Override
  public void destroy() {
    threads.shutdownNow();
  }
}
