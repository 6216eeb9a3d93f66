package io.modelrelease.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Receives events; agrees to the handshake as it is told. */
final class WebHook implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How a handshake is answered. */
  enum Manner {
    AGREES,
    LATER,
    REFUSES
  }

  record Delivery(Map<String, List<String>> headers, JsonNode event) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(entry -> entry.getKey().equalsIgnoreCase(name))
          .map(entry -> entry.getValue().get(0))
          .findFirst()
          .orElse("");
    }
  }

  final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  final List<String> callbacks = new CopyOnWriteArrayList<>();
  final AtomicInteger failures = new AtomicInteger();
  private final Manner manner;
  private final HttpServer server;

  WebHook(Manner manner) {
    this.manner = manner;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?code=s3cret";
  }

  List<JsonNode> of(String type) {
    return deliveries.stream()
        .map(Delivery::event)
        .filter(
            event ->
                (event.path("eventType").asText() + event.path("type").asText())
                    .endsWith("." + type))
        .toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    var kind = exchange.getRequestHeaders().getFirst("aeg-event-type");
    if (exchange.getRequestMethod().equals("OPTIONS")) {
      callbacks.add(exchange.getRequestHeaders().getFirst("WebHook-Request-Callback"));
      if (manner == Manner.AGREES) {
        exchange
            .getResponseHeaders()
            .set(
                "WebHook-Allowed-Origin",
                exchange.getRequestHeaders().getFirst("WebHook-Request-Origin"));
      }
      answer(exchange, manner == Manner.REFUSES ? 403 : 200, "");
    } else if ("SubscriptionValidation".equals(kind)) {
      var data = JSON.readTree(body).path(0).path("data");
      callbacks.add(data.path("validationUrl").asText());
      answer(
          exchange,
          manner == Manner.REFUSES ? 403 : 200,
          manner == Manner.AGREES
              ? "{\"validationResponse\": \"%s\"}".formatted(data.path("validationCode").asText())
              : "");
    } else if (failures.getAndDecrement() > 0) {
      answer(exchange, 503, "");
    } else {
      JSON.readTree(body)
          .forEach(event -> deliveries.add(new Delivery(exchange.getRequestHeaders(), event)));
      answer(exchange, 200, "");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
    exchange.getResponseBody().write(body.getBytes());
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
