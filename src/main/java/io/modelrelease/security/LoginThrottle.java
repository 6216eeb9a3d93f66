package io.modelrelease.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.stereotype.Component;

/**
 * Slows down guessing: after five wrong passwords a name has to wait, 3 seconds at first, twice as
 * long after each further one, a minute at most. In that time the right password is refused too.
 */
@Component
class LoginThrottle {
  private static final int FREE_TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_NAMES = 10_000;

  /** Longer names are no one's, and wait together: memory is not for strangers to fill. */
  private static final int LONGEST_NAME = 256;

  private static final int MOST_DOUBLINGS = 5;

  private record Failures(int count, Instant freeAt) {}

  private final Map<String, Failures> failures = new ConcurrentHashMap<>();
  private final Clock clock;

  LoginThrottle(Clock clock) {
    this.clock = clock;
  }

  boolean locked(String name) {
    var known = failures.get(cut(name));
    return known != null && clock.instant().isBefore(known.freeAt());
  }

  @EventListener
  void failed(AuthenticationFailureBadCredentialsEvent event) {
    failed(event.getAuthentication().getName());
  }

  void failed(String name) {
    if (failures.size() >= MOST_NAMES) {
      failures.clear(); // somebody invents names; real ones are counted anew
    }
    failures.merge(
        cut(name),
        new Failures(1, Instant.EPOCH),
        (before, first) -> {
          var count = before.count() + 1;
          return new Failures(
              count, count < FREE_TRIES ? Instant.EPOCH : clock.instant().plus(pause(count)));
        });
  }

  @EventListener
  void succeeded(AuthenticationSuccessEvent event) {
    succeeded(event.getAuthentication().getName());
  }

  void succeeded(String name) {
    failures.remove(cut(name));
  }

  private static String cut(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }

  private static Duration pause(int count) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - FREE_TRIES, MOST_DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
