package io.modelrelease.project;

import java.util.Map;
import java.util.Optional;

/**
 * Where the steps of a pipeline job run: where the job says nothing of it for all, Microsoft's
 * client wants each step to say it, those of the pipelines in it too.
 */
final class StepComputes {
  private static final String COMPUTE = "compute";
  private static final int DEEPEST = 20;

  private StepComputes() {}

  static void check(Value file) {
    if (file.find(COMPUTE).isEmpty()
        && file.find("settings").flatMap(found -> found.find("default_compute")).isEmpty()) {
      steps(file, 0);
    }
  }

  private static void steps(Value pipeline, int depth) {
    pipeline
        .find("jobs")
        .filter(Value::isMapping)
        .map(Value::mapping)
        .orElse(Map.of())
        .forEach(
            (name, step) -> {
              var component = component(step);
              if (type(step).or(() -> component.flatMap(StepComputes::type)).equals(PIPELINE)) {
                component
                    .filter(found -> depth < DEEPEST)
                    .ifPresent(found -> steps(found, depth + 1));
              } else if (step.isMapping() && step.find(COMPUTE).isEmpty()) {
                step.fault(
                    step.field() + "." + COMPUTE,
                    "is missing, and the pipeline has no settings.default_compute;"
                        + " azureml:serverless is one that is always there");
              }
            });
  }

  private static final Optional<String> PIPELINE = Optional.of("pipeline");

  private static Optional<String> type(Value document) {
    return document.find("type").filter(Value::isText).flatMap(Value::text);
  }

  private static Optional<Value> component(Value step) {
    var field = step.find("component");
    return field
        .filter(Value::isMapping)
        .or(
            () ->
                field
                    .filter(Value::isText)
                    .filter(found -> !Table.isRemote(found.text().orElse("")))
                    .flatMap(found -> found.local().yaml(found)));
  }
}
