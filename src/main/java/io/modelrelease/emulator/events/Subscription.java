package io.modelrelease.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import java.net.URI;
import java.util.Locale;

/**
 * Who is told of events.
 *
 * @param name another one of this name takes its place
 * @param url of the web hook
 * @param schema in which
 * @param drop share of the events that are lost, 0 to 1
 * @param duplicate share of the events that are pushed twice, 0 to 1
 * @param validated its handshake was made
 */
record Subscription(
    String name, URI url, Schema schema, double drop, double duplicate, boolean validated) {

  /** Event schemas of Event Grid. */
  enum Schema {
    EVENTGRID,
    CLOUDEVENTS
  }

  /** Reads an order; what is wrong is refused. */
  static Subscription read(JsonNode order) {
    URI url;
    try {
      url = URI.create(order.path("url").asText(""));
    } catch (IllegalArgumentException e) {
      throw AzureFailure.userError("url is no address: " + e.getMessage());
    }
    var local = "127.0.0.1".equals(url.getHost()) || "localhost".equals(url.getHost());
    if (!"https".equals(url.getScheme()) && !("http".equals(url.getScheme()) && local)) {
      throw AzureFailure.userError("url is https, or http on this machine: " + url);
    }
    return new Subscription(
        order.path("name").asText(url.getScheme() + "://" + url.getAuthority() + url.getPath()),
        url,
        schema(order.path("mode").asText("eventgrid")),
        share(order, "drop"),
        share(order, "duplicate"),
        order.path("validated").asBoolean());
  }

  private static Schema schema(String mode) {
    try {
      return Schema.valueOf(mode.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw AzureFailure.userError("mode is eventgrid or cloudevents: " + mode);
    }
  }

  private static double share(JsonNode order, String field) {
    var share = order.path(field).asDouble(0);
    if (share < 0 || share > 1) {
      throw AzureFailure.userError(field + " is a share from 0 to 1: " + share);
    }
    return share;
  }

  Subscription nowValidated() {
    return new Subscription(name, url, schema, drop, duplicate, true);
  }

  ObjectNode json() {
    return Exchange.JSON
        .createObjectNode()
        .put("name", name)
        .put("url", url.toString())
        .put("mode", schema.name().toLowerCase(Locale.ROOT))
        .put("drop", drop)
        .put("duplicate", duplicate)
        .put("validated", validated);
  }
}
