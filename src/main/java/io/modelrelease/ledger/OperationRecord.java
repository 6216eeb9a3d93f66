package io.modelrelease.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call that changes Azure, as far as this release made it.
 *
 * @param round 1, raised by a person's Retry, or twice by trouble that passes: names on Azure are
 *     derived from it
 * @param state {@code begun}, {@code succeeded}, {@code rejected}, {@code failed}, {@code waiting}
 *     while it cannot begin, or {@code retry} when a person asked for another round that has not
 *     begun yet
 * @param resources ids of what it created or changed
 * @param operationUrl where Azure reports about it
 * @param failure what Azure answered, JSON; why it waits, text
 * @param notBefore while it cannot begin: before that it is not worth another try, since Azure
 *     asked for a pause or production is closed
 */
public record OperationRecord(
    String releaseId,
    String environment,
    String operation,
    int round,
    String state,
    List<String> resources,
    Optional<String> operationUrl,
    Optional<String> failure,
    Instant begunAt,
    Optional<Instant> endedAt,
    Optional<Instant> notBefore) {

  public static final String BEGUN = "begun";
  public static final String SUCCEEDED = "succeeded";
  public static final String REJECTED = "rejected";
  public static final String FAILED = "failed";
  public static final String RETRY = "retry";
  public static final String WAITING = "waiting";

  /** It could not begin yet; {@code failure} is the sentence that says why. */
  public boolean waiting() {
    return state.equals(WAITING);
  }

  /** Azure has taken the request of this round, and its end has not been read. */
  public boolean underWay() {
    return state.equals(BEGUN);
  }

  /** It could not begin, and it is known when it is worth another try: later than now. */
  public boolean putOff(Instant now) {
    return waiting() && notBefore.filter(now::isBefore).isPresent();
  }

  /** Azure has taken the request of this round. */
  public boolean taken() {
    return state.equals(BEGUN) || state.equals(SUCCEEDED);
  }
}
