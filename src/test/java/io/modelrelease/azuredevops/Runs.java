package io.modelrelease.azuredevops;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the imitation knows of runs, and what they were told. */
final class Runs {
  private final Map<String, PipelineJob> jobs = new ConcurrentHashMap<>();
  private final Map<Integer, String> repositories = new ConcurrentHashMap<>();
  private final Map<String, String> results = new ConcurrentHashMap<>();
  private final Map<String, List<String>> feeds = new ConcurrentHashMap<>();
  private final Map<Integer, StringBuffer> logs = new ConcurrentHashMap<>();
  private final Map<String, Integer> logOfTask = new ConcurrentHashMap<>();
  private final Map<Integer, Set<String>> tags = new ConcurrentHashMap<>();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final AtomicInteger logIds = new AtomicInteger();

  void begin(PipelineJob job, String repository) {
    jobs.put(job.jobId(), job);
    repositories.put(job.buildId(), repository);
    tokens.add(job.token());
  }

  void expire(PipelineJob job) {
    tokens.remove(job.token());
  }

  void accept(String token) {
    tokens.add(token);
  }

  boolean accepts(String token) {
    return tokens.contains(token);
  }

  Optional<PipelineJob> job(String planId, String jobId) {
    return Optional.ofNullable(jobs.get(jobId)).filter(job -> job.planId().equals(planId));
  }

  boolean hasPlan(String planId) {
    return jobs.values().stream().anyMatch(job -> job.planId().equals(planId));
  }

  boolean hasTimeline(String planId, String timelineId) {
    return jobs.values().stream()
        .anyMatch(job -> job.planId().equals(planId) && job.timelineId().equals(timelineId));
  }

  Optional<PipelineJob> build(int id) {
    return jobs.values().stream().filter(job -> job.buildId() == id).findFirst();
  }

  String repository(int buildId) {
    return repositories.getOrDefault(buildId, "TfsGit");
  }

  /** False where the job is over. */
  boolean end(PipelineJob job, String result) {
    return results.putIfAbsent(job.jobId(), result) == null;
  }

  String result(String planId, String jobId) {
    return job(planId, jobId).map(job -> results.getOrDefault(job.jobId(), "")).orElse("");
  }

  boolean over(PipelineJob job) {
    return results.containsKey(job.jobId());
  }

  void tell(String jobId, String line) {
    feeds.computeIfAbsent(jobId, none -> new CopyOnWriteArrayList<>()).add(line);
  }

  List<String> feed(String jobId) {
    return List.copyOf(feeds.getOrDefault(jobId, List.of()));
  }

  int newLog() {
    var id = logIds.incrementAndGet();
    logs.put(id, new StringBuffer());
    return id;
  }

  Optional<StringBuffer> log(int id) {
    return Optional.ofNullable(logs.get(id));
  }

  void name(String taskId, int log) {
    logOfTask.put(taskId, log);
  }

  String logOf(PipelineJob job) {
    return Optional.ofNullable(logOfTask.get(job.taskId()))
        .flatMap(this::log)
        .map(StringBuffer::toString)
        .orElse("");
  }

  List<String> tag(int buildId, List<String> more) {
    var all = tags.computeIfAbsent(buildId, none -> new LinkedHashSet<>());
    synchronized (all) {
      all.addAll(more);
    }
    return tags(buildId);
  }

  List<String> tags(int buildId) {
    var all = tags.getOrDefault(buildId, Set.of());
    synchronized (all) {
      return new ArrayList<>(all);
    }
  }
}
