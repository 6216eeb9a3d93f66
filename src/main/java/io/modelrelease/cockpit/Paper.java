package io.modelrelease.cockpit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * JSON as it is laid out for reading: an object is a list of its fields, an array of objects a
 * table with the columns of all. Exactly one of the kinds; what is empty is an empty text.
 */
record Paper(
    Kind kind,
    String text,
    List<Field> fields,
    List<Paper> items,
    List<String> columns,
    List<List<Paper>> rows) {

  /** What it is laid out as. */
  enum Kind {
    TEXT,
    FIELDS,
    LIST,
    TABLE
  }

  /** A named part. */
  record Field(String name, Paper paper) {}

  static Paper of(JsonNode node) {
    if (node.isContainerNode() && !node.isEmpty()) {
      return node.isObject() ? fields(node) : array(node);
    }
    return text(node.isContainerNode() || node.isNull() ? "" : Words.value(node.asText()));
  }

  private static Paper text(String text) {
    return new Paper(Kind.TEXT, text, List.of(), List.of(), List.of(), List.of());
  }

  private static Paper fields(JsonNode object) {
    var fields =
        object.properties().stream()
            .map(field -> new Field(Words.of(field.getKey()), of(field.getValue())))
            .toList();
    return new Paper(Kind.FIELDS, "", fields, List.of(), List.of(), List.of());
  }

  private static Paper array(JsonNode array) {
    var items = StreamSupport.stream(array.spliterator(), false).toList();
    if (!items.stream().allMatch(JsonNode::isObject)) {
      var papers = items.stream().map(Paper::of).toList();
      return new Paper(Kind.LIST, "", List.of(), papers, List.of(), List.of());
    }
    Set<String> columns = new LinkedHashSet<>();
    items.forEach(item -> item.fieldNames().forEachRemaining(columns::add));
    var rows =
        items.stream()
            .map(item -> columns.stream().map(column -> of(item.path(column))).toList())
            .toList();
    return new Paper(
        Kind.TABLE, "", List.of(), List.of(), columns.stream().map(Words::of).toList(), rows);
  }

  public boolean isText() {
    return kind == Kind.TEXT;
  }

  public boolean isFields() {
    return kind == Kind.FIELDS;
  }

  public boolean isList() {
    return kind == Kind.LIST;
  }

  public boolean isTable() {
    return kind == Kind.TABLE;
  }
}
