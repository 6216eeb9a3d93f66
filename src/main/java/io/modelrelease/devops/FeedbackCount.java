package io.modelrelease.devops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What was told and what was given up, for the platform's metrics. */
final class FeedbackCount {
  private final Map<Feedback.Kind, Counter> sent = new EnumMap<>(Feedback.Kind.class);
  private final Map<Feedback.Kind, Counter> givenUp = new EnumMap<>(Feedback.Kind.class);

  FeedbackCount(MeterRegistry metrics, Feedback feedback) {
    Gauge.builder("modelrelease.feedback.waiting", feedback, Feedback::due)
        .description("What Azure DevOps should have been told by now")
        .register(metrics);
    for (var kind : Feedback.Kind.values()) {
      sent.put(kind, counter(metrics, "modelrelease.feedback.sent", kind));
      givenUp.put(kind, counter(metrics, "modelrelease.feedback.given.up", kind));
    }
  }

  private static Counter counter(MeterRegistry metrics, String name, Feedback.Kind kind) {
    return Counter.builder(name)
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .register(metrics);
  }

  void sent(Feedback.Kind kind) {
    sent.get(kind).increment();
  }

  void givenUp(Feedback.Kind kind) {
    givenUp.get(kind).increment();
  }
}
