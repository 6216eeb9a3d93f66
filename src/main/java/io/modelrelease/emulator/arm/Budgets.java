package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The resource manager's token buckets for a subscription and region: reads, writes, deletes. Azure
 * gives one identity 250, 200 and 200 of them and 25, 10 and 10 more a second, all identities
 * together 15 times as much (Microsoft, "Understand how Azure Resource Manager throttles
 * requests"); as all callers are one here, they get as much as all together. {@code POST
 * /_emulator/budgets {"reads": 5}} makes a bucket smaller, {@code DELETE} as large as it was.
 *
 * <p>Unverified on Azure: the text of the refusal, and that Retry-After is when the next request
 * would pass.
 */
public final class Budgets {
  private static final int ALL_TOGETHER = 15;

  private enum Kind {
    READS(250, 25),
    WRITES(200, 10),
    DELETES(200, 10);

    private final int size;
    private final int perSecond;

    Kind(int size, int perSecond) {
      this.size = size * ALL_TOGETHER;
      this.perSecond = perSecond * ALL_TOGETHER;
    }

    private static Kind of(String method) {
      return switch (method) {
        case "GET", "HEAD" -> READS;
        case "DELETE" -> DELETES;
        default -> WRITES;
      };
    }

    private String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final class Bucket {
    private double size;
    private double perSecond;
    private double left;
    private Instant filled;
  }

  private final World world;
  private final Map<Kind, Bucket> buckets = new HashMap<>();

  public Budgets(World world) {
    this.world = world;
    reset();
  }

  public Map<String, Consumer<Exchange>> control() {
    return Map.of(
        "POST budgets",
        exchange -> {
          var wanted = exchange.json();
          for (var kind : Kind.values()) {
            if (wanted.path(kind.word()).isInt()) {
              fill(kind, wanted.path(kind.word()).asInt());
            }
          }
          exchange.empty(204);
        },
        "DELETE budgets",
        exchange -> {
          reset();
          exchange.empty(204);
        });
  }

  private synchronized void reset() {
    for (var kind : Kind.values()) {
      fill(kind, kind.size);
    }
  }

  private synchronized void fill(Kind kind, int size) {
    var bucket = new Bucket();
    bucket.size = size;
    bucket.perSecond = (double) kind.perSecond * size / kind.size;
    bucket.left = size;
    bucket.filled = world.clock().now();
    buckets.put(kind, bucket);
  }

  /**
   * Takes one from the bucket and tells how many are left.
   *
   * @throws AzureFailure 429 with Retry-After when it is empty
   */
  synchronized void spend(Exchange exchange) {
    var kind = Kind.of(exchange.method());
    var bucket = buckets.get(kind);
    var now = world.clock().now();
    var seconds = Duration.between(bucket.filled, now).toMillis() / 1000.0;
    bucket.left = Math.min(bucket.size, bucket.left + seconds * bucket.perSecond);
    bucket.filled = now;
    if (bucket.left < 1) {
      var wait = (int) Math.ceil((1 - bucket.left) / bucket.perSecond);
      exchange.set("Retry-After", Integer.toString(wait));
      throw new AzureFailure(
          429,
          "SubscriptionRequestsThrottled",
          "Number of '%s' requests for subscription '%s' exceeded the limit. Please try again after '%d' seconds."
              .formatted(kind.word(), World.SUBSCRIPTION, wait));
    }
    bucket.left--;
    exchange.set(
        "x-ms-ratelimit-remaining-subscription-" + kind.word(),
        Integer.toString((int) bucket.left));
  }
}
