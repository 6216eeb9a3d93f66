package io.modelrelease.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/** The fields of a JSON object, each checked as it is read; faults are collected. */
final class JsonFields {
  private static final int DEEPEST = 20;
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode object;
  private final String prefix;
  private final List<FieldFault> faults;

  private JsonFields(ObjectNode object, String prefix, List<FieldFault> faults) {
    this.object = object;
    this.prefix = prefix;
    this.faults = faults;
  }

  /**
   * Parses.
   *
   * @param part what the text is called in a message
   */
  static JsonFields parse(byte[] text, String part, Set<String> known) {
    JsonNode parsed;
    try {
      parsed = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST,
          part,
          "The %s is not JSON: %s%s"
              .formatted(
                  part,
                  e.getOriginalMessage(),
                  Optional.ofNullable(e.getLocation())
                      .map(
                          at -> " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr()))
                      .orElse("")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    if (!(parsed instanceof ObjectNode object)) {
      throw new InvalidRequestException(
          HttpStatus.BAD_REQUEST, part, "The %s is not a JSON object.".formatted(part));
    }
    var fields = new JsonFields(object, "", new ArrayList<>());
    fields.refuseUnknown(known);
    return fields;
  }

  private void refuseUnknown(Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                fault(
                    name,
                    "There is no field %s; there are %s."
                        .formatted(
                            prefix + name, String.join(", ", known.stream().sorted().toList())));
              }
            });
  }

  void fault(String field, String message) {
    faults.add(new FieldFault(prefix + field, message));
  }

  List<FieldFault> faults() {
    return faults;
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  /** A text of a form; the empty text is refused like every other wrong one. */
  Optional<String> text(String field, Pattern form, String expected) {
    if (!has(field)) {
      return Optional.empty();
    }
    var value = object.get(field);
    if (!value.isTextual() || !form.matcher(value.textValue()).matches()) {
      fault(field, "%s is %s; it is %s.".formatted(prefix + field, shown(value), expected));
      return Optional.empty();
    }
    return Optional.of(value.textValue());
  }

  /** A whole number from 1. */
  Optional<Integer> count(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    var value = object.get(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
      fault(
          field, "%s is %s; it is a whole number from 1.".formatted(prefix + field, shown(value)));
      return Optional.empty();
    }
    return Optional.of(value.intValue());
  }

  /** An object with fields of its own, whose faults are collected here too. */
  Optional<JsonFields> object(String field, Set<String> known) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!(object.get(field) instanceof ObjectNode child)) {
      fault(field, "%s is %s; it is an object.".formatted(field, shown(object.get(field))));
      return Optional.empty();
    }
    var fields = new JsonFields(child, prefix + field + ".", faults);
    fields.refuseUnknown(known);
    return Optional.of(fields);
  }

  /** An object that is passed on as it is. */
  void opaque(String field) {
    if (has(field) && !object.get(field).isObject()) {
      fault(field, "%s is not an object.".formatted(prefix + field));
    }
  }

  String json() {
    return object.toString();
  }

  private static String shown(JsonNode value) {
    var text = value.toString();
    return text.length() > 80 ? text.substring(0, 77) + "..." : text;
  }
}
