package io.modelrelease.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a production endpoint showed before the first write of a release.
 *
 * @param kind {@code online} or {@code batch}
 * @param existed false: this release created the endpoint
 * @param shown JSON: the traffic of an online endpoint ({@code {"v006": 100}}), the default
 *     deployment of a batch endpoint ({@code "v006"} or {@code null})
 * @param wrote the same, as this release wrote it; empty before the shift
 * @param restoredAt when undo wrote {@code shown} back
 */
public record EndpointRecord(
    String releaseId,
    String kind,
    String endpoint,
    boolean existed,
    String shown,
    Optional<String> wrote,
    Instant recordedAt,
    Optional<Instant> restoredAt) {

  public static final String ONLINE = "online";
  public static final String BATCH = "batch";
}
