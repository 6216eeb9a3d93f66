package io.modelrelease.project;

import java.util.Map;
import java.util.TreeMap;

/** ARM's words by those of YAML: {@code LightGBM} is {@code light_gbm} there. */
final class EnumWords {
  private EnumWords() {}

  static Map<String, String> of(String... names) {
    var words = new TreeMap<String, String>();
    for (var name : names) {
      words.put(snake(name), name);
    }
    return words;
  }

  /** As Microsoft's client does it ({@code camel_to_snake}). */
  static String snake(String name) {
    return name.replaceAll("(.)([A-Z][a-z]{1,60})", "$1_$2")
        .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
