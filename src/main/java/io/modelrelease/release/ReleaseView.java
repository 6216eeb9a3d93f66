package io.modelrelease.release;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * A release as the door shows it.
 *
 * @param requestedBy on whose behalf
 * @param state one of {@link #STATES}
 * @param step activity id in the root instance, the latest one when it is over
 * @param reason why it ended so, or why it waits; empty while nothing is to be said
 * @param dossier address of the dossier
 */
public record ReleaseView(
    String id,
    String model,
    String commit,
    String process,
    String requestedBy,
    String state,
    String step,
    String reason,
    Integer modelVersion,
    List<OpenTask> tasks,
    List<Incident> incidents,
    String dossier,
    Instant startedAt,
    Instant endedAt) {

  /** In the order in which a release may go through them. */
  public static final List<String> STATES =
      List.of(
          "running", "waiting-for-people", "stopping", "completed", "refused", "failed", "stopped");

  /** A task that waits for a person; {@code url} opens it in Tasklist. */
  public record OpenTask(String id, String name, String url) {}

  /** A job that has no retries left. */
  public record Incident(
      String activity, String message, @JsonProperty("occurredAt") Instant occurredAt) {}

  /** One page of releases, newest first. */
  public record Page(List<ReleaseView> items, int page, long total) {}
}
