package io.modelrelease.emulator.arm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table {@code bodies.txt}: the bodies that the resource provider takes, field by field, as
 * Microsoft's published types have them.
 */
final class BodyTable {
  private static final String TABLE = "/emulator/bodies.txt";
  private static final Map<String, Kind> SIMPLE =
      Map.of(
          "any", Kind.ANY,
          "object", Kind.OBJECT,
          "text", Kind.TEXT,
          "whole", Kind.WHOLE,
          "number", Kind.NUMBER,
          "flag", Kind.FLAG);

  private static final Map<String, Shape> BODIES = new TreeMap<>();
  private static final Map<String, Shape> TYPES = new HashMap<>();

  static {
    read();
  }

  private BodyTable() {}

  enum Kind {
    ANY,
    OBJECT,
    TEXT,
    WHOLE,
    NUMBER,
    FLAG,
    WORDS,
    LIST,
    MAP,
    TYPE,
    FIELDS
  }

  /** A field of a type. A read-only one has no shape that matters. */
  record Field(String name, boolean required, boolean readOnly, Shape shape) {}

  /**
   * What a value must be.
   *
   * @param name of the type, for TYPE
   * @param words of an enumeration
   * @param inner what lists and maps hold; else empty
   * @param by the field that tells the variants apart; empty where there are none
   * @param variants by the value of that field, ignoring case
   */
  record Shape(
      Kind kind,
      String name,
      List<String> words,
      List<Shape> holds,
      List<Field> fields,
      String by,
      Map<String, Shape> variants) {

    private static Shape simple(Kind kind) {
      return new Shape(kind, "", List.of(), List.of(), List.of(), "", Map.of());
    }

    private static Shape holding(Kind kind, Shape inner) {
      return new Shape(kind, "", List.of(), List.of(inner), List.of(), "", Map.of());
    }

    private static Shape empty(String by) {
      return new Shape(
          Kind.FIELDS,
          "",
          List.of(),
          List.of(),
          new ArrayList<>(),
          by,
          new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    }

    Shape inner() {
      return holds.get(0);
    }

    private static Shape parse(String text) {
      if (SIMPLE.containsKey(text)) {
        return simple(SIMPLE.get(text));
      }
      if (text.startsWith("list ")) {
        return holding(Kind.LIST, parse(text.substring("list ".length())));
      }
      if (text.startsWith("map ")) {
        return holding(Kind.MAP, parse(text.substring("map ".length())));
      }
      if (text.startsWith("'")) {
        var words = List.of(text.substring(1, text.length() - 1).split("\\|"));
        return new Shape(Kind.WORDS, "", words, List.of(), List.of(), "", Map.of());
      }
      return new Shape(Kind.TYPE, text, List.of(), List.of(), List.of(), "", Map.of());
    }
  }

  static Map<String, Shape> bodies() {
    return BODIES;
  }

  static Shape body(String kind) {
    return BODIES.get(kind);
  }

  static Shape type(String name) {
    return TYPES.get(name);
  }

  private static void read() {
    try (var in = BodyTable.class.getResourceAsStream(TABLE)) {
      var current = Shape.empty("");
      var variant = current;
      for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        var words = line.strip().split(" ");
        if (line.startsWith("body ") || line.startsWith("type ")) {
          current = Shape.empty(words.length == 4 ? words[3] : "");
          (line.startsWith("body ") ? BODIES : TYPES).put(words[1], current);
          variant = current;
        } else if (line.startsWith("  = ")) {
          variant = Shape.empty("");
          current.variants().put(words[1], variant);
        } else if (line.startsWith("  ")) {
          variant.fields().add(field(line.strip()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Field field(String line) {
    if (line.endsWith("-")) {
      return new Field(line.substring(0, line.length() - 1), false, true, Shape.simple(Kind.ANY));
    }
    var at = line.indexOf(' ');
    var name = line.substring(0, at);
    var required = name.endsWith("!");
    return new Field(
        required ? name.substring(0, name.length() - 1) : name,
        required,
        false,
        Shape.parse(line.substring(at + 1)));
  }
}
