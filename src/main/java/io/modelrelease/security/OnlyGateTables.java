package io.modelrelease.security;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.persistence.deploy.Deployer;
import org.camunda.bpm.engine.impl.persistence.entity.DeploymentEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ResourceEntity;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelException;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.LiteralExpression;
import org.camunda.bpm.model.dmn.instance.UnaryTests;

/**
 * What a person deploys is gate tables and nothing else, and those calculate in FEEL only: other
 * expression languages reach the application's own code.
 */
final class OnlyGateTables implements Deployer {
  private static final Set<String> GATES =
      Set.of("quality-gate", "staging-gate", "approval-route", "freeze-windows");

  @Override
  public void deploy(DeploymentEntity deployment) {
    if (deployment.isNew() && ActingPerson.authenticated().isPresent()) {
      deployment.getResources().values().forEach(OnlyGateTables::check);
    }
  }

  private static void check(ResourceEntity resource) {
    if (!resource.getName().endsWith(".dmn")) {
      throw new AuthorizationException(
          "%s is not a gate table: by hand, only .dmn files with the decisions %s are deployed."
              .formatted(resource.getName(), GATES.stream().sorted().toList()));
    }
    var table = read(resource);
    var others =
        table.getModelElementsByType(Decision.class).stream()
            .map(Decision::getId)
            .filter(id -> !GATES.contains(id))
            .toList();
    if (!others.isEmpty()) {
      throw new AuthorizationException(
          "%s holds %s; the gate tables are %s."
              .formatted(resource.getName(), others, GATES.stream().sorted().toList()));
    }
    var languages = languages(table);
    if (!languages.isEmpty()) {
      throw new AuthorizationException(
          "%s calculates in %s; gate tables use FEEL.".formatted(resource.getName(), languages));
    }
  }

  private static DmnModelInstance read(ResourceEntity resource) {
    try {
      return Dmn.readModelFromStream(new ByteArrayInputStream(resource.getBytes()));
    } catch (DmnModelException e) {
      throw new AuthorizationException(
          "%s is not a DMN table: %s".formatted(resource.getName(), e.getMessage()));
    }
  }

  private static List<String> languages(DmnModelInstance table) {
    var inTests =
        table.getModelElementsByType(UnaryTests.class).stream()
            .map(UnaryTests::getExpressionLanguage);
    var inExpressions =
        table.getModelElementsByType(LiteralExpression.class).stream()
            .map(LiteralExpression::getExpressionLanguage);
    var ofAll = Stream.of(table.getDefinitions().getExpressionLanguage());
    return Stream.of(inTests, inExpressions, ofAll)
        .flatMap(languages -> languages)
        .filter(language -> language != null && !isFeel(language))
        .distinct()
        .toList();
  }

  private static boolean isFeel(String language) {
    return language.toLowerCase(Locale.ROOT).contains("feel");
  }
}
