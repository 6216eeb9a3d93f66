package io.modelrelease.release.door;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How releases that come in stand to each other and to the calendar.
 *
 * @param newerCommit what becomes of a whole release that is started while an older one of its
 *     model is not over
 * @param freezeLookAgain after which time at most a release that waits for production to open looks
 *     at the freeze windows again, since they may have been changed
 */
@ConfigurationProperties("modelrelease.door")
public record AdmissionSettings(
    @DefaultValue("together") Policy newerCommit, @DefaultValue("PT15M") Duration freezeLookAgain) {

  /** What becomes of the newer one, and of the older. */
  public enum Policy {
    /** Each goes its way; they meet at production's endpoints, where one waits for the other. */
    TOGETHER,
    /** The newer one waits at its beginning until all older ones are over. */
    QUEUE,
    /** Older ones that have not come to production are stopped; behind others the newer waits. */
    SUPERSEDE,
    /** The newer one is not started. */
    REFUSE
  }

  public AdmissionSettings {
    if (freezeLookAgain.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "modelrelease.door.freeze-look-again is %s: at least PT1S.".formatted(freezeLookAgain));
    }
  }
}
