package io.modelrelease.watch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the waiting operations are looked at: a tenth of the wait's age, between the two
 * bounds.
 *
 * @param shortest between two looks at the same wait
 * @param longest between two looks at the same wait
 * @param readsPerMinute budget for each workspace; a look over it is put off
 */
@ConfigurationProperties("modelrelease.watch")
record WatchSettings(
    @DefaultValue("PT15S") Duration shortest,
    @DefaultValue("PT5M") Duration longest,
    @DefaultValue("120") int readsPerMinute) {

  /** The pause before the next look at a wait of this age. */
  Duration pause(Duration age) {
    var tenth = age.dividedBy(10);
    return tenth.compareTo(shortest) < 0
        ? shortest
        : tenth.compareTo(longest) > 0 ? longest : tenth;
  }

  /** How often a pass begins. */
  Duration pass() {
    var tenth = shortest.dividedBy(4);
    return tenth.toMillis() < 100 ? Duration.ofMillis(100) : tenth;
  }
}
