package io.modelrelease.emulator.control;

import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.state.EmulatorClock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** {@code /_emulator/*}: steers and shows the emulator, without a token, for this machine only. */
public final class ControlApi {
  private final EmulatorClock clock;
  private final Tokens tokens;
  private final Faults faults;
  private final Journal journal;
  private final Map<String, Consumer<Exchange>> more;

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
    this.faults = faults;
    this.journal = journal;
    this.more = more;
  }

  public boolean serves(Exchange exchange) {
    return exchange.path().get(0).equals("_emulator");
  }

  public void handle(Exchange exchange) {
    var path = String.join("/", exchange.path());
    var other = more.get(exchange.method() + " " + path.replaceFirst("_emulator/", ""));
    if (other != null) {
      other.accept(exchange);
      return;
    }
    switch (exchange.method() + " " + path) {
      case "POST _emulator/token" -> token(exchange);
      case "GET _emulator/journal" ->
          exchange.bytes(200, "application/jsonl; charset=utf-8", journal.read());
      case "DELETE _emulator/journal" -> {
        journal.clear();
        exchange.empty(204);
      }
      case "POST _emulator/faults" -> {
        faults.add(exchange.json());
        exchange.empty(204);
      }
      case "DELETE _emulator/faults" -> {
        faults.clear();
        exchange.empty(204);
      }
      case "POST _emulator/clock" -> clock(exchange);
      case "GET _emulator/clock" -> showClock(exchange);
      case "GET _emulator/health" ->
          exchange.json(200, Exchange.JSON.createObjectNode().put("status", "UP"));
      default ->
          throw new AzureFailure(
              404,
              "NotFound",
              "There is token (POST), journal (GET, DELETE), faults (POST, DELETE), clock (GET, POST), events (GET, POST, DELETE), health (GET) and %s under /_emulator/."
                  .formatted(new TreeSet<>(more.keySet())));
    }
  }

  private void token(Exchange exchange) {
    var audience = exchange.json().path("audience").asText("").replaceFirst("/$", "");
    if (!Set.of(Tokens.MANAGEMENT, Tokens.ML).contains(audience)) {
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
