package io.modelrelease.plan;

import io.modelrelease.azureml.TargetEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The emulator's workspaces, or what {@code modelrelease.environments.*} says, as environment
 * variables or system properties. Nobody is asked.
 */
final class TargetsAsSet implements PlanTargets {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "subscription", "00000000-0000-0000-0000-000000000000",
          "resource-group", "rg-modelrelease");

  @Override
  public String workspace(TargetEnvironment environment) {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/workspaces/%s"
        .formatted(
            setting(environment, "subscription"),
            setting(environment, "resource-group"),
            setting(environment, "workspace"));
  }

  @Override
  public String location(TargetEnvironment environment) {
    return "westeurope";
  }

  /** The real one is known to Azure only; this is the emulator's. */
  @Override
  public String guid(TargetEnvironment environment) {
    return UUID.nameUUIDFromBytes(
            setting(environment, "workspace").getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  @Override
  public String registry(TargetEnvironment environment) {
    return setting(environment, "registry");
  }

  private static String setting(TargetEnvironment environment, String name) {
    var key = "modelrelease.environments.%s.%s".formatted(environment.key(), name);
    var variable = key.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
    return Optional.ofNullable(System.getProperty(key))
        .or(() -> Optional.ofNullable(System.getenv(variable)))
        .orElseGet(
            () ->
                DEFAULTS.getOrDefault(
                    name, (name.equals("registry") ? "mlr-" : "mlw-") + environment.key()));
  }
}
