package io.modelrelease.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What one person decided on one candidate.
 *
 * @param digest of the bytes that they were shown
 * @param decision {@code approve} or {@code reject}
 */
public record ApprovalRecord(
    String releaseId,
    String person,
    String model,
    int version,
    String digest,
    String decision,
    Optional<String> reason,
    Instant decidedAt) {

  public static final String APPROVE = "approve";
  public static final String REJECT = "reject";

  public boolean approves() {
    return decision.equals(APPROVE);
  }
}
