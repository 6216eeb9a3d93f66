package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Workspace;
import io.modelrelease.ledger.Evidence;
import io.modelrelease.project.PythonPackages;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import io.modelrelease.release.serving.NoCodePackages;
import io.modelrelease.release.testing.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * What jobs wrote, looked at as soon as they are over: a job that ended well and left nothing that
 * the release can use has failed, and trying again would only repeat that.
 */
@Component
@EnableConfigurationProperties(TrainingSettings.class)
class WrittenOutputs {
  static final String FINGERPRINT = "fingerprint";

  /** What makes a folder an MLflow model (MLflow, "MLflow Models", storage format). */
  static final String MLMODEL = "MLmodel";

  private static final long LIMIT = 1 << 20;
  private static final int FILES_SHOWN = 5;

  private final AzureMl azure;

  private final Evidence evidence;
  private final TrainingSettings settings;

  WrittenOutputs(AzureMl azure, Evidence evidence, TrainingSettings settings) {
    this.azure = azure;
    this.evidence = evidence;
    this.settings = settings;
  }

  /** Success, or why the training left no model that the project's deployments can serve. */
  Outcome model(OperationContext context, String job) {
    var project = context.release().project();
    var output = project.modelOutput();
    var workspace = azure.workspace(context.environment());
    var files = workspace.datastore().list(workspace.datastore().outputUri(job, output)).keySet();
    if (files.isEmpty()) {
      return Outcome.unusable(
          "The training job %s ended well, and wrote nothing into its output %s. Let it write the model there, or name another output in model.yml, and release the new commit."
              .formatted(job, output));
    }
    if (files.contains(MLMODEL) && project.servesOnlineWithoutCode()) {
      return packages(context, job, workspace, workspace.datastore().outputUri(job, output));
    }
    if (files.contains(MLMODEL) || project.servesAnyModel()) {
      return Outcome.SUCCEEDED;
    }
    var shown = files.stream().limit(FILES_SHOWN).collect(Collectors.joining(", "));
    return Outcome.unusable(
        "The training job %s ended well, and its output %s is no MLflow model: it holds %s%s, and no file MLmodel at its top. A deployment without a scoring script serves MLflow models only. Let the training save it with mlflow.<flavor>.save_model, or give each deployment a code_configuration and an environment, and release the new commit."
            .formatted(job, output, shown, files.size() > FILES_SHOWN ? ", ..." : ""));
  }

  /** The model's own environment: what no file of the project could tell before. */
  private Outcome packages(OperationContext context, String job, Workspace workspace, String uri) {
    var there = workspace.datastore().list(uri).keySet();
    var packages =
        ModelPackages.read(
            file ->
                there.contains(file) ? Optional.of(text(workspace, uri + file)) : Optional.empty());
    var refused = refused(job, packages, settings.missingPackages());
    if (refused.isEmpty()) {
      packages
          .flatMap(NoCodePackages::failure)
          .map(why -> why + " " + NoCodePackages.REMEDY)
          .or(() -> packages.flatMap(NoCodePackages::doubt))
          .ifPresent(
              why ->
                  evidence.happened(
                      context.release().id(), "model-release", "The model's conda.yaml: " + why));
    }
    return refused.orElse(Outcome.SUCCEEDED);
  }

  /** Why the release ends here, before anything is registered or deployed. */
  static Optional<Outcome> refused(
      String job,
      Optional<PythonPackages> packages,
      TrainingSettings.MissingPackages missingPackages) {
    return packages
        .filter(any -> missingPackages == TrainingSettings.MissingPackages.REFUSE)
        .flatMap(NoCodePackages::failure)
        .map(
            why ->
                Outcome.unusable(
                    "The training job %s ended well, and its model's conda.yaml would not do on Azure: %s %s (modelrelease.training.missing-packages=warn lets it pass.)"
                        .formatted(job, why, NoCodePackages.REMEDY)));
  }

  /** The model's folder is one that MLflow can read. */
  static boolean isMlflow(Workspace workspace, String uri) {
    return workspace.datastore().list(uri).containsKey(MLMODEL);
  }

  /** Success, or why the evaluation's fingerprint is none. */
  Outcome fingerprint(OperationContext context, String job) {
    var workspace = azure.workspace(context.environment());
    var file = fingerprintFile(workspace, job);
    if (file.isEmpty()) {
      return Outcome.unusable(
          "The evaluation job %s ended well, and wrote no CSV file into its output %s. Let it write the feature columns of 100 rows and the column prediction, and release the new commit."
              .formatted(job, FINGERPRINT));
    }
    try {
      Fingerprint.read(text(workspace, file.get()));
      return Outcome.SUCCEEDED;
    } catch (IllegalArgumentException e) {
      return Outcome.unusable(
          "The evaluation job %s ended well, and its output %s cannot be used: %s It has the feature columns of some rows and the column prediction, all numbers there. Correct it, and release the new commit."
              .formatted(job, FINGERPRINT, e.getMessage()));
    }
  }

  /** The evaluation's fingerprint as it was written. */
  String fingerprintOf(Workspace workspace, String job) {
    var file =
        fingerprintFile(workspace, job)
            .orElseThrow(
                () -> new IllegalStateException("The fingerprint of the job " + job + " is gone"));
    return text(workspace, file);
  }

  private static Optional<String> fingerprintFile(Workspace workspace, String job) {
    var folder = workspace.datastore().outputUri(job, FINGERPRINT);
    return workspace.datastore().list(folder).keySet().stream()
        .filter(path -> path.endsWith(".csv"))
        .findFirst()
        .map(path -> folder + path);
  }

  private static String text(Workspace workspace, String uri) {
    return new String(workspace.datastore().read(uri, LIMIT), StandardCharsets.UTF_8);
  }
}
