package io.modelrelease.plan;

import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.PlannedSending;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a plan's requests would go: the emulator's workspaces, or what {@code
 * modelrelease.environments.*} says, as environment variables or system properties.
 */
final class PlanTargets {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "subscription", "00000000-0000-0000-0000-000000000000",
          "resource-group", "rg-modelrelease");

  /** Of the workspaces. */
  static final String LOCATION = "westeurope";

  private PlanTargets() {}

  static PlannedSending dev() {
    return of(TargetEnvironment.DEV);
  }

  static PlannedSending of(TargetEnvironment environment) {
    var account = setting(environment, "workspace").replaceAll("[^a-z0-9]", "");
    return new PlannedSending(
        workspace(environment),
        "https://st%s.blob.core.windows.net/azureml-blobstore".formatted(account));
  }

  private static String workspace(TargetEnvironment environment) {
    return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.MachineLearningServices/workspaces/%s"
        .formatted(
            setting(environment, "subscription"),
            setting(environment, "resource-group"),
            setting(environment, "workspace"));
  }

  static String registry(TargetEnvironment environment) {
    return setting(environment, "registry");
  }

  /** The real one is known to Azure only; this is the emulator's. */
  static String guid(TargetEnvironment environment) {
    return UUID.nameUUIDFromBytes(
            setting(environment, "workspace").getBytes(StandardCharsets.UTF_8))
        .toString();
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
