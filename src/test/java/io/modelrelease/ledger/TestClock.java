package io.modelrelease.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.camunda.bpm.engine.impl.util.ClockUtil;

/** A clock that the test owns; the engine's goes with it where asked. */
public final class TestClock extends Clock {
  public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

  private volatile Instant now = START;

  public void passes(Duration time) {
    now = now.plus(time);
  }

  /** Time passes for the engine too. */
  public void passesEverywhere(Duration time) {
    passes(time);
    ClockUtil.setCurrentTime(java.util.Date.from(now));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
