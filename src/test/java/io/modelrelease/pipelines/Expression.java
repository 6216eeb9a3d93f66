package io.modelrelease.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression as it stands in {@code ${{ }}}, {@code $[ ]} or a condition (Microsoft Learn,
 * "Expressions"): literals, references, and the functions that our templates use. Texts are
 * compared ignoring case; what is not there is the empty text.
 */
final class Expression {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\\d+(?:\\.\\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_-]*)|(?<sign>[().,\\[\\]]))");

  private final String whole;
  private final Matcher tokens;
  private final Function<String, Optional<String>> references;
  private final Function<String, Optional<Boolean>> statuses;

  private Expression(
      String whole,
      Function<String, Optional<String>> references,
      Function<String, Optional<Boolean>> statuses) {
    this.whole = whole;
    this.tokens = TOKEN.matcher(whole);
    this.references = references;
    this.statuses = statuses;
  }

  /**
   * @param references {@code parameters.model}, {@code dependencies.start.outputs.release.started};
   *     empty for one that is not known here
   * @param statuses of {@code succeeded} and the like; empty where there are none
   */
  static String evaluate(
      String whole,
      Function<String, Optional<String>> references,
      Function<String, Optional<Boolean>> statuses) {
    var expression = new Expression(whole, references, statuses);
    var value = expression.value();
    if (expression.tokens.regionStart() != whole.stripTrailing().length()) {
      throw expression.unknown("more follows");
    }
    return value;
  }

  static boolean holds(
      String whole,
      Function<String, Optional<String>> references,
      Function<String, Optional<Boolean>> statuses) {
    return truth(evaluate(whole, references, statuses));
  }

  private static boolean truth(String value) {
    return !value.isEmpty() && !value.equalsIgnoreCase("false");
  }

  private UnsupportedOperationException unknown(String what) {
    return new UnsupportedOperationException(
        "%s in the expression %s at %d".formatted(what, whole, tokens.regionStart()));
  }

  private String next(String group) {
    return peek(group)
        .map(
            token -> {
              tokens.region(tokens.end(), whole.length());
              return token;
            })
        .orElseThrow(() -> unknown("no " + group));
  }

  private Optional<String> peek(String group) {
    return tokens.lookingAt() ? Optional.ofNullable(tokens.group(group)) : Optional.empty();
  }

  private void sign(String wanted) {
    if (!next("sign").equals(wanted)) {
      throw unknown("no " + wanted);
    }
  }

  private boolean comes(String sign) {
    return peek("sign").filter(sign::equals).isPresent();
  }

  private String value() {
    if (peek("text").isPresent()) {
      var quoted = next("text");
      return quoted.substring(1, quoted.length() - 1).replace("''", "'");
    }
    if (peek("number").isPresent()) {
      return next("number");
    }
    var name = next("name");
    if (comes("(")) {
      return call(name);
    }
    if (List.of("true", "false").contains(name)) {
      return name;
    }
    var reference = new StringBuilder(name);
    while (comes(".") || comes("[")) {
      reference.append('.');
      if (next("sign").equals(".")) {
        reference.append(next("name"));
      } else {
        reference.append(value());
        sign("]");
      }
    }
    return references
        .apply(reference.toString())
        .orElseThrow(() -> unknown("the unknown reference " + reference));
  }

  private String call(String function) {
    sign("(");
    var arguments = new ArrayList<String>();
    while (!comes(")")) {
      arguments.add(value());
      if (!comes(")")) {
        sign(",");
      }
    }
    sign(")");
    return Boolean.toString(result(function, arguments));
  }

  private boolean result(String function, List<String> arguments) {
    return switch (function) {
      case "eq" -> arguments.get(0).equalsIgnoreCase(arguments.get(1));
      case "ne" -> !arguments.get(0).equalsIgnoreCase(arguments.get(1));
      case "and" -> arguments.stream().allMatch(Expression::truth);
      case "or" -> arguments.stream().anyMatch(Expression::truth);
      case "not" -> !truth(arguments.get(0));
      default ->
          statuses.apply(function).orElseThrow(() -> unknown("the unknown function " + function));
    };
  }
}
