package io.modelrelease.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final LoginThrottle throttle =
      new LoginThrottle(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

  private void fail(String name, int times) {
    for (var time = 0; time < times; time++) {
      throttle.failed(name);
    }
  }

  @Test
  void makesANameWaitAfterFiveWrongPasswordsAndNoOther() {
    fail("operator", 4);
    assertThat(throttle.locked("operator")).isFalse();
    fail("operator", 1);
    assertThat(throttle.locked("operator")).isTrue();
    assertThat(throttle.locked("approver")).isFalse();
  }

  @Test
  void keepsOnlyTheBeginningOfNamesThatAreTooLongForAnybody() {
    for (var guess = 0; guess < 5; guess++) {
      throttle.failed("x".repeat(500_000) + guess);
    }
    assertThat(throttle.locked("x".repeat(300))).isTrue();
  }
}
