package io.modelrelease.devops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Optional;

/**
 * A job of Azure DevOps that waits, and its token, sealed.
 *
 * @param buildId 0 where it was not told
 * @param timeoutMinutes of the job, 0 where it was not told
 */
record Callback(
    String planUrl,
    String projectId,
    String hubName,
    String planId,
    String jobId,
    String timelineId,
    String taskInstanceId,
    int buildId,
    int timeoutMinutes,
    String keyId,
    String token) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Callback of(String json) {
    try {
      return JSON.readValue(json, Callback.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A callback that was written here", e);
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for a task that asks again. */
  String target() {
    return target(planId, jobId, taskInstanceId);
  }

  static String target(String planId, String jobId, String taskInstanceId) {
    return "%s/%s/%s".formatted(planId, jobId, taskInstanceId);
  }

  Optional<Organizations.Run> run() {
    return buildId == 0
        ? Optional.empty()
        : Optional.of(new Organizations.Run(URI.create(planUrl), projectId, buildId));
  }

  /** What is kept beside the token. */
  Callback withoutToken() {
    return new Callback(
        planUrl,
        projectId,
        hubName,
        planId,
        jobId,
        timelineId,
        taskInstanceId,
        buildId,
        timeoutMinutes,
        "",
        "");
  }

  /** An address below the plan of the job's run. */
  URI plan(String path) {
    return URI.create(planUrl)
        .resolve(
            "%s/_apis/distributedtask/hubs/%s/plans/%s/%s"
                .formatted(projectId, hubName, planId, path));
  }

  @Override
  public String toString() {
    return "job %s of plan %s".formatted(jobId, planId);
  }
}
