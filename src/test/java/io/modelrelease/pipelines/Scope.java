package io.modelrelease.pipelines;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of a job: names are compared ignoring case, and one that is not there stays as it
 * is written (Microsoft Learn, "Define variables", macro syntax).
 */
final class Scope {
  static final Pattern MACRO = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_.]*)\\)");

  private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, String> predefined;
  private final Map<String, String> secrets;

  /**
   * @param predefined of Azure DevOps, by the names that they have in an environment
   * @param secrets are for macros only
   */
  Scope(Map<String, String> values, Map<String, String> predefined, Map<String, String> secrets) {
    this.values.putAll(values);
    this.predefined = predefined;
    this.secrets = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    this.secrets.putAll(secrets);
  }

  void set(String name, String value) {
    values.put(name, value);
  }

  static String environmentName(String variable) {
    return variable.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  String expand(String written) {
    return MACRO
        .matcher(written)
        .replaceAll(
            found -> Matcher.quoteReplacement(find(found.group(1)).orElseGet(() -> found.group())));
  }

  private Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name))
        .or(() -> Optional.ofNullable(secrets.get(name)))
        .or(() -> Optional.ofNullable(predefined.get(environmentName(name))));
  }

  /** What each step finds in its environment: no secret, and not the job's token. */
  Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    values.forEach((name, value) -> environment.put(environmentName(name), value));
    environment.putAll(predefined);
    environment.remove("SYSTEM_ACCESSTOKEN");
    return environment;
  }
}
