package io.modelrelease.pipelines.azurecli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A step template of one step: its script, and the environment that an agent gives to it. Reads
 * {@code ${{ parameters.x }}} and {@code $(variable)} as whole words of values, no other
 * expression.
 *
 * @param script of {@code bash:} or of an AzureCLI@2 task
 * @param forgets whether the step is an AzureCLI@2 task, which has a configuration of its own
 */
record StepTemplate(String script, Map<String, String> environment, boolean forgets) {
  /** Parameters of {@code create-compute}. */
  static final Map<String, String> CLUSTER =
      Map.of(
          "cluster_name",
          "cpu-cluster",
          "size",
          "Standard_DS3_v2",
          "min_instances",
          "0",
          "max_instances",
          "4");

  private static final Pattern PARAMETER = Pattern.compile("\\$\\{\\{ *parameters\\.(\\w+) *}}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\(([\\w.]+)\\)");

  /** What is written in the file, as YAML. */
  static Map<?, ?> read(String name) {
    try {
      var text = Files.readString(Path.of("pipelines", "aml-cli-v2", name + ".yml"));
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StepTemplate of(
      String name, Map<String, String> parameters, Map<String, String> variables) {
    var template = read(name);
    var values = new LinkedHashMap<String, String>();
    for (var declared : (List<?>) template.get("parameters")) {
      var parameter = (Map<?, ?>) declared;
      var key = parameter.get("name").toString();
      var value = parameters.getOrDefault(key, text(parameter.get("default")));
      if (value == null) {
        throw new IllegalArgumentException(name + " needs the parameter " + key);
      }
      values.put(key, value);
    }
    var step = (Map<?, ?>) ((List<?>) template.get("steps")).get(0);
    var environment = new LinkedHashMap<String, String>();
    ((Map<?, ?>) step.get("env"))
        .forEach(
            (key, value) -> {
              var filled = filled(PARAMETER, value.toString(), values);
              environment.put(key.toString(), filled(VARIABLE, filled, variables));
            });
    // a variable is in each script's environment; its dots are underscores there
    variables.forEach(
        (key, value) -> environment.putIfAbsent(key.toUpperCase().replace('.', '_'), value));
    var inputs = (Map<?, ?>) step.get("inputs");
    return new StepTemplate(
        text(inputs == null ? step.get("bash") : inputs.get("inlineScript")),
        environment,
        inputs != null);
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** What has no value stays as it is written, as on an agent. */
  private static String filled(Pattern pattern, String text, Map<String, String> values) {
    return pattern
        .matcher(text)
        .replaceAll(
            (MatchResult found) ->
                Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }
}
