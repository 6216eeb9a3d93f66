package io.modelrelease.emulator.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * MLflow's filter strings: comparisons joined by {@code and}; strings in quotes take {@code =},
 * {@code !=}, {@code LIKE}, {@code ILIKE} and {@code IN}, numbers the six orders. Anything else is
 * refused; so is {@code or}, which Azure does not take either (Azure ML documentation, "Query
 * runs").
 */
final class Filter {
  private static final Pattern COMPARISON =
      Pattern.compile(
          "\\s*(?:(\\w+)\\.)?(?:`([^`]+)`|\"([^\"]+)\"|([\\w.\\-/]+))\\s*"
              + "(=|!=|>=|<=|>|<|\\bLIKE\\b|\\bILIKE\\b|\\bIN\\b)\\s*"
              + "(?:'([^']*)'|\"([^\"]*)\"|\\(([^)]*)\\)|([-+\\w.]+))\\s*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern AND = Pattern.compile("and\\s+", Pattern.CASE_INSENSITIVE);
  private static final Pattern ITEM = Pattern.compile("'([^']*)'|\"([^\"]*)\"");

  private Filter() {}

  /** How a thing's value is found; empty where it has none. */
  interface Values<T> {
    /**
     * @param kind word before the dot, lower case; empty where there is none
     * @return a text or a number
     */
    Optional<Object> of(T thing, String kind, String name);
  }

  static <T> Predicate<T> parse(String text, Values<T> values) {
    Predicate<T> all = thing -> true;
    for (var part : parts(text)) {
      all = all.and(comparison(part, values));
    }
    return all;
  }

  private static List<String> parts(String text) {
    var parts = new ArrayList<String>();
    var rest = text.strip();
    while (!rest.isEmpty()) {
      var found = COMPARISON.matcher(rest);
      if (!found.lookingAt()) {
        throw unreadable(rest);
      }
      parts.add(found.group());
      rest = rest.substring(found.end());
      if (!rest.isEmpty()) {
        var and = AND.matcher(rest);
        if (!and.lookingAt() || and.end() == rest.length()) {
          throw unreadable(text);
        }
        rest = rest.substring(and.end());
      }
    }
    return parts;
  }

  private static RuntimeException unreadable(String text) {
    return Errors.invalid(
        "Invalid clause(s) in filter string: '%s'. Comparisons joined by 'and' are expected."
            .formatted(text));
  }

  private static <T> Predicate<T> comparison(String part, Values<T> values) {
    var found = COMPARISON.matcher(part);
    if (!found.matches()) {
      throw unreadable(part);
    }
    var kind = Optional.ofNullable(found.group(1)).orElse("").toLowerCase(Locale.ROOT);
    var name = first(found.group(2), found.group(3), found.group(4));
    var operator = found.group(5).toUpperCase(Locale.ROOT);
    var isText = found.group(9) == null;
    if (operator.equals("IN") != (found.group(8) != null)
        || (isText && kind.startsWith("metric"))) {
      throw unreadable(part);
    }
    var wanted =
        found.group(8) != null
            ? items(found.group(8))
            : List.of(first(found.group(6), found.group(7), found.group(9)));
    return thing ->
        values.of(thing, kind, name).map(has -> compares(has, operator, wanted)).orElse(false);
  }

  private static List<String> items(String text) {
    return ITEM.matcher(text)
        .results()
        .map(item -> item.group(1) != null ? item.group(1) : item.group(2))
        .toList();
  }

  private static String first(String... groups) {
    for (var group : groups) {
      if (group != null) {
        return group;
      }
    }
    return "";
  }

  private static boolean compares(Object has, String operator, List<String> wanted) {
    return has instanceof Double number
        ? comparesNumber(number, operator, wanted.get(0))
        : comparesText(has.toString(), operator, wanted);
  }

  private static boolean comparesNumber(double has, String operator, String wanted) {
    int order;
    try {
      order = Double.compare(has, Double.parseDouble(wanted));
    } catch (NumberFormatException e) {
      throw Errors.invalid("'%s' is no number.".formatted(wanted));
    }
    return switch (operator) {
      case "=" -> order == 0;
      case "!=" -> order != 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      default -> throw Errors.invalid("Invalid comparator '%s' of a number.".formatted(operator));
    };
  }

  private static boolean comparesText(String has, String operator, List<String> wanted) {
    return switch (operator) {
      case "=" -> has.equals(wanted.get(0));
      case "!=" -> !has.equals(wanted.get(0));
      case "IN" -> wanted.contains(has);
      case "LIKE" -> like(wanted.get(0), 0).matcher(has).matches();
      case "ILIKE" -> like(wanted.get(0), Pattern.CASE_INSENSITIVE).matcher(has).matches();
      default -> throw Errors.invalid("Invalid comparator '%s' of a text.".formatted(operator));
    };
  }

  /** SQL's: % is anything, _ one character. */
  private static Pattern like(String wanted, int flags) {
    var pattern = new StringBuilder();
    for (var letter : wanted.toCharArray()) {
      pattern.append(
          switch (letter) {
            case '%' -> ".*";
            case '_' -> ".";
            default -> Pattern.quote(String.valueOf(letter));
          });
    }
    return Pattern.compile(pattern.toString(), flags | Pattern.DOTALL);
  }
}
