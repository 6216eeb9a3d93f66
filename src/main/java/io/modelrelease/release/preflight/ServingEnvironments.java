package io.modelrelease.release.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.PythonPackages;
import io.modelrelease.project.SendingThrough;
import io.modelrelease.project.Upload;
import io.modelrelease.release.serving.NoCodePackages;
import io.modelrelease.release.serving.ScriptImports;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The environments of deployments contain what Azure ML's servers import, as far as the project's
 * files tell. Only warnings: an image may bring packages that no file lists, and what the model's
 * own environment lists is written by the training. That is certain only when the training is over
 * and looked at then, before anything is registered or deployed ({@code WrittenOutputs}).
 */
final class ServingEnvironments implements PreFlightCheck {
  /** Each brings the inference server (documentation, "Azure ML inference HTTP server"). */
  private static final List<String> ONLINE = List.of(NoCodePackages.SERVER, "azureml-defaults");

  /** Documentation, "Deploy models for scoring in batch endpoints". */
  private static final List<String> BATCH = List.of("azureml-core", "azureml-defaults");

  @Override
  public String name() {
    return "environments of deployments";
  }

  @Override
  public List<Finding> check(Flight flight) {
    var findings = new ArrayList<Finding>();
    var project = flight.project();
    project
        .online()
        .ifPresent(
            online -> {
              var sent = new Sent(flight, TargetEnvironment.STAGING);
              var body = online.deploymentBody(sent, Placement.NOWHERE, "", Map.of());
              if (hasCode(body)) {
                ofCode(online.deploymentYaml(), body, sent, ONLINE, findings);
              } else if (project.servesOnlineWithoutCode()) {
                ofTraining(flight).ifPresent(findings::add);
              } else {
                sent.environment(body.path("properties").path("environmentId").asText())
                    .filter(environment -> !environment.has("inferenceConfig"))
                    .ifPresent(any -> findings.add(withoutCode(online.deploymentYaml())));
              }
            });
    project
        .batch()
        .ifPresent(
            batch -> {
              var sent = new Sent(flight, TargetEnvironment.STAGING);
              var body = batch.deploymentBody(sent, "", "", Map.of());
              if (hasCode(body)) {
                ofCode(batch.deploymentYaml(), body, sent, BATCH, findings);
              }
            });
    return findings;
  }

  private static boolean hasCode(JsonNode deployment) {
    return deployment.path("properties").path("codeConfiguration").isObject();
  }

  private static void ofCode(
      String file, JsonNode deployment, Sent sent, List<String> servers, List<Finding> findings) {
    var properties = deployment.path("properties");
    var packages = sent.packages(properties.path("environmentId").asText());
    if (packages.isEmpty()) {
      return;
    }
    if (!packages.get().hasOneOf(servers)) {
      findings.add(
          Finding.warn(
              file,
              "The conda file of its environment lists neither %s, which Azure ML's server for it needs."
                  .formatted(String.join(" nor ", servers)),
              "Add one, unless the image brings it to the conda environment; else the deployment"
                  + " fails when its image is built."));
    }
    var unknown =
        ScriptImports.unknown(
            properties.path("codeConfiguration").path("scoringScript").asText(),
            sent.code,
            packages.get());
    if (!unknown.isEmpty()) {
      findings.add(
          Finding.warn(
              file,
              "Its scoring script imports %s, and no package of that name is in the conda file of its environment."
                  .formatted(String.join(", ", unknown)),
              "Add it, unless another package or the image brings it."));
    }
  }

  /** A server of one's own needs none. Unverified on Azure: that it is so with every image. */
  private static Finding withoutCode(String file) {
    return Finding.warn(
        file,
        "It names an environment and no code_configuration: the scoring script that Azure ML brings"
            + " may then not find the model.",
        "Leave the environment out, or name both.");
  }

  /** What is said nowhere in the project is hardly in the model's conda.yaml. */
  private static Optional<Finding> ofTraining(Flight flight) {
    var sent = new Sent(flight, TargetEnvironment.DEV);
    flight.project().training().body(sent, JobBinding.NONE);
    var environments =
        Stream.concat(
                sent.to.requests().stream().map(PlannedSending.Request::body),
                flight.project().environments().stream().map(asset -> asset.body(sent)))
            .map(body -> body.path("properties").path("condaFile").asText(""))
            .filter(conda -> !conda.isBlank())
            .toList();
    var known = environments.stream().anyMatch(conda -> conda.contains(NoCodePackages.MONITORING));
    return environments.isEmpty() || known || sent.says(NoCodePackages.MONITORING)
        ? Optional.empty()
        : Optional.of(
            Finding.warn(
                flight.project().training().yaml(),
                "Neither its code nor a conda file names %s, which the model's conda.yaml must list for an online deployment without code."
                    .formatted(NoCodePackages.MONITORING),
                NoCodePackages.REMEDY));
  }

  /** Maps files, and keeps what would be uploaded. */
  private static final class Sent extends SendingThrough {
    private final Flight flight;
    private final PlannedSending to;
    private final Map<String, byte[]> code = new TreeMap<>();

    Sent(Flight flight, TargetEnvironment environment) {
      this(flight, new PlannedSending(flight.workspace(environment).armId(), ""));
    }

    private Sent(Flight flight, PlannedSending to) {
      super(to);
      this.flight = flight;
      this.to = to;
    }

    @Override
    public String upload(Upload upload) {
      code.putAll(upload.files());
      return super.upload(upload);
    }

    boolean says(String text) {
      return code.values().stream()
          .anyMatch(content -> new String(content, StandardCharsets.UTF_8).contains(text));
    }

    /** Of an environment that the project brings, in the deployment's file or as one of its own. */
    Optional<JsonNode> environment(String id) {
      return Stream.concat(
              to.requests().stream()
                  .filter(request -> request.path().equals(id))
                  .map(PlannedSending.Request::body),
              flight.project().environments().stream()
                  .filter(asset -> id.contains("/environments/" + asset.name() + "/"))
                  .map(asset -> asset.body(this)))
          .findFirst()
          .map(body -> body.path("properties"));
    }

    Optional<PythonPackages> packages(String environmentId) {
      return environment(environmentId)
          .map(environment -> environment.path("condaFile").asText(""))
          .flatMap(conda -> PythonPackages.ofConda(conda, file -> Optional.empty()));
    }
  }
}
