package io.modelrelease.ledger;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A candidate: what is known of one version of a model.
 *
 * @param releaseId the release that trained it
 * @param digest SHA-256 of its folder, fixed at registration
 * @param fingerprint CSV with the feature columns of 100 rows and {@code prediction}
 * @param fingerprintFrom {@code evaluation} or {@code staging-online}
 * @param comparison {@code first} (no champion yet), {@code compared} or {@code impossible}
 * @param champion the version that served production when it was evaluated
 * @param approvalsNeeded how many people must approve it; empty before the route was decided
 */
public record VersionRecord(
    String model,
    int version,
    String releaseId,
    String projectDigest,
    Optional<String> digest,
    Optional<String> fingerprint,
    Optional<String> fingerprintFrom,
    Optional<String> comparison,
    OptionalInt champion,
    OptionalInt approvalsNeeded) {

  /** Nothing serves production yet. */
  public static final String FIRST = "first";

  /** Candidate and champion were measured on the same rows. */
  public static final String COMPARED = "compared";

  /** There is a champion, and it cannot be measured on these rows. */
  public static final String IMPOSSIBLE = "impossible";
}
