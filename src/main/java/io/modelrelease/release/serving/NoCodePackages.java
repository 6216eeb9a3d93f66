package io.modelrelease.release.serving;

import io.modelrelease.project.PythonPackages;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an online deployment without code needs of the model's own environment. Azure ML builds the
 * image from the model's conda.yaml and generates a scoring script, which imports {@code
 * azureml.ai.monitoring} always since May 2026, and nothing installs that unless the model lists it
 * (GitHub, Azure/azureml-examples pull requests 3904, 3923, 4008, 4022, 4031: "No module named
 * 'azureml.ai'", probes answer 502). The inference server is brought along by the documentation
 * ("Deploy MLflow models to online endpoints") and was missing in reports (MicrosoftLearning/
 * mslearn-aml-cli issue 5); 1.3.0 to 1.3.4 of it import {@code azureml.contrib.services}, which
 * they do not bring (pull requests 4004, 4009).
 *
 * <p>Unverified on Azure: that this holds in each region on the day of the release, and what a
 * batch deployment without code needs.
 */
public final class NoCodePackages {
  public static final String MONITORING = "azureml-ai-monitoring";
  public static final String SERVER = "azureml-inference-server-http";

  private static final String BROKEN = "1\\.3\\.[0-4]";

  private NoCodePackages() {}

  /** It says which of the packages is missed, and how a training adds them. */
  public static final String REMEDY =
      "Save the model with mlflow.<flavor>.save_model(..., extra_pip_requirements=[\"%s\", \"%s\"]), or give the online deployment a code_configuration and an environment, and release the new commit."
          .formatted(MONITORING, SERVER);

  /**
   * Why the deployment would fail; empty where nothing is known against it.
   *
   * @param packages of the model's conda.yaml
   */
  public static Optional<String> failure(PythonPackages packages) {
    if (packages.hasOneOf(List.of(MONITORING))) {
      return Optional.empty();
    }
    var missing =
        Stream.of(MONITORING, SERVER).filter(name -> !packages.hasOneOf(List.of(name))).toList();
    return Optional.of(
        "it lists no %s, and the scoring script that Azure ML generates for an online deployment without code imports azureml.ai.monitoring: its image would be built, and its server end with No module named 'azureml.ai'."
            .formatted(String.join(" and no ", missing)));
  }

  /** What may make the deployment fail. */
  public static Optional<String> doubt(PythonPackages packages) {
    var version = packages.exactVersion(SERVER).filter(exact -> exact.matches(BROKEN));
    if (version.isPresent()) {
      return Optional.of(
          "it asks for %s==%s, which imports azureml.contrib.services and does not bring it: the server of an online deployment without code may end with No module named 'azureml.contrib'. Ask for another version."
              .formatted(SERVER, version.get()));
    }
    return packages.hasOneOf(List.of(SERVER))
        ? Optional.empty()
        : Optional.of(
            "it lists no %s; Azure ML adds that by itself, and has not always done so. Add it where a deployment fails for it."
                .formatted(SERVER));
  }
}
