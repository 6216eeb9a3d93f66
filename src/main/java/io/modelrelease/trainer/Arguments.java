package io.modelrelease.trainer;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The options of a command, {@code --name value}; each may be given once. */
final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads options.
   *
   * @param known the names that the command has
   * @throws UsageException for any other
   */
  static Arguments read(List<String> arguments, Set<String> known) {
    var values = new LinkedHashMap<String, String>();
    for (var at = 0; at < arguments.size(); at += 2) {
      var name = arguments.get(at);
      if (!name.startsWith("--") || !known.contains(name.substring(2))) {
        throw new UsageException("There is no option " + name + ".");
      }
      if (at + 1 == arguments.size()) {
        throw new UsageException("Option " + name + " needs a value.");
      }
      if (values.put(name.substring(2), arguments.get(at + 1)) != null) {
        throw new UsageException("Option " + name + " is given twice.");
      }
    }
    return new Arguments(values);
  }

  String text(String name) {
    var value = values.get(name);
    if (value == null || value.isBlank()) {
      throw new UsageException("Option --" + name + " is missing.");
    }
    return value;
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  Task task() {
    var word = text("task");
    for (var task : Task.values()) {
      if (task.name().toLowerCase(Locale.ROOT).equals(word)) {
        return task;
      }
    }
    throw new UsageException("Option --task must be binary or regression, not %s.".formatted(word));
  }

  int integer(String name, int least, int most) {
    var text = text(name);
    try {
      var value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException(
        "Option --%s must be a whole number from %d to %d, not %s."
            .formatted(name, least, most, text));
  }

  /** A number above 0, at most 1. */
  double share(String name) {
    var text = text(name);
    try {
      var value = Double.parseDouble(text);
      if (value > 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageException(
        "Option --%s must be a number above 0 and at most 1, not %s.".formatted(name, text));
  }

  double share(String name, double otherwise) {
    return values.containsKey(name) ? share(name) : otherwise;
  }
}
