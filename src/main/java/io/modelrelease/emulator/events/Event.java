package io.modelrelease.emulator.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.http.Exchange;
import java.time.Instant;
import java.util.UUID;

/**
 * One event, in either schema (Azure documentation, "Azure Machine Learning as an Event Grid
 * source").
 *
 * @param id the same in each delivery of it
 * @param topic ARM id of the workspace
 * @param type with its namespace
 */
record Event(String id, String topic, String subject, String type, Instant time, ObjectNode data) {
  private static final String NAMESPACE = "Microsoft.MachineLearningServices.";

  static Event of(String topic, String type, String subject, Instant time, ObjectNode data) {
    return new Event(UUID.randomUUID().toString(), topic, subject, NAMESPACE + type, time, data);
  }

  ObjectNode as(Subscription.Schema schema) {
    var event = Exchange.JSON.createObjectNode();
    if (schema == Subscription.Schema.EVENTGRID) {
      event.put("topic", topic).put("subject", subject).put("eventType", type);
      event.put("eventTime", time.toString()).put("id", id);
      event.set("data", data);
      event.put("dataVersion", "").put("metadataVersion", "1");
    } else {
      event.put("source", topic).put("subject", subject).put("type", type);
      event.put("time", time.toString()).put("id", id);
      event.set("data", data);
      event.put("specversion", "1.0");
    }
    return event;
  }
}
