package io.modelrelease.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;

/** The fields of a JSON object, each checked as it is read; faults are collected. */
final class JsonFields {
  /** What the text is called where it is no part of an upload. */
  static final String BODY = "body";

  private static final int LARGEST = 256 * 1024;
  private static final int DEEPEST = 20;
  private static final int LONGEST_NUMBER = 1_000;

  /** Writes ASCII only, so that every database takes whatever text somebody sent. */
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
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
   * Reads one JSON object, UTF-8, of at most 256 KB.
   *
   * @param part of an upload, or {@link #BODY}
   * @throws InvalidRequestException 413 for more, 400 for anything else
   */
  static JsonFields read(InputStream content, String part, Set<String> known) {
    byte[] text;
    try {
      text = content.readNBytes(LARGEST + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (text.length > LARGEST) {
      throw new InvalidRequestException(
          HttpStatus.PAYLOAD_TOO_LARGE,
          part,
          "The %s has more than %d KB; a request for a release has a few hundred bytes."
              .formatted(called(part), LARGEST / 1024));
    }
    var fields = new JsonFields(parse(text, part), "", new ArrayList<>());
    fields.refuseUnknown(known);
    return fields;
  }

  private static ObjectNode parse(byte[] text, String part) {
    var utf8 =
        new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder());
    try (var parser = JSON.createParser(utf8)) {
      JsonNode parsed = JSON.readTree(parser);
      if (parsed == null) {
        throw unreadable(part, "is empty; expected a JSON object with model and commit");
      }
      if (!(parsed instanceof ObjectNode object)) {
        throw unreadable(part, "is not a JSON object like {\"model\": ..., \"commit\": ...}");
      }
      if (parser.nextToken() != null) {
        throw unreadable(
            part, "is not one JSON object: more follows" + at(parser.currentTokenLocation()));
      }
      return object;
    } catch (StreamConstraintsException e) {
      throw unreadable(
          part,
          e.getOriginalMessage().contains("nesting")
              ? "is nested more than %d deep".formatted(DEEPEST)
              : "has a number of more than %d digits, or a name that is too long"
                  .formatted(LONGEST_NUMBER));
    } catch (JsonProcessingException e) {
      throw unreadable(
          part,
          "cannot be read as JSON: "
              + FieldFault.shown(
                  e.getOriginalMessage().replaceFirst(": (was expecting \\(|enable ).*", ""))
              + at(e.getLocation()));
    } catch (CharacterCodingException e) {
      throw unreadable(part, "is not UTF-8 text");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvalidRequestException unreadable(String part, String what) {
    return new InvalidRequestException(
        HttpStatus.BAD_REQUEST, part, "The %s %s.".formatted(called(part), what));
  }

  private static String called(String part) {
    return part.equals(BODY) ? part : "part " + part;
  }

  private static String at(JsonLocation location) {
    return location == null
        ? ""
        : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
  }

  private void refuseUnknown(Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                var shown = FieldFault.shown(name);
                fault(
                    shown,
                    "There is no field %s; there are %s."
                        .formatted(
                            prefix + shown, String.join(", ", known.stream().sorted().toList())));
              }
            });
  }

  void fault(String field, String message) {
    faults.add(new FieldFault(prefix + field, message));
  }

  private void unexpected(String field, String expected) {
    fault(
        field,
        "%s is %s; expected %s."
            .formatted(prefix + field, FieldFault.shown(object.get(field).toString()), expected));
  }

  List<FieldFault> faults() {
    return faults;
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  /** A text of a form; the empty text is refused like every other wrong one. */
  Optional<String> text(String field, Predicate<String> form, String expected) {
    if (!has(field)) {
      return Optional.empty();
    }
    var value = object.get(field);
    if (!value.isTextual() || !form.test(value.textValue())) {
      unexpected(field, expected);
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
      unexpected(field, "a whole number from 1 to " + Integer.MAX_VALUE);
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
      unexpected(field, "an object with the fields " + String.join(", ", known));
      return Optional.empty();
    }
    var fields = new JsonFields(child, prefix + field + ".", faults);
    fields.refuseUnknown(known);
    return Optional.of(fields);
  }

  /** An object that is passed on as it is. */
  Optional<JsonNode> opaque(String field, String expected) {
    if (!has(field)) {
      return Optional.empty();
    }
    if (!object.get(field).isObject()) {
      unexpected(field, expected);
      return Optional.empty();
    }
    return Optional.of(object.get(field));
  }

  /** Takes a field out, so that it is not in the text. */
  void remove(String field) {
    object.remove(field);
  }

  String json() {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
