package io.modelrelease.emulator.arm;

import io.modelrelease.emulator.World;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Environments that Azure keeps for all workspaces: by name in a workspace ({@code AzureML-…}) and
 * in the registry {@code azureml}. Those of Microsoft's documentation ("Curated environments") and
 * examples; a name that is not among them is not found. Unverified: which versions there are, so
 * that any number is taken, and the tags of images.
 */
final class CuratedEnvironments {
  private static final Set<String> OF_WORKSPACES =
      Set.of(
          "AzureML-AutoML",
          "AzureML-AutoML-DNN",
          "AzureML-AutoML-DNN-GPU",
          "AzureML-AutoML-GPU",
          "AzureML-lightgbm-3.2-ubuntu18.04-py37-cpu",
          "AzureML-minimal-ubuntu18.04-py37-cpu-inference",
          "AzureML-minimal-ubuntu20.04-py38-cpu-inference",
          "AzureML-pytorch-1.7-ubuntu18.04-py37-cuda11-gpu",
          "AzureML-pytorch-1.8-ubuntu18.04-py37-cuda11-gpu",
          "AzureML-pytorch-1.9-ubuntu18.04-py37-cuda11-gpu",
          "AzureML-pytorch-1.10-ubuntu18.04-py38-cuda11-gpu",
          "AzureML-sklearn-0.24-ubuntu18.04-py37-cpu",
          "AzureML-sklearn-1.0-ubuntu20.04-py38-cpu",
          "AzureML-tensorflow-2.4-ubuntu18.04-py37-cuda11-gpu");

  private static final Set<String> OF_THE_REGISTRY =
      Set.of(
          "acpt-pytorch-1.13-cuda11.7",
          "acpt-pytorch-2.2-cuda12.1",
          "minimal-py311-inference",
          "minimal-py312-inference",
          "minimal-ubuntu20.04-py38-cpu-inference",
          "sklearn-1.0",
          "sklearn-1.1",
          "sklearn-1.5");

  private static final Pattern BY_NAME =
      Pattern.compile(
          "(?:azureml:)?(?:/subscriptions/.+/workspaces/[^/]+/environments/)?(AzureML-[^@:/]+)(?:@latest|/labels/latest|(?::|/versions/)(\\d+))");
  private static final Pattern BY_REGISTRY =
      Pattern.compile(
          "azureml://registries/azureml/environments/([^/]+)/(?:labels/latest|versions/(\\d+))");

  /** What the newest version is called here. */
  static final String NEWEST = "1";

  private CuratedEnvironments() {}

  static Optional<Resource> find(World world, String id) {
    var name = BY_NAME.matcher(id);
    if (name.matches()) {
      return find(world, name.group(1), Optional.ofNullable(name.group(2)).orElse(NEWEST));
    }
    var registry = BY_REGISTRY.matcher(id);
    return registry.matches() && OF_THE_REGISTRY.contains(registry.group(1))
        ? Optional.of(
            show(world, registry.group(1), Optional.ofNullable(registry.group(2)).orElse(NEWEST)))
        : Optional.empty();
  }

  /** One that workspaces know by its name. */
  static Optional<Resource> find(World world, String name, String version) {
    return Optional.of(name)
        .filter(OF_WORKSPACES::contains)
        .filter(known -> version.matches("\\d+"))
        .map(known -> show(world, known, version));
  }

  private static Resource show(World world, String name, String version) {
    var environment =
        Resource.fresh(world, "reg/azureml/environments/%s/versions/%s".formatted(name, version));
    var image = name.replaceFirst("^AzureML-", "").toLowerCase(Locale.ROOT);
    environment
        .properties()
        .put("image", "mcr.microsoft.com/azureml/curated/%s:latest".formatted(image))
        .put("osType", "Linux")
        .put("environmentType", "Curated")
        .put("isArchived", false)
        .put("isAnonymous", false);
    DeploymentChecks.objects(environment.properties(), "tags", "properties");
    return environment;
  }
}
