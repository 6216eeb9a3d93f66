package io.modelrelease.emulator.control;

import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.http.Route;
import io.modelrelease.emulator.state.EmulatorClock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** {@code /_emulator/*}: steers and shows the emulator, without a token, for this machine only. */
public final class ControlApi {
  private final EmulatorClock clock;
  private final Tokens tokens;
  private final Map<String, Consumer<Exchange>> calls = new TreeMap<>();

  /**
   * @param more what other parts let be steered, by method and path: {@code POST quota}
   */
  public ControlApi(
      EmulatorClock clock,
      Tokens tokens,
      Faults faults,
      Journal journal,
      Map<String, Consumer<Exchange>> more) {
    this.clock = clock;
    this.tokens = tokens;
    this.calls.putAll(more);
    calls.put("POST token", this::token);
    calls.put(
        "GET journal",
        exchange -> exchange.bytes(200, "application/jsonl; charset=utf-8", journal.read()));
    calls.put("DELETE journal", done(journal::clear));
    calls.put(
        "POST faults",
        exchange -> {
          faults.add(exchange.json());
          exchange.empty(204);
        });
    calls.put("DELETE faults", done(faults::clear));
    calls.put("POST clock", this::clock);
    calls.put("GET clock", this::showClock);
    calls.put(
        "GET health",
        exchange -> exchange.json(200, Exchange.JSON.createObjectNode().put("status", "UP")));
  }

  private static Consumer<Exchange> done(Runnable work) {
    return exchange -> {
      work.run();
      exchange.empty(204);
    };
  }

  /** All that is answered. */
  public List<Route> routes() {
    return calls.keySet().stream()
        .map(call -> call.split(" "))
        .map(
            call ->
                new Route(
                    call[0], "/_emulator/" + call[1], "", "steers the emulator; not on Azure"))
        .toList();
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("_emulator");
  }

  public void handle(Exchange exchange) {
    var path = String.join("/", exchange.path()).replaceFirst("_emulator/", "");
    var call = calls.get(exchange.method() + " " + path);
    if (call != null) {
      call.accept(exchange);
      return;
    }
    throw new AzureFailure(
        404,
        "NotFound",
        "Under /_emulator/ there is: events (GET, POST, DELETE), %s."
            .formatted(String.join(", ", calls.keySet())));
  }

  private void token(Exchange exchange) {
    var audience = exchange.json().path("audience").asText("").replaceFirst("/$", "");
    if (!Set.of(Tokens.MANAGEMENT, Tokens.ML, Tokens.AZURE_DEVOPS).contains(audience)) {
      throw AzureFailure.userError("audience is %s or %s".formatted(Tokens.MANAGEMENT, Tokens.ML));
    }
    var expiry = Tokens.expiry();
    exchange.json(
        200,
        Exchange.JSON
            .createObjectNode()
            .put("access_token", tokens.issue(audience, expiry))
            .put("expires_on", expiry));
  }

  private void clock(Exchange exchange) {
    var text = exchange.json().path("advance").asText("");
    try {
      var advance = Duration.parse(text);
      if (advance.isNegative()) {
        throw AzureFailure.userError("advance must not be negative: time does not run back.");
      }
      clock.advance(advance);
    } catch (DateTimeParseException e) {
      throw AzureFailure.userError("advance is an ISO 8601 duration, such as PT1H: " + text);
    }
    showClock(exchange);
  }

  private void showClock(Exchange exchange) {
    exchange.json(200, Exchange.JSON.createObjectNode().put("now", clock.now().toString()));
  }
}
