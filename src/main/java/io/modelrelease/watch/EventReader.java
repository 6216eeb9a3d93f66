package io.modelrelease.watch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.TargetEnvironment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Reads deliveries in the schema of Event Grid or of CloudEvents, for what they say to look at.
 * Events may be doubled, late, out of order or false: a hint is all that is made of them.
 */
@Component
class EventReader {
  private static final String NAMESPACE = "microsoft.machinelearningservices.";
  private static final String VALIDATION = "microsoft.eventgrid.subscriptionvalidationevent";
  private static final int DEEPEST = 64;
  private static final int LONGEST_NAME = 300;
  private static final int MOST_MODELS = 20;

  /** Of a run that goes on: nothing waits for these. */
  private static final Set<String> GOES_ON =
      Set.of(
          "notstarted",
          "starting",
          "provisioning",
          "preparing",
          "queued",
          "running",
          "finalizing",
          "cancelrequested");

  private final ObjectMapper json =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());
  private final Set<String> workspaces;
  private final Map<String, Boolean> seen;

  EventReader(AzureMl azure, EventSettings settings) {
    this.workspaces =
        Stream.of(TargetEnvironment.values())
            .map(environment -> lower(azure.workspace(environment).armId()))
            .collect(Collectors.toSet());
    this.seen =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              private static final long serialVersionUID = 1L;

              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > settings.remembered();
              }
            });
  }

  /**
   * The events of a delivery: a list, or (CloudEvents that are not batched) one.
   *
   * @throws IOException when it is no JSON, or neither
   */
  List<JsonNode> events(byte[] body) throws IOException {
    var delivery = json.readTree(body);
    if (delivery == null || !(delivery.isArray() || delivery.isObject())) {
      throw new IOException("A delivery is a list of events.");
    }
    var events = new ArrayList<JsonNode>();
    if (delivery.isObject()) {
      events.add(delivery);
    } else {
      delivery.forEach(events::add);
    }
    return events;
  }

  /** The code that a handshake wants to hear again. */
  static Optional<String> validationCode(JsonNode event) {
    return type(event).equals(VALIDATION)
        ? Optional.of(text(field(event, "data"), "validationCode"))
            .filter(code -> code.matches("[\\w.~-]{1,200}"))
        : Optional.empty();
  }

  /** What an event says to look at: nothing if it is known, or not of our workspaces. */
  List<Hint> hints(JsonNode event) {
    var source = lower(text(event, "topic") + text(event, "source"));
    var id = text(event, "id");
    if (id.isEmpty()
        || !workspaces.contains(source.replaceFirst("/$", ""))
        || seen.put(source + " " + id, true) != null) {
      return List.of();
    }
    var data = field(event, "data");
    return switch (type(event).replaceFirst("^" + NAMESPACE, "")) {
      case "runcompleted", "runstatuschanged" ->
          GOES_ON.contains(lower(text(data, "runStatus")))
              ? List.of()
              : Stream.of(text(data, "runId"), text(data, "experimentName"))
                  .filter(name -> !name.isEmpty())
                  .distinct()
                  .<Hint>map(Hint.OfJob::new)
                  .toList();
      case "modelregistered" ->
          List.of(new Hint.OfVersion(text(data, "ModelName"), text(data, "ModelVersion")));
      case "modeldeployed" ->
          Stream.of(text(data, "ModelIds").split(","))
              .limit(MOST_MODELS)
              .map(String::strip)
              .filter(model -> model.indexOf(':') > 0)
              .<Hint>map(
                  model ->
                      new Hint.OfVersion(
                          model.substring(0, model.indexOf(':')),
                          model.substring(model.indexOf(':') + 1)))
              .toList();
      default -> List.of();
    };
  }

  private static String type(JsonNode event) {
    var type = text(event, "eventType");
    return lower(type.isEmpty() ? text(event, "type") : type);
  }

  private static String text(JsonNode object, String name) {
    var value = field(object, name);
    var text = value.isValueNode() && !value.isNull() ? value.asText() : "";
    return text.length() > LONGEST_NAME ? "" : text;
  }

  /** Model events have other capitals than run events. */
  private static JsonNode field(JsonNode object, String name) {
    for (var field : object.properties()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
