package io.modelrelease.emulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.HttpServer.BrokenConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Faults that were asked for: the next so many requests that match go wrong. */
public final class Faults {

  /**
   * What may go wrong. A delay with {@code "before": true} holds the request up, not the answer.
   */
  public enum Kind {
    STATUS,
    RESET,
    RESET_AFTER,
    DELAY,
    STUCK,
    FAIL,
    BODY
  }

  /** One order of faults. */
  public static final class Fault {
    private final Kind kind;
    private final JsonNode order;
    private int left;
    private int seen;

    private Fault(Kind kind, JsonNode order) {
      this.kind = kind;
      this.order = order;
      this.left = order.path("times").asInt(1);
    }

    public Kind kind() {
      return kind;
    }

    /** Code of the error with which an operation is to end. */
    public String code() {
      return order.path("error").path("code").asText("InternalServerError");
    }

    public String message() {
      return order.path("error").path("message").asText("A fault that was asked for.");
    }

    /** A job that is to fail runs before that. */
    public boolean runs() {
      return order.path("runs").asBoolean();
    }

    /**
     * Whether it is this request's turn: {@code skip} pass first, then every {@code every}th goes
     * wrong.
     */
    private boolean isDue() {
      seen++;
      var beyond = seen - order.path("skip").asInt(0);
      return beyond > 0 && beyond % order.path("every").asInt(1) == 0;
    }

    private boolean matches(Exchange exchange) {
      var method = order.path("method").asText("");
      if (!method.isEmpty() && !method.equalsIgnoreCase(exchange.method())) {
        return false;
      }
      if (order.has("path")
          && !Pattern.compile(order.path("path").asText(), Pattern.CASE_INSENSITIVE)
              .matcher(exchange.rawPath())
              .find()) {
        return false;
      }
      for (var header : order.path("header").properties()) {
        // an empty value asks for requests without that header
        if (!exchange.header(header.getKey()).orElse("").equals(header.getValue().asText())) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Fault> faults = new ArrayList<>();

  public synchronized void add(JsonNode order) {
    var kinds = List.of(Kind.values());
    var name = order.path("fault").asText("").toUpperCase(java.util.Locale.ROOT).replace('-', '_');
    var kind = kinds.stream().filter(known -> known.name().equals(name)).findFirst();
    if (kind.isEmpty()) {
      throw AzureFailure.userError(
          "fault is one of status, reset, reset-after, delay, stuck, fail, body");
    }
    if (order.path("every").asInt(1) < 1 || order.path("skip").asInt(0) < 0) {
      throw AzureFailure.userError("every is 1 or more, skip is 0 or more: numbers of requests.");
    }
    try {
      Pattern.compile(order.path("path").asText(""));
    } catch (PatternSyntaxException e) {
      throw AzureFailure.userError("path is no regular expression: " + e.getMessage());
    }
    faults.add(new Fault(kind.get(), order));
  }

  public synchronized void clear() {
    faults.clear();
  }

  /** The fault that this request is to have, if any; it is used up by that. */
  public synchronized Optional<Fault> next(Exchange exchange) {
    var found =
        faults.stream()
            .filter(fault -> fault.left > 0 && fault.matches(exchange) && fault.isDue())
            .findFirst();
    found.ifPresent(fault -> fault.left--);
    faults.removeIf(fault -> fault.left <= 0);
    return found;
  }

  /** Lets a fault happen before the work. Returns whether the request is answered by that. */
  public static boolean before(Fault fault, Exchange exchange) {
    switch (fault.kind) {
      case STATUS -> {
        if (fault.order.has("retryAfter")) {
          exchange.set("Retry-After", fault.order.path("retryAfter").asText());
        }
        var status = fault.order.path("status").asInt(500);
        if (fault.order.has("body")) {
          exchange.json(status, fault.order.path("body"));
        } else {
          exchange.fail(
              new AzureFailure(
                  status, status == 429 ? "TooManyRequests" : fault.code(), fault.message()));
        }
        return true;
      }
      case BODY -> {
        exchange.json(200, fault.order.path("body"));
        return true;
      }
      case RESET -> throw new BrokenConnection();
      case DELAY -> {
        if (fault.order.path("before").asBoolean()) {
          sleep(fault);
        }
        return false;
      }
      default -> {
        return false;
      }
    }
  }

  /** Lets a fault happen after the work. */
  public static void after(Fault fault) {
    if (fault.kind == Kind.RESET_AFTER) {
      throw new BrokenConnection();
    }
    if (fault.kind == Kind.DELAY && !fault.order.path("before").asBoolean()) {
      sleep(fault);
    }
  }

  private static void sleep(Fault fault) {
    try {
      java.util.concurrent.TimeUnit.MILLISECONDS.sleep(
          (long) (fault.order.path("seconds").asDouble(1) * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
