package io.modelrelease.emulator.job;

import io.modelrelease.emulator.Commands;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.control.Tokens;
import io.modelrelease.emulator.mlflow.Experiments;
import io.modelrelease.emulator.python.Python;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment variables of a job: those of Azure ML, and of the emulator's own nothing but what
 * a program needs to find its libraries and its language.
 */
final class JobEnvironment {
  private static final List<String> INHERITED =
      List.of("PATH", "JAVA_HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH");
  private static final String STANDARD_PATH = "/usr/local/bin:/usr/bin:/bin";

  /** Longer than the longest job on Azure ML. */
  private static final Duration TOKEN_LIFE = Duration.ofDays(31);

  private JobEnvironment() {}

  static Map<String, String> of(
      World world,
      Tokens tokens,
      Python python,
      Place place,
      Resource job,
      Bindings bindings,
      JobFolder folder) {
    var variables = new TreeMap<String, String>();
    for (var name : INHERITED) {
      Optional.ofNullable(System.getenv(name)).ifPresent(value -> variables.put(name, value));
    }
    variables.put("MPLBACKEND", "Agg");
    job.properties()
        .path("environmentVariables")
        .properties()
        .forEach(
            variable ->
                variables.put(variable.getKey(), bindings.fill(variable.getValue().asText())));
    if (world.settings().commands() == Commands.ANY) {
      python.addTo(variables);
    }
    variables.put(
        "PATH",
        folder.programs() + File.pathSeparator + variables.getOrDefault("PATH", STANDARD_PATH));
    variables.put("HOME", folder.home().toString());
    var experiment = job.properties().path("experimentName").asText("Default");
    variables.put("AZUREML_RUN_ID", job.name());
    variables.put("AZUREML_ROOT_RUN_ID", JobStates.root(job));
    variables.put("AZUREML_EXPERIMENT_ID", Experiments.id(place.name(), experiment));
    variables.put("AZUREML_ARM_SUBSCRIPTION", World.SUBSCRIPTION);
    variables.put("AZUREML_ARM_RESOURCEGROUP", World.RESOURCE_GROUP);
    variables.put("AZUREML_ARM_WORKSPACE_NAME", place.name());
    variables.put("AZUREML_ARM_PROJECT_NAME", experiment);
    bindings.inputs().forEach((name, value) -> variables.put("AZURE_ML_INPUT_" + name, value));
    bindings.outputs().forEach((name, value) -> variables.put("AZURE_ML_OUTPUT_" + name, value));
    variables.put("MLFLOW_TRACKING_URI", world.base() + "/mlflow/v1.0" + place.armId());
    variables.put(
        "MLFLOW_TRACKING_TOKEN",
        tokens.issue(Tokens.MANAGEMENT, Tokens.expiry() + TOKEN_LIFE.toSeconds()));
    variables.put("MLFLOW_RUN_ID", job.name());
    variables.put("MLFLOW_EXPERIMENT_ID", Experiments.id(place.name(), experiment));
    return variables;
  }
}
