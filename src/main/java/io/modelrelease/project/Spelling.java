package io.modelrelease.project;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a field is written: jobs write theirs as ARM does ({@code instanceCount}), the steps of a
 * pipeline, which ARM does not look into, as YAML does ({@code instance_count}).
 */
enum Spelling {
  ARM {
    @Override
    String of(String field) {
      var name = new StringBuilder();
      for (var part : field.split("_")) {
        name.append(
            name.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
      }
      return name.toString();
    }

    @Override
    Table number(Table table, String field) {
      return table.integer(field, of(field));
    }
  },
  YAML {
    @Override
    String of(String field) {
      return field;
    }

    @Override
    Table number(Table table, String field) {
      return table.bindable(field, field);
    }
  };

  /** A field of YAML. */
  abstract String of(String field);

  /** A whole number, or, in a step, where the pipeline takes it from. */
  abstract Table number(Table table, String field);

  /** Words of YAML that stay as they are. */
  static Map<String, String> same(String... words) {
    var map = new TreeMap<String, String>();
    for (var word : words) {
      map.put(word, word);
    }
    return map;
  }
}
