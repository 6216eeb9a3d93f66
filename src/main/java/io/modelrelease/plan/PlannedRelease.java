package io.modelrelease.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.Names;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.InvalidProjectException;
import io.modelrelease.project.Job;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.ProjectFiles;
import io.modelrelease.project.Sending;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * A release of a model project on paper: version 1 of its model, names derived as a release does.
 */
final class PlannedRelease {
  private static final int WRONG = 2;
  private static final int VERSION = 1;
  private static final List<TargetEnvironment> SERVING =
      List.of(TargetEnvironment.STAGING, TargetEnvironment.PRODUCTION);

  private final BiConsumer<String, List<PlannedSending.Request>> line;
  private final PrintStream err;

  /**
   * @param line takes a file and its requests
   */
  PlannedRelease(BiConsumer<String, List<PlannedSending.Request>> line, PrintStream err) {
    this.line = line;
    this.err = err;
  }

  int run(Path folder) {
    if (!Files.isDirectory(folder)) {
      err.println(folder + ": there is no such folder; name the folder with model.yml in it");
      return WRONG;
    }
    try {
      plan(ModelProject.read(ProjectFiles.ofFolder(folder)));
      return 0;
    } catch (InvalidProjectException e) {
      e.faults().forEach(err::println);
      return WRONG;
    }
  }

  private void plan(ModelProject project) {
    for (var data : project.data()) {
      inDev(
          data.yaml(),
          project,
          (sending, own) ->
              sending.put(
                  "data",
                  data.name(),
                  data.version(),
                  data.body(data.remoteUri().orElseGet(() -> sending.upload(data.upload())))));
    }
    for (var environment : project.environments()) {
      inDev(
          environment.yaml(),
          project,
          (sending, own) ->
              sending.put(
                  "environments",
                  environment.name(),
                  environment.version(),
                  environment.body(own)));
    }
    for (var compute : project.computes()) {
      inDev(
          compute.yaml(),
          project,
          (sending, own) ->
              sending.put(
                  sending.workspace() + "/computes/" + compute.name(),
                  compute.body(PlanTargets.LOCATION, own)));
    }
    inDev(
        project.training().yaml(),
        project,
        (sending, own) -> {
          var name = job(project, "train");
          sending.put(
              sending.workspace() + "/jobs/" + name,
              body(project, project.training(), "train", own, Map.of()));
          return sending.put("models", project.name(), model(), model(project, name, sending));
        });
    err.printf(
        "%s: its output %s becomes %s:1, and that is published to the registries of staging and"
            + " production (POST .../publish)%n",
        project.training().yaml(), project.modelOutput(), project.name());
    project
        .evaluation()
        .ifPresent(
            evaluation ->
                inDev(
                    evaluation.yaml(),
                    project,
                    (sending, own) -> {
                      var candidate =
                          sending.workspace()
                              + "/models/%s/versions/%s".formatted(project.name(), model());
                      return sending.put(
                          sending.workspace() + "/jobs/" + job(project, "evaluate"),
                          body(
                              project,
                              evaluation,
                              "evaluate",
                              own,
                              Map.of("candidate", candidate, "champion", candidate)));
                    }));
    project
        .online()
        .ifPresent(
            online -> {
              served(
                  project,
                  online.endpointYaml(),
                  true,
                  "",
                  (target, own) -> online.endpointBody(PlanTargets.LOCATION, tags(project)));
              served(
                  project,
                  online.deploymentYaml(),
                  true,
                  "/deployments/" + Names.deployment(VERSION),
                  (target, own) ->
                      online.deploymentBody(
                          own,
                          new Placement(
                              PlanTargets.LOCATION,
                              endpoint(project, target, true),
                              Names.deployment(VERSION)),
                          registered(project, target),
                          tags(project)));
            });
    project
        .batch()
        .ifPresent(
            batch -> {
              served(
                  project,
                  batch.endpointYaml(),
                  false,
                  "",
                  (target, own) -> batch.endpointBody(PlanTargets.LOCATION, tags(project)));
              served(
                  project,
                  batch.deploymentYaml(),
                  false,
                  "/deployments/" + Names.deployment(VERSION),
                  (target, own) ->
                      batch.deploymentBody(
                          own, PlanTargets.LOCATION, registered(project, target), tags(project)));
              if (batch.ignoresFailures()) {
                err.printf(
                    "%s: error_threshold -1 would make a batch that scored nothing a success; a"
                        + " release sends 0%n",
                    batch.deploymentYaml());
              }
            });
  }

  private void inDev(
      String yaml, ModelProject project, BiFunction<PlannedSending, Sending, String> send) {
    var sending = PlanTargets.dev();
    send.apply(sending, new PlannedOwnAssets(sending, project));
    line.accept(yaml, sending.requests());
  }

  /** The same file for staging and production. */
  private void served(
      ModelProject project,
      String yaml,
      boolean online,
      String below,
      BiFunction<TargetEnvironment, Sending, ObjectNode> body) {
    var requests = new ArrayList<PlannedSending.Request>();
    var names = new ArrayList<String>();
    for (var target : SERVING) {
      var sending = PlanTargets.of(target);
      var endpoint = endpoint(project, target, online);
      names.add(endpoint + below);
      sending.put(
          sending.workspace()
              + (online ? "/onlineEndpoints/" : "/batchEndpoints/")
              + endpoint
              + below,
          body.apply(target, new PlannedOwnAssets(sending, project)));
      requests.addAll(sending.requests());
    }
    err.printf(
        "%s: its name, %s are not used; it becomes %s%n",
        yaml,
        below.isEmpty() ? "traffic and defaults" : "endpoint_name and model",
        String.join(" and ", names));
    line.accept(yaml, requests);
  }

  private static String endpoint(ModelProject project, TargetEnvironment target, boolean online) {
    return project
        .endpointName(target.key(), online)
        .orElseGet(
            () ->
                Names.endpoint(
                    project.name(),
                    target,
                    online ? Names.EndpointKind.ONLINE : Names.EndpointKind.BATCH,
                    PlanTargets.guid(target)));
  }

  private static String registered(ModelProject project, TargetEnvironment target) {
    return "azureml://registries/%s/models/%s/versions/%s"
        .formatted(PlanTargets.registry(target), project.name(), model());
  }

  private static ObjectNode body(
      ModelProject project, Job job, String step, Sending own, Map<String, String> inputs) {
    var outputs = new LinkedHashMap<String, String>();
    job.outputs().forEach(output -> outputs.put(output, output(job(project, step), output)));
    return job.body(
        own,
        new JobBinding(
            project.name() + " " + VERSION + " " + step,
            project.name(),
            tags(project),
            inputs,
            outputs));
  }

  private static ObjectNode model(ModelProject project, String job, Sending sending) {
    var body = tagged(project);
    ((ObjectNode) body.path("properties"))
        .put("modelType", "mlflow_model")
        .put("modelUri", sending.longUri(output(job, project.modelOutput())))
        .put("jobName", job)
        .put("description", "Candidate of release " + release(project))
        .put("isAnonymous", false)
        .put("isArchived", false);
    return body;
  }

  private static ObjectNode tagged(ModelProject project) {
    var body = JsonNodeFactory.instance.objectNode();
    var properties = body.putObject("properties");
    properties.putObject("properties");
    var tags = properties.putObject("tags");
    tags(project).forEach(tags::put);
    return body;
  }

  private static String model() {
    return Integer.toString(VERSION);
  }

  /** A real release has an id of its own; the plan's is the version. */
  private static String release(ModelProject project) {
    return project.name() + "-" + VERSION;
  }

  private static Map<String, String> tags(ModelProject project) {
    return Map.of("modelrelease.release", release(project));
  }

  private static String job(ModelProject project, String step) {
    return Names.job(release(project), step, 1);
  }

  private static String output(String job, String output) {
    return "azureml://datastores/workspaceblobstore/paths/azureml/%s/%s/".formatted(job, output);
  }
}
