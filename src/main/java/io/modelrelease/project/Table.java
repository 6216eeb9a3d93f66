package io.modelrelease.project;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How the fields of one kind of file become a request body: a row a field. A field without a row is
 * a fault.
 */
final class Table {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern REFERENCE =
      Pattern.compile("azureml:([A-Za-z0-9][\\w.-]*)(?:(?::([\\w.:-]+))|(@latest))");

  /** The service itself resolves this label. */
  private static final Pattern DEFAULT_COMPONENT =
      Pattern.compile("azureml:([A-Za-z0-9][\\w.-]*)@default");

  private static final String ARM_ID = "/subscriptions/";

  /** Environments that Microsoft curates; the service itself resolves their short names. */
  private static final String CURATED = "azureml:AzureML-";

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();
  private boolean passing;
  private boolean tolerant;

  /** Puts one value where it belongs. */
  interface Row {
    void map(Value value, ObjectNode target, Sending sending);
  }

  /** Maps a file in the order of the rows; what is wrong goes to its faults. */
  void map(Value source, ObjectNode target, Sending sending) {
    var fields = source.mapping();
    required.forEach(source::require);
    fields.forEach(
        (name, value) -> {
          if (!rows.containsKey(name) && passing) {
            if (!value.isEmpty()) {
              target.set(name, value.json());
            }
          } else if (!rows.containsKey(name) && !tolerant) {
            value.fault(unknown(name));
          }
        });
    rows.forEach(
        (name, row) ->
            Optional.ofNullable(fields.get(name))
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> row.map(value, target, sending)));
  }

  private String unknown(String name) {
    return "no such field here"
        + closest(rows.keySet(), name)
            .map(known -> ", did you mean %s?".formatted(known))
            .orElse("; leave it out");
  }

  /** The word that is one letter away. */
  static Optional<String> closest(Collection<String> known, String word) {
    return known.stream().filter(one -> distance(one, word) == 1).sorted().findFirst();
  }

  /** 1 when one letter was added, left out or changed; else more. */
  private static int distance(String some, String other) {
    var shorter = some.length() <= other.length() ? some : other;
    var longer = some.length() <= other.length() ? other : some;
    if (longer.length() - shorter.length() > 1) {
      return 2;
    }
    var same = 0;
    while (same < shorter.length() && shorter.charAt(same) == longer.charAt(same)) {
      same++;
    }
    if (same == longer.length()) {
      return 0;
    }
    var rest = shorter.length() == longer.length() ? same + 1 : same;
    return shorter.substring(rest).equals(longer.substring(same + 1)) ? 1 : 2;
  }

  /** Fields that may not be missing. */
  Table requires(String... names) {
    required.addAll(List.of(names));
    return this;
  }

  Map<String, Row> rows() {
    return rows;
  }

  Table row(String name, Row row) {
    rows.put(name, row);
    return this;
  }

  /** Not sent, or set by the release itself. */
  Table ignored(String... names) {
    for (var name : names) {
      row(name, (value, target, sending) -> {});
    }
    return this;
  }

  /** A text; the client refuses a number that is not written as one. */
  Table text(String name, String to) {
    return row(name, (value, target, sending) -> value.string().ifPresent(put(target, to)));
  }

  Table integer(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            value.count().ifPresent(number -> at(target, to).put(last(to), number)));
  }

  /** A whole number, negative ones too. */
  Table whole(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            value.integer().ifPresent(number -> at(target, to).put(last(to), number)));
  }

  Table number(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            value.number().ifPresent(number -> at(target, to).put(last(to), number)));
  }

  Table bool(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            value.bool().ifPresent(flag -> at(target, to).put(last(to), flag)));
  }

  Table seconds(String name, String to) {
    return duration(name, to, Duration.ofSeconds(1));
  }

  Table milliseconds(String name, String to) {
    return duration(name, to, Duration.ofMillis(1));
  }

  Table duration(String name, String to, Duration unit) {
    return row(
        name,
        (value, target, sending) ->
            value
                .count()
                .map(unit::multipliedBy)
                .map(Duration::toString)
                .ifPresent(put(target, to)));
  }

  /** One of some words, written otherwise in the body; the client does not mind their case. */
  Table choice(String name, String to, Map<String, String> words) {
    return row(name, (value, target, sending) -> value.choice(words).ifPresent(put(target, to)));
  }

  /** Names to texts, numbers as texts. */
  Table texts(String name, String to) {
    return texts(name, to, Value::literal);
  }

  /** Names to texts; the client refuses numbers that are not written as texts. */
  Table strings(String name, String to) {
    return texts(name, to, Value::string);
  }

  private Table texts(String name, String to, Function<Value, Optional<String>> text) {
    return row(
        name,
        (value, target, sending) -> {
          var texts = at(target, to).putObject(last(to));
          value
              .mapping()
              .forEach(
                  (key, entry) -> {
                    if (!entry.isEmpty()) {
                      text.apply(entry).ifPresent(found -> texts.put(key, found));
                    }
                  });
        });
  }

  /** Any document, numbers as numbers. */
  Table json(String name, String to) {
    return row(name, (value, target, sending) -> at(target, to).set(last(to), value.json()));
  }

  Table environment(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            InlineAssets.anonymousEnvironment(value, sending).ifPresent(put(target, to)));
  }

  /** A table of an object of the same name. */
  Table below(String name, Table table) {
    return row(name, (value, target, sending) -> table.map(value, target.putObject(name), sending));
  }

  /** A table of an object of another name or place. */
  Table below(String name, String to, Table table) {
    return row(
        name,
        (value, target, sending) -> table.map(value, at(target, to).putObject(last(to)), sending));
  }

  /** Rows of a table whose targets are below a place. */
  Table under(String place, Table other) {
    other.rows.forEach(
        (name, row) ->
            row(name, (value, target, sending) -> row.map(value, at(target, place), sending)));
    return this;
  }

  /** A list of words. */
  Table choices(String name, String to, Map<String, String> words) {
    return row(
        name,
        (value, target, sending) -> {
          var list = at(target, to).putArray(last(to));
          value.list().forEach(word -> word.choice(words).ifPresent(list::add));
        });
  }

  /** A whole number, or where the pipeline takes it from. */
  Table bindable(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            JobPorts.binding(value)
                .ifPresentOrElse(
                    put(target, to),
                    () ->
                        value.integer().ifPresent(number -> at(target, to).put(last(to), number))));
  }

  /** To Microsoft's client 0 is as good as nothing ({@code self.x = x or default}). */
  Table zeroIsNothing() {
    rows.replaceAll(
        (name, row) ->
            (value, target, sending) -> {
              if (!value.isText() || !value.text().orElse("").strip().matches("0+")) {
                row.map(value, target, sending);
              }
            });
    return this;
  }

  Table nested(String name, Table table) {
    return row(name, table::map);
  }

  Table reference(String name, String to, String collection) {
    return row(
        name,
        (value, target, sending) ->
            reference(value, collection, sending).ifPresent(put(target, to)));
  }

  /** Fields without a row are sent as they are. */
  Table passing() {
    passing = true;
    return this;
  }

  /** Fields without a row are another table's. */
  Table tolerant() {
    tolerant = true;
    return this;
  }

  Table without(String... names) {
    for (var name : names) {
      rows.remove(name);
    }
    return this;
  }

  /** Rows of other tables, too. */
  Table with(Table other) {
    rows.putAll(other.rows);
    return this;
  }

  /** Local code becomes an asset, which is put before. */
  Table code(String name, String to) {
    return row(
        name, (value, target, sending) -> Code.id(value, sending).ifPresent(put(target, to)));
  }

  /** A compute is named with or without {@code azureml:}. */
  Table compute(String name, String to) {
    return row(
        name,
        (value, target, sending) ->
            value
                .text()
                .flatMap(text -> compute(value, text.replaceFirst("^azureml:", ""), sending))
                .ifPresent(put(target, to)));
  }

  private static Optional<String> compute(Value value, String name, Sending sending) {
    if (name.equals("local")) {
      value.fault("is the caller's own machine; name a compute of the workspace");
      return Optional.empty();
    }
    return Optional.of(
        name.startsWith(ARM_ID) ? name : sending.resolve("computes", name, Optional.empty()));
  }

  /** The id that a reference means; URIs and ARM ids stay as they are. */
  static Optional<String> reference(Value value, String collection, Sending sending) {
    return value.text().flatMap(text -> reference(value, text, collection, sending));
  }

  private static Optional<String> reference(
      Value value, String text, String collection, Sending sending) {
    if (text.startsWith("azureml:" + ARM_ID)) {
      return Optional.of(text.substring("azureml:".length()));
    }
    if (text.startsWith(CURATED)
        || isRemote(text) && !text.startsWith("azureml:")
        || text.startsWith("azureml://")) {
      return Optional.of(text);
    }
    var labelled = DEFAULT_COMPONENT.matcher(text);
    if (collection.equals("components") && labelled.matches()) {
      return Optional.of(
          "%s/components/%s/labels/default".formatted(sending.workspace(), labelled.group(1)));
    }
    var reference = REFERENCE.matcher(text);
    if (!reference.matches()) {
      value.unexpected(
          "a reference like azureml:name:version or azureml:name@latest (local files are"
              + " listed in model.yml)");
      return Optional.empty();
    }
    return Optional.of(
        sending.resolve(collection, reference.group(1), Optional.ofNullable(reference.group(2))));
  }

  /** A reference, an id or an address, and no path of a local file. */
  static boolean isRemote(String text) {
    return text.startsWith("azureml:")
        || text.startsWith("/subscriptions/")
        || text.matches("(?!file:)[A-Za-z][A-Za-z0-9+.-]+:/.*");
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static Consumer<String> put(ObjectNode target, String to) {
    return text -> at(target, to).put(last(to), text);
  }

  /** The object that a dotted path ends in, made where it is missing. */
  static ObjectNode at(ObjectNode target, String path) {
    var parts = path.split("\\.", -1); // a last dot: the object itself
    var node = target;
    for (var part = 0; part < parts.length - 1; part++) {
      node = node.withObject("/" + parts[part]);
    }
    return node;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
