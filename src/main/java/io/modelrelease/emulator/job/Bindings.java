package io.modelrelease.emulator.job;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the names in a command stand for on this machine.
 *
 * @param inputs a literal value or a path
 * @param outputs a path
 */
record Bindings(Map<String, String> inputs, Map<String, String> outputs) {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{\\{\\s*(inputs|outputs)\\.([A-Za-z0-9_\\-]+)\\s*}}");
  private static final Pattern ANY_PLACEHOLDER = Pattern.compile("\\$\\{\\{.*?}}", Pattern.DOTALL);
  private static final Pattern OPTIONAL = Pattern.compile("\\$\\[\\[(.*?)]]", Pattern.DOTALL);

  /** The command with each {@code $[[…]]} kept or left out, by whether its inputs are there. */
  String choose(String command) {
    return OPTIONAL
        .matcher(command)
        .replaceAll(part -> Matcher.quoteReplacement(isBound(part.group(1)) ? part.group(1) : ""));
  }

  private boolean isBound(String part) {
    return PLACEHOLDER
        .matcher(part)
        .results()
        .allMatch(found -> values(found.group(1)).containsKey(found.group(2)));
  }

  /** The text with every {@code ${{inputs.x}}} and {@code ${{outputs.y}}} replaced. */
  String fill(String text) {
    var all = ANY_PLACEHOLDER.matcher(text);
    return all.replaceAll(found -> Matcher.quoteReplacement(value(found.group())));
  }

  private String value(String placeholder) {
    var name = PLACEHOLDER.matcher(placeholder);
    if (!name.matches()) {
      throw new JobFailure(
          JobFailure.USER_ERROR,
          "The command names %s, which is neither an input nor an output.".formatted(placeholder));
    }
    var value = values(name.group(1)).get(name.group(2));
    if (value == null) {
      throw new JobFailure(
          JobFailure.USER_ERROR,
          "The command names %s, and the job has no such %s."
              .formatted(placeholder, name.group(1).equals("inputs") ? "input" : "output"));
    }
    return value;
  }

  private Map<String, String> values(String kind) {
    return kind.equals("inputs") ? inputs : outputs;
  }
}
