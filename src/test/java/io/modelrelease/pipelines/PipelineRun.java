package io.modelrelease.pipelines;

import io.modelrelease.azuredevops.ImitatedAzureDevOps;
import io.modelrelease.azuredevops.PipelineJob;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A run of a pipeline: what its agents said, and what its server jobs wait for. */
public final class PipelineRun {
  private static final Pattern RELEASE = Pattern.compile("(?m)^Release (\\S+) of ");

  /**
   * A job that waits to be called back.
   *
   * @param leg of the matrix
   * @param answer to its request
   */
  record Waiting(String leg, PipelineJob job, HttpResponse<String> answer) {}

  private final ImitatedAzureDevOps azureDevOps;
  private final PipelineJob first;
  private final Map<String, Boolean> green = new LinkedHashMap<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final List<Agent> agents = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private Duration held = Duration.ZERO;
  private boolean begun;

  PipelineRun(ImitatedAzureDevOps azureDevOps, PipelineJob first) {
    this.azureDevOps = azureDevOps;
    this.first = first;
  }

  PipelineJob first() {
    return first;
  }

  /** The next job of the run. */
  PipelineJob begin() {
    if (begun) {
      return azureDevOps.again(first);
    }
    begun = true;
    return first;
  }

  private Optional<String> reference(String name) {
    return name.startsWith("dependencies.") && name.contains(".outputs.")
        ? Optional.of(outputs.getOrDefault(name, ""))
        : Optional.empty();
  }

  private Optional<Boolean> status(boolean dependenciesAreGreen, String function) {
    return switch (function) {
      case "succeeded" -> Optional.of(dependenciesAreGreen);
      case "succeededOrFailed" -> Optional.of(true);
      case "canceled" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  boolean skips(Pipeline.Job job) {
    var ready = job.dependsOn().stream().allMatch(name -> green.getOrDefault(name, false));
    return !job.condition()
        .map(
            condition ->
                Expression.holds(condition, this::reference, function -> status(ready, function)))
        .orElse(ready);
  }

  void skipped(Pipeline.Job job) {
    skipped.add(job.name());
    green.put(job.name(), true);
  }

  /** Variables by leg; one without a name where there is no matrix. */
  Map<String, Map<String, String>> legs(Pipeline.Job job) {
    if (job.matrix().isEmpty()) {
      return Map.of("", Map.of());
    }
    var matrix =
        AzurePipelines.json(
            Expression.evaluate(job.matrix().get(), this::reference, function -> Optional.empty()));
    var legs = new LinkedHashMap<String, Map<String, String>>();
    for (var leg : matrix.properties()) {
      if (!leg.getKey().matches("[A-Za-z][A-Za-z0-9_]{0,99}")) {
        throw new IllegalArgumentException("The name of a leg is " + leg.getKey());
      }
      var values = new LinkedHashMap<String, String>();
      leg.getValue()
          .properties()
          .forEach(
              value -> {
                if (!value.getValue().isTextual()) {
                  throw new IllegalArgumentException("No text in the matrix: " + value);
                }
                values.put(value.getKey(), value.getValue().asText());
              });
      legs.put(leg.getKey(), values);
    }
    return legs;
  }

  void onAgent(Pipeline.Job job, Agent agent, Predicate<Pipeline.Step> runs) {
    agents.add(agent);
    var begin = Instant.now();
    var ok = true;
    for (var step : job.steps()) {
      var soFar = ok;
      var wanted =
          step.condition()
              .map(
                  condition ->
                      Expression.holds(
                          condition, this::reference, function -> status(soFar, function)))
              .orElse(soFar);
      if (wanted) {
        ok &= runs.test(step);
      }
    }
    held = held.plus(Duration.between(begin, Instant.now()));
    agent
        .outputs()
        .forEach(
            (name, value) ->
                outputs.put("dependencies.%s.outputs.%s".formatted(job.name(), name), value));
    green.put(job.name(), ok);
  }

  void waits(Pipeline.Job job, String leg, PipelineJob own, HttpResponse<String> answer) {
    green.put(job.name(), answer.statusCode() / 100 == 2);
    waiting.add(new Waiting(leg, own, answer));
  }

  // what people see

  /** Of the jobs on agents. */
  boolean isGreen() {
    return green.values().stream().allMatch(ok -> ok);
  }

  /** How long the agents were held. */
  public Duration held() {
    return held;
  }

  public List<String> errors() {
    return agents.stream().flatMap(agent -> agent.errors().stream()).toList();
  }

  List<String> warnings() {
    return agents.stream().flatMap(agent -> agent.warnings().stream()).toList();
  }

  public String log() {
    return String.join("\n", agents.stream().flatMap(agent -> agent.log().stream()).toList());
  }

  List<String> masked() {
    return agents.stream().flatMap(agent -> agent.masked().stream()).toList();
  }

  List<String> pauses() {
    return agents.stream().flatMap(agent -> agent.pauses().stream()).toList();
  }

  List<String> skipped() {
    return skipped;
  }

  List<Waiting> waiting() {
    return waiting;
  }

  /** Ids of the releases that it started or found. */
  public List<String> releases() {
    return RELEASE.matcher(log()).results().map(found -> found.group(1)).toList();
  }

  /** The one release that it started or found. */
  public String release() {
    var all = releases();
    if (all.size() != 1) {
      throw new AssertionError("%s: %s".formatted(all, log()));
    }
    return all.get(0);
  }

  /** succeeded or failed once the one job that waits was called back; empty before. */
  public String outcome() {
    if (waiting.size() != 1) {
      throw new AssertionError("%s: %s".formatted(waiting, log()));
    }
    return azureDevOps.result(waiting.get(0).job());
  }

  /** What the waiting job's request was answered. */
  public int receipt() {
    return waiting.get(0).answer().statusCode();
  }
}
