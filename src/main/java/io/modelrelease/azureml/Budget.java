package io.modelrelease.azureml;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What Azure Resource Manager still lets one identity ask of one subscription. It keeps a bucket
 * each for reads, writes and deletes, says at each answer what is left in it, and refills it with
 * 25 reads, 10 writes and 10 deletes a second (documentation, "Understand how Azure Resource
 * Manager throttles requests"; unverified that every region has these numbers by now). Until a
 * first answer nothing is known, and nothing is held back.
 */
final class Budget {
  /** The watcher leaves so many reads to those who wait for an answer. */
  private static final int RESERVE = 50;

  /** Kinds of requests, as Azure counts them. */
  enum Kind {
    READS(250, 25),
    WRITES(200, 10),
    DELETES(200, 10);

    private final int most;
    private final int refillPerSecond;

    Kind(int most, int refillPerSecond) {
      this.most = most;
      this.refillPerSecond = refillPerSecond;
    }

    static Kind of(String method) {
      return switch (method) {
        case "GET", "HEAD", "OPTIONS" -> READS;
        case "DELETE" -> DELETES;
        default -> WRITES;
      };
    }

    /** Azure's header, which says what is left. */
    String header() {
      return "x-ms-ratelimit-remaining-subscription-" + inWords();
    }

    String inWords() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final class Bucket {
    private double left;
    private long at;
    private long shutUntil;
  }

  private final InstantSource clock;
  private final Map<Kind, Bucket> buckets = new EnumMap<>(Kind.class);

  Budget(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Takes one request out of its bucket.
   *
   * @return how long to wait before it may be sent; zero mostly
   */
  synchronized Duration take(Kind kind) {
    var bucket = buckets.get(kind);
    if (bucket == null) {
      return Duration.ZERO;
    }
    var now = clock.millis();
    refill(kind, bucket, now);
    var shut = Math.max(0, bucket.shutUntil - now);
    var missing = Math.max(0, 1 - bucket.left);
    var wait = Math.max(shut, (long) Math.ceil(missing * 1000 / kind.refillPerSecond));
    bucket.left -= 1;
    return Duration.ofMillis(wait);
  }

  /** What was taken, and then not sent. */
  synchronized void putBack(Kind kind) {
    Optional.ofNullable(buckets.get(kind)).ifPresent(bucket -> bucket.left += 1);
  }

  /** Enough is left for reads that nobody waits for. */
  synchronized boolean sparesReads() {
    var reads = buckets.get(Kind.READS);
    if (reads == null) {
      return true;
    }
    var now = clock.millis();
    refill(Kind.READS, reads, now);
    return reads.shutUntil <= now && reads.left >= RESERVE;
  }

  /** Azure said what is left. */
  synchronized void learn(Kind kind, int left) {
    var bucket = buckets.computeIfAbsent(kind, any -> new Bucket());
    bucket.left = left;
    bucket.at = clock.millis();
  }

  /** Azure refused a request because its bucket is empty. */
  synchronized void shut(Kind kind, Duration pause) {
    learn(kind, 0);
    buckets.get(kind).shutUntil = clock.millis() + pause.toMillis();
  }

  private static void refill(Kind kind, Bucket bucket, long now) {
    var passed = Math.max(0, now - bucket.at);
    bucket.left = Math.min(kind.most, bucket.left + passed * kind.refillPerSecond / 1000.0);
    bucket.at = now;
  }
}
