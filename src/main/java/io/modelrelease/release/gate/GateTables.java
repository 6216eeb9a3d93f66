package io.modelrelease.release.gate;

import java.util.Optional;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.model.dmn.instance.Rule;
import org.springframework.stereotype.Component;

/**
 * What the tables say of a model before anything was measured. They are read and not evaluated: an
 * evaluation would stand in the history as if a gate had been passed.
 */
@Component
public class GateTables {
  /** {@code "a"} or {@code "a", "b"}; anything else is an expression, which may mean any model. */
  private static final Pattern NAMES = Pattern.compile("\"[^\"]*\"(\\s*,\\s*\"[^\"]*\")*");

  private final RepositoryService repository;

  GateTables(RepositoryService repository) {
    this.repository = repository;
  }

  /**
   * The version of a table in which no row can be of a model, so that nothing would pass; empty
   * where there is such a row.
   *
   * @param table key of the decision
   */
  public Optional<Integer> versionWithoutRow(String table, String model) {
    return Optional.ofNullable(
            repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey(table)
                .latestVersion()
                .singleResult())
        .filter(
            latest ->
                repository
                    .getDmnModelInstance(latest.getId())
                    .getModelElementsByType(Rule.class)
                    .stream()
                    .noneMatch(rule -> mayBeOf(model, rule)))
        .map(latest -> latest.getVersion());
  }

  private static boolean mayBeOf(String model, Rule rule) {
    var text = model(rule);
    return isOfEveryModel(rule)
        || !NAMES.matcher(text).matches()
        || text.contains("\"" + model + "\"");
  }

  /** A default: the column model is empty or {@code -}. */
  static boolean isOfEveryModel(Rule rule) {
    var text = model(rule);
    return text.isEmpty() || text.equals("-");
  }

  private static String model(Rule rule) {
    var entry = rule.getInputEntries().iterator().next().getText();
    return entry == null ? "" : entry.getTextContent().strip();
  }
}
