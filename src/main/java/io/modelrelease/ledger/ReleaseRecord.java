package io.modelrelease.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A release as it was asked for, and how it ended.
 *
 * @param process id of the root process: {@code model-release}, or a single step
 * @param projectDigest key of the model project's bytes
 * @param rootInstance id of the root process instance
 * @param stoppingAt since when nothing may be sent to Azure for it but what undoes it
 * @param liveAt when production's traffic went to it
 * @param outcome completed, refused, failed or stopped; empty while it goes on
 * @param cause why it ends otherwise than completed: pre-flight, training-failed, quality-refused,
 *     bytes-differ, tests-failed, staging-refused, rejected, not-approved, rollout-failed, stopped
 * @param reason the sentence for people
 */
public record ReleaseRecord(
    String id,
    String process,
    String model,
    int modelVersion,
    Optional<String> commit,
    int attempt,
    Optional<String> author,
    String requestedBy,
    String caller,
    String projectDigest,
    Optional<String> devops,
    Optional<String> rootInstance,
    Instant startedAt,
    Optional<Instant> stoppingAt,
    Optional<Instant> liveAt,
    Optional<Instant> endedAt,
    Optional<String> endEvent,
    Optional<String> outcome,
    Optional<String> cause,
    Optional<String> reason) {}
