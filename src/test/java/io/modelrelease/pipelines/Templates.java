package io.modelrelease.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Unfolds a pipeline as Azure DevOps does before it runs (Microsoft Learn, "Template usage",
 * "Template expressions"): parameters with their defaults and types, templates of variables, jobs
 * and steps relative to the file that names them, and {@code ${{ }}}. Whatever our templates do not
 * use is refused.
 */
final class Templates {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{(.*?)}}");
  private static final Set<String> ROOT =
      Set.of("trigger", "pr", "parameters", "variables", "jobs");
  private static final Set<String> PARAMETER = Set.of("name", "displayName", "type", "default");
  private static final Set<String> JOB =
      Set.of(
          "job",
          "displayName",
          "dependsOn",
          "condition",
          "pool",
          "timeoutInMinutes",
          "strategy",
          "steps");
  private static final Map<String, Set<String>> STEPS =
      Map.of(
          "bash", Set.of("bash", "name", "displayName", "condition", "env"),
          "task", Set.of("task", "displayName", "inputs"),
          "checkout", Set.of("checkout", "clean", "fetchDepth"));

  private final Map<String, String> variables = new LinkedHashMap<>();
  private final List<String> groups = new ArrayList<>();

  private Templates() {}

  /**
   * @param given parameters that somebody sets
   * @throws UnsupportedOperationException for what is not known here
   * @throws IllegalArgumentException for what Azure DevOps refuses
   */
  static Pipeline pipeline(Path file, Map<String, String> given) {
    var templates = new Templates();
    var root = read(file);
    known(root, ROOT, file);
    var parameters = templates.parameters(file, root, given);
    templates.addVariables(file, root.getOrDefault("variables", List.of()), parameters);
    var jobs = new ArrayList<Pipeline.Job>();
    templates.items(file, root.get("jobs"), parameters, "jobs").stream()
        .map(item -> job(file, item))
        .forEach(jobs::add);
    return new Pipeline(
        file.getFileName().toString().replace(".yml", ""),
        templates.variables,
        templates.groups,
        jobs);
  }

  /** A pipeline of a team that has the steps of a template in one job, under their variables. */
  static Pipeline steps(Path file, List<Map<String, Object>> steps, Map<String, String> variables) {
    var templates = new Templates();
    templates.addVariables(file, List.of(Map.of("template", "config.yml")), Map.of());
    templates.variables.putAll(variables);
    var job =
        Map.of(
            "job", "classic",
            "pool", Map.of("name", "Default"),
            "steps", templates.items(file, steps, Map.of(), "steps"));
    return new Pipeline("classic", templates.variables, templates.groups, List.of(job(file, job)));
  }

  static Map<String, Object> read(Path file) {
    try {
      return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }

  private static void known(Map<String, Object> map, Set<String> keys, Path file) {
    for (var key : map.keySet()) {
      if (!keys.contains(key)) {
        throw new UnsupportedOperationException("%s of %s".formatted(key, file));
      }
    }
  }

  private Map<String, String> parameters(
      Path file, Map<String, Object> root, Map<String, String> given) {
    var values = new LinkedHashMap<String, String>();
    for (var declared : maps(root.getOrDefault("parameters", List.of()))) {
      known(declared, PARAMETER, file);
      var name = declared.get("name").toString();
      var value = Optional.ofNullable(given.get(name));
      if (value.isEmpty() && !declared.containsKey("default")) {
        throw new IllegalArgumentException("%s needs the parameter %s".formatted(file, name));
      }
      var used = value.orElseGet(() -> declared.get("default").toString());
      switch (declared.get("type").toString()) {
        case "string" -> values.put("parameters." + name, used);
        case "number" -> values.put("parameters." + name, Integer.toString(Integer.parseInt(used)));
        default ->
            throw new UnsupportedOperationException("type of %s in %s".formatted(name, file));
      }
    }
    for (var name : given.keySet()) {
      if (!values.containsKey("parameters." + name)) {
        throw new IllegalArgumentException("%s has no parameter %s".formatted(file, name));
      }
    }
    return values;
  }

  private void addVariables(Path file, Object list, Map<String, String> parameters) {
    for (var item : maps(list)) {
      if (item.keySet().equals(Set.of("template"))) {
        var template = file.resolveSibling(item.get("template").toString());
        addVariables(template, read(template).get("variables"), Map.of());
      } else if (item.keySet().equals(Set.of("group"))) {
        groups.add(item.get("group").toString());
      } else if (item.keySet().equals(Set.of("name", "value"))) {
        variables.put(item.get("name").toString(), text(item.get("value").toString(), parameters));
      } else {
        throw new UnsupportedOperationException("variable %s of %s".formatted(item, file));
      }
    }
  }

  private String text(String written, Map<String, String> parameters) {
    return EXPRESSION
        .matcher(written)
        .replaceAll(
            found ->
                java.util.regex.Matcher.quoteReplacement(evaluate(found.group(1), parameters)));
  }

  private String evaluate(String expression, Map<String, String> parameters) {
    return Expression.evaluate(
        expression.strip(), references(parameters), status -> Optional.empty());
  }

  private Function<String, Optional<String>> references(Map<String, String> parameters) {
    return name ->
        Optional.ofNullable(parameters.get(name))
            .or(
                () ->
                    name.startsWith("variables.")
                        ? Optional.ofNullable(variables.get(name.substring(10)))
                        : Optional.empty());
  }

  /** Jobs or steps, templates and conditions unfolded. */
  private List<Map<String, Object>> items(
      Path file, Object list, Map<String, String> parameters, String kind) {
    var result = new ArrayList<Map<String, Object>>();
    for (var item : maps(list)) {
      var first = item.keySet().iterator().next();
      if (first.equals("template")) {
        result.addAll(unfolded(file, item, parameters, kind));
      } else {
        result.add(map(expanded(file, item, parameters)));
      }
    }
    return result;
  }

  private List<Map<String, Object>> unfolded(
      Path file, Map<String, Object> item, Map<String, String> parameters, String kind) {
    known(item, Set.of("template", "parameters"), file);
    var template = file.resolveSibling(item.get("template").toString());
    var root = read(template);
    known(root, Set.of("parameters", kind), template);
    var given = new LinkedHashMap<String, String>();
    map(item.getOrDefault("parameters", Map.of()))
        .forEach((name, value) -> given.put(name, text(value.toString(), parameters)));
    return items(template, root.get(kind), parameters(template, root, given), kind);
  }

  private Object expanded(Path file, Object value, Map<String, String> parameters) {
    if (value instanceof Map<?, ?>) {
      var result = new LinkedHashMap<String, Object>();
      map(value)
          .forEach(
              (key, inner) -> {
                if (key.contains("${{")) {
                  throw new UnsupportedOperationException("%s in %s".formatted(key, file));
                }
                result.put(
                    key,
                    key.equals("steps")
                        ? items(file, inner, parameters, "steps")
                        : expanded(file, inner, parameters));
              });
      return result;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(inner -> expanded(file, inner, parameters)).toList();
    }
    return text(String.valueOf(value), parameters);
  }

  private static Pipeline.Job job(Path file, Map<String, Object> item) {
    known(item, JOB, file);
    var pool = item.get("pool");
    if (!(pool instanceof String) && !map(pool).keySet().equals(Set.of("name"))) {
      throw new UnsupportedOperationException("pool %s of %s".formatted(pool, file));
    }
    var strategy = map(item.getOrDefault("strategy", Map.of()));
    known(strategy, Set.of("matrix"), file);
    return new Pipeline.Job(
        item.get("job").toString(),
        pool instanceof String name ? name : map(pool).get("name").toString(),
        item.containsKey("dependsOn") ? List.of(item.get("dependsOn").toString()) : List.of(),
        Optional.ofNullable(item.get("condition")).map(Object::toString),
        Optional.ofNullable(strategy.get("matrix")).map(Object::toString).map(Templates::runtime),
        Integer.parseInt(item.getOrDefault("timeoutInMinutes", "60").toString()),
        maps(item.get("steps")).stream().map(step -> step(file, step)).toList());
  }

  private static String runtime(String written) {
    if (!written.startsWith("$[") || !written.endsWith("]")) {
      throw new UnsupportedOperationException("matrix " + written);
    }
    return written.substring(2, written.length() - 1).strip();
  }

  private static Pipeline.Step step(Path file, Map<String, Object> item) {
    var kind = item.keySet().iterator().next();
    known(item, STEPS.getOrDefault(kind, Set.of()), file);
    var values = new LinkedHashMap<String, String>();
    map(item.getOrDefault("env", item.getOrDefault("inputs", Map.of())))
        .forEach((name, value) -> values.put(name, value.toString()));
    if (kind.equals("checkout")) {
      values.put("fetchDepth", item.getOrDefault("fetchDepth", "1").toString());
    }
    return new Pipeline.Step(
        item.getOrDefault("name", "").toString(),
        Optional.ofNullable(item.get("bash")).map(Object::toString),
        Optional.ofNullable(item.get("task")).map(Object::toString),
        Optional.ofNullable(item.get("checkout")).map(Object::toString),
        Optional.ofNullable(item.get("condition")).map(Object::toString),
        values);
  }
}
