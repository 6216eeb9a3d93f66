package io.modelrelease.guard;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Profile {@code production} starts only where nothing is missing or unsafe. All that is wrong is
 * said at once, before anything is opened, and without a secret.
 */
public final class ProductionGuard implements EnvironmentPostProcessor, Ordered {
  private static final List<Rule> SAID =
      List.of(
          Rule.of(
              "modelrelease.engine-rest.enabled",
              settings -> settings.is("modelrelease.engine-rest.enabled"),
              "whoever may log in to the API reaches the engine's REST interface, with the rights of Tasklist and Cockpit.",
              "Leave it out where nobody needs it."),
          new Rule(
              "modelrelease.security.*",
              settings -> !pipelines(settings),
              Rule.Said.NOTHING,
              "no pipeline can start a release.",
              "Set azure-devops.pipelines, entra.pipelines or tokens."));

  private final Log log;

  /** As Spring Boot makes it. */
  public ProductionGuard(DeferredLogFactory logs) {
    this.log = logs.getLog(ProductionGuard.class);
  }

  /** After all files and variables are read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    var settings = new Settings(environment);
    if (!settings.profile("production")) {
      return;
    }
    var faults =
        faults(
            settings,
            Stream.of(
                    PeopleRules.of(settings),
                    DataRules.rules(),
                    AzureRules.of(settings),
                    OutsideRules.of(settings))
                .flatMap(Function.identity()));
    if (!faults.isEmpty()) {
      throw new IllegalStateException(
          "The profile production does not start with %s:%n- %s"
              .formatted(
                  faults.size() == 1
                      ? "a setting that is missing or unsafe"
                      : "%d settings that are missing or unsafe".formatted(faults.size()),
                  String.join("%n- ".formatted(), faults)));
    }
    faults(settings, SAID.stream()).forEach(log::warn);
  }

  private static List<String> faults(Settings settings, Stream<Rule> rules) {
    return rules.flatMap(rule -> rule.fault(settings).stream()).toList();
  }

  private static boolean pipelines(Settings settings) {
    return Stream.of("azure-devops.pipelines", "entra.pipelines", "tokens")
        .anyMatch(way -> !settings.below("modelrelease.security." + way).isEmpty());
  }
}
