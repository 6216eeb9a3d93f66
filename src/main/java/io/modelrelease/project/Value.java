package io.modelrelease.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A value of a YAML file that knows where it stands, a field where its name does. Whatever is not
 * as expected is added to the file's faults, and reading goes on, so that all faults are found at
 * once.
 */
final class Value {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Words that Microsoft's client takes for true and false (marshmallow's Boolean). */
  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");

  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

  private final String file;
  private final int line;
  private final int column;
  private final String field;
  private final Object content; // String, List<Value>, Map<String, Value>, or null
  private final boolean quoted;
  private final LocalFiles local;

  Value(
      String file,
      int line,
      int column,
      String field,
      Object content,
      boolean quoted,
      LocalFiles local) {
    this.file = file;
    this.line = line;
    this.column = column;
    this.field = field;
    this.content = content;
    this.quoted = quoted;
    this.local = local;
  }

  String file() {
    return file;
  }

  String field() {
    return field;
  }

  int line() {
    return line;
  }

  /** The files beside its own, which it may name. */
  LocalFiles local() {
    return local;
  }

  boolean isText() {
    return content instanceof String;
  }

  /** A name without a value. */
  boolean isEmpty() {
    return content == null;
  }

  boolean isMapping() {
    return content instanceof Map;
  }

  void fault(String message) {
    fault(field, message);
  }

  void fault(String where, String message) {
    local.faults().add(new Fault(file, line, column, where, message));
  }

  /** Says what it is, where that can be said, and what it should be. */
  void unexpected(String expected) {
    fault(
        content instanceof String text
            ? "is \"%s\", expected %s".formatted(Paths.shown(text), expected)
            : "expected " + expected);
  }

  Optional<String> text() {
    if (content instanceof String text) {
      return Optional.of(text);
    }
    unexpected("text");
    return Optional.empty();
  }

  /** A text that is one for Microsoft's client, too: {@code 1.10} without quotes is a number. */
  Optional<String> string() {
    var text = text();
    if (text.isPresent() && !quoted && !PythonText.isText(text.get())) {
      fault(
          "is %s, a number, date or truth value for Microsoft's client, which takes a text here; write it in quotes"
              .formatted(Paths.shown(text.get())));
      return Optional.empty();
    }
    return text;
  }

  /** The same of a form. */
  Optional<String> string(Predicate<String> form, String expected) {
    return string().isPresent() ? text(form, expected) : Optional.empty();
  }

  /** A text of a form. */
  Optional<String> text(Predicate<String> form, String expected) {
    var text = text();
    if (text.isPresent() && !form.test(text.get())) {
      unexpected(expected);
      return Optional.empty();
    }
    return text;
  }

  /**
   * A literal as Microsoft's client sends it: Python's words for true and false, fractions without
   * zeros that say nothing.
   */
  Optional<String> literal() {
    return text().map(text -> quoted ? text : PythonText.of(PythonText.value(text)));
  }

  /** A literal that a job is given. */
  Optional<String> parameter() {
    if (content instanceof String text && !quoted && PythonText.isNoParameter(text)) {
      fault(
          "is %s, a date or no number for Microsoft's client; write it in quotes"
              .formatted(Paths.shown(text)));
      return Optional.empty();
    }
    return literal();
  }

  /** The document below, texts only. */
  Object document() {
    if (content instanceof Map<?, ?>) {
      var fields = new LinkedHashMap<String, Object>();
      mapping().forEach((name, value) -> fields.put(name, value.document()));
      return fields;
    }
    return content instanceof List<?> ? list().stream().map(Value::document).toList() : content;
  }

  /** The document below, as a program that reads YAML 1.1 sees it: numbers, true and false. */
  Object plain() {
    if (content instanceof Map<?, ?>) {
      var fields = new LinkedHashMap<String, Object>();
      mapping().forEach((name, value) -> fields.put(name, value.plain()));
      return fields;
    }
    if (content instanceof List<?>) {
      return list().stream().map(Value::plain).toList();
    }
    return content instanceof String text && !quoted ? PythonText.value(text) : content;
  }

  /** The same as JSON. */
  JsonNode json() {
    return JSON.valueToTree(plain());
  }

  Optional<Long> integer() {
    var text = content instanceof String words ? words.strip() : "";
    if (text.matches("[+-]?\\d{1,15}(\\.0{1,15})?")) {
      return Optional.of(Long.valueOf(text.replaceFirst("\\..*", "")));
    }
    unexpected("a whole number");
    return Optional.empty();
  }

  Optional<Double> number() {
    if (content instanceof String text && text.strip().matches("[+-]?\\d{1,15}(\\.\\d{0,15})?")) {
      return Optional.of(Double.valueOf(text.strip()));
    }
    unexpected("a number");
    return Optional.empty();
  }

  /** How many, or how long. */
  Optional<Long> count() {
    var number = integer();
    if (number.filter(value -> value < 0).isPresent()) {
      unexpected("a whole number from 0");
      return Optional.empty();
    }
    return number;
  }

  Optional<Boolean> bool() {
    if (content instanceof String text && TRUE.contains(text.toLowerCase(Locale.ROOT))) {
      return Optional.of(true);
    }
    if (content instanceof String text && FALSE.contains(text.toLowerCase(Locale.ROOT))) {
      return Optional.of(false);
    }
    unexpected("true or false");
    return Optional.empty();
  }

  /** One of some words, in capital letters or small ones, or as TypeNames. */
  <T> Optional<T> choice(Map<String, T> words) {
    var text = string();
    var found =
        text.map(word -> words.get(word))
            .or(() -> text.map(word -> words.get(word.toLowerCase(Locale.ROOT))))
            .or(() -> text.map(word -> words.get(EnumWords.snake(word))));
    if (text.isPresent() && found.isEmpty()) {
      unexpected(
          words.keySet().stream().sorted().collect(Collectors.joining(" or "))
              + Table.closest(words.keySet(), text.get())
                  .map(word -> ", did you mean %s?".formatted(word))
                  .orElse(""));
    }
    return found;
  }

  boolean isList() {
    return content instanceof List;
  }

  /** This mapping, with the fields of another in the place of its own, deep. */
  Value changedBy(Value other, String without) {
    var changed = new LinkedHashMap<>(mapping());
    other
        .mapping()
        .forEach(
            (name, value) -> {
              var own = changed.get(name);
              if (!name.equals(without)) {
                changed.put(
                    name,
                    own != null && own.isMapping() && value.isMapping()
                        ? own.changedBy(value, "")
                        : value);
              }
            });
    return new Value(file, line, column, field, changed, quoted, local);
  }

  /** A mapping with this as its only field. */
  Value as(String name) {
    return new Value(file, line, column, field, Map.of(name, this), false, local);
  }

  List<Value> list() {
    if (content instanceof List<?> values) {
      return values.stream().map(Value.class::cast).toList();
    }
    unexpected("a list");
    return List.of();
  }

  Map<String, Value> mapping() {
    if (content instanceof Map<?, ?> values) {
      var mapping = new LinkedHashMap<String, Value>();
      values.forEach((key, value) -> mapping.put((String) key, (Value) value));
      return mapping;
    }
    unexpected("fields like name: value");
    return Map.of();
  }

  /** A mapping that has no other fields than these; itself. */
  Value only(String... names) {
    new Table().ignored(names).map(this, Table.object(), Assets.NOTHING_SENT);
    return this;
  }

  /** A field of a mapping; a missing one is no fault. */
  Optional<Value> find(String name) {
    return content instanceof Map<?, ?> values
        ? Optional.ofNullable((Value) values.get(name))
        : Optional.empty();
  }

  /** A field of a mapping; a missing one is a fault. */
  Optional<Value> require(String name) {
    var found = find(name);
    if (found.isEmpty()) {
      fault(field.isEmpty() ? name : field + "." + name, "is missing");
    }
    return found;
  }
}
