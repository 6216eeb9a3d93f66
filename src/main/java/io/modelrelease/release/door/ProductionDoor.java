package io.modelrelease.release.door;

import io.modelrelease.ledger.Holds;
import io.modelrelease.ledger.ReleaseRecord;
import io.modelrelease.ledger.Turns;
import io.modelrelease.release.gate.FreezeWindows;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Asked before each call that changes production, but for those that undo: also a step that was
 * under way when a freeze window began writes nothing in it.
 */
@Component
public class ProductionDoor {
  private final FreezeWindows windows;
  private final Holds holds;
  private final Turns turns;
  private final AdmissionSettings settings;
  private final Clock clock;

  ProductionDoor(
      FreezeWindows windows, Holds holds, Turns turns, AdmissionSettings settings, Clock clock) {
    this.windows = windows;
    this.holds = holds;
    this.turns = turns;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Not now.
   *
   * @param why a sentence for people
   * @param pause until it is worth asking again; the table may be changed before it ends
   */
  public record Closed(String why, Duration pause) {}

  /**
   * Whether a release may not write to production just now. What serves already goes on: half a
   * rollout is worse than one in a freeze window.
   */
  public Optional<Closed> closedTo(ReleaseRecord release) {
    if (release.liveAt().isPresent() || holds.isThroughFreeze(release.id())) {
      return Optional.empty();
    }
    return windows
        .closedTo(release.model())
        .map(
            closed ->
                new Closed(
                    closed.sentence() + " It goes on by itself then.", pause(closed.until())));
  }

  /** How long to wait before the table is looked at again. */
  public Duration pause(Optional<ZonedDateTime> end) {
    var longest = settings.freezeLookAgain();
    return end.map(opens -> Duration.between(clock.instant(), opens.toInstant()))
        .filter(left -> left.compareTo(longest) < 0)
        .orElse(longest);
  }

  /** From now on a newer release waits for this one. */
  public void enters(String releaseId) {
    turns.entersProduction(releaseId);
  }
}
