package io.modelrelease.cockpit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names and times as people read them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?Z");
  private static final Pattern KIND =
      Pattern.compile("^(Task|Call|EndEvent|StartEvent|Gateway|Boundary|SubProcess|Event)_");

  private Words() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** A text, or the time that it is. */
  static String value(String text) {
    return INSTANT.matcher(text).matches() ? time(Instant.parse(text)) : text;
  }

  /**
   * {@code qualityGate} and {@code Task_QualityGate} read "quality gate"; {@code log_loss} stays.
   */
  static String of(String name) {
    return KIND.matcher(name)
        .replaceFirst("")
        .replaceAll("(?<=[a-z0-9])_?([A-Z])", " $1")
        .toLowerCase(Locale.ROOT);
  }
}
