package io.modelrelease.emulator.mlflow;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Filter and order of runs/search: metrics, params, tags and attributes. */
final class RunSearch {
  private static final String FIELD =
      "(metrics?|params?|parameters?|tags?|attributes?|run)\\.(?:`([^`]+)`|\"([^\"]+)\"|([\\w.\\-/]+))";
  private static final Pattern ORDER =
      Pattern.compile(FIELD + "(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BARE_ORDER =
      Pattern.compile(
          "(start_time|end_time|status|run_name)(?:\\s+(asc|desc))?", Pattern.CASE_INSENSITIVE);

  private RunSearch() {}

  static Predicate<Run> filter(String text) {
    return Filter.parse(text, RunSearch::value);
  }

  private static String first(String... groups) {
    return Stream.of(groups).filter(group -> group != null).findFirst().orElse("");
  }

  /** A number or a text. */
  private static Optional<Object> value(Run run, String kind, String name) {
    return switch ((kind + "?").toLowerCase(java.util.Locale.ROOT).charAt(0)) {
      case 'm' -> run.history(name).stream().max(Metric.LATEST).map(Metric::value);
      case 'p' -> Optional.ofNullable(run.texts("params").get(name));
      case 't' -> Optional.ofNullable(run.texts("tags").get(name));
      default -> attribute(run, name);
    };
  }

  private static Optional<Object> attribute(Run run, String name) {
    return switch (name) {
      case "status" -> Optional.of(run.status());
      case "run_id" -> Optional.of(run.id());
      case "run_name", "Run Name" -> Optional.of(run.name());
      case "start_time", "Created" -> Optional.of((double) run.start());
      case "end_time" -> run.end().map(Long::doubleValue);
      case "artifact_uri" -> Optional.of(run.artifactUri());
      case "user_id" -> Optional.of("emulator");
      default ->
          throw Errors.invalid("The emulator does not know the attribute '%s'.".formatted(name));
    };
  }

  /** Runs without the value come last. */
  static Comparator<Run> order(List<String> columns) {
    Comparator<Run> order = (one, other) -> 0;
    for (var column : columns) {
      order = order.thenComparing(order(column.strip()));
    }
    return order;
  }

  private static Comparator<Run> order(String column) {
    var bare = BARE_ORDER.matcher(column);
    if (bare.matches()) {
      return by("attribute", bare.group(1), isDescending(bare.group(2)));
    }
    var found = ORDER.matcher(column);
    if (!found.matches()) {
      throw Errors.invalid("The emulator cannot read the order '%s'.".formatted(column));
    }
    return by(
        found.group(1),
        first(found.group(2), found.group(3), found.group(4)),
        isDescending(found.group(5)));
  }

  private static boolean isDescending(String direction) {
    return "desc".equalsIgnoreCase(direction);
  }

  private static Comparator<Run> by(String kind, String name, boolean isDescending) {
    return (one, other) -> {
      var first = value(one, kind, name);
      var second = value(other, kind, name);
      if (first.isEmpty() || second.isEmpty()) {
        return Boolean.compare(first.isEmpty(), second.isEmpty());
      }
      var order =
          first.get() instanceof Double number && second.get() instanceof Double otherNumber
              ? Double.compare(number, otherNumber)
              : first.get().toString().compareTo(second.get().toString());
      return isDescending ? -order : order;
    };
  }
}
