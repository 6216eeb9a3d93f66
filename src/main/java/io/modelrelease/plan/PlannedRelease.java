package io.modelrelease.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Names;
import io.modelrelease.azureml.TargetEnvironment;
import io.modelrelease.project.Job;
import io.modelrelease.project.JobBinding;
import io.modelrelease.project.ModelProject;
import io.modelrelease.project.Placement;
import io.modelrelease.project.PlannedSending;
import io.modelrelease.project.Sending;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A release of a model project on paper, names derived as a release does. */
public final class PlannedRelease {
  private static final List<TargetEnvironment> SERVING =
      List.of(TargetEnvironment.STAGING, TargetEnvironment.PRODUCTION);

  private final PlanTargets targets;
  private final int version;
  private final BiConsumer<String, List<PlannedSending.Request>> line;
  private final Consumer<String> note;

  /**
   * @param version the number that the model would have
   * @param line takes a file and its requests
   * @param note takes what differs from the files, a sentence each
   */
  PlannedRelease(
      PlanTargets targets,
      int version,
      BiConsumer<String, List<PlannedSending.Request>> line,
      Consumer<String> note) {
    this.targets = targets;
    this.version = version;
    this.line = line;
    this.note = note;
  }

  /** A release by the running application. */
  public static PlannedRelease on(
      AzureMl azure,
      int version,
      BiConsumer<String, List<PlannedSending.Request>> line,
      Consumer<String> note) {
    return new PlannedRelease(new TargetsOnAzure(azure), version, line, note);
  }

  /**
   * Tells file by file what would be sent.
   *
   * @throws io.modelrelease.azureml.AzureException where a name depends on what Azure does not
   *     tell; what was told before stands
   */
  public void plan(ModelProject project) {
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
                  compute.body(targets.location(TargetEnvironment.DEV), own)));
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
    note.accept(
        "%s: its output %s becomes %s:%d, and that is published to the registries of staging and production (POST .../publish)"
            .formatted(project.training().yaml(), project.modelOutput(), project.name(), version));
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
                  (target, own) -> online.endpointBody(targets.location(target), tags(project)));
              served(
                  project,
                  online.deploymentYaml(),
                  true,
                  "/deployments/" + Names.deployment(version),
                  (target, own) ->
                      online.deploymentBody(
                          own,
                          new Placement(
                              targets.location(target),
                              endpoint(project, target, true),
                              Names.deployment(version)),
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
                  (target, own) -> batch.endpointBody(targets.location(target), tags(project)));
              served(
                  project,
                  batch.deploymentYaml(),
                  false,
                  "/deployments/" + Names.deployment(version),
                  (target, own) ->
                      batch.deploymentBody(
                          own,
                          targets.location(target),
                          registered(project, target),
                          tags(project)));
              if (batch.ignoresFailures()) {
                note.accept(
                    "%s: error_threshold -1 would make a batch that scored nothing a success; a release sends 0"
                        .formatted(batch.deploymentYaml()));
              }
            });
  }

  private void inDev(
      String yaml, ModelProject project, BiFunction<PlannedSending, Sending, String> send) {
    var sending = targets.sending(TargetEnvironment.DEV);
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
      var sending = targets.sending(target);
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
    note.accept(
        "%s: its name, %s are not used; it becomes %s"
            .formatted(
                yaml,
                below.isEmpty() ? "traffic and defaults" : "endpoint_name and model",
                String.join(" and ", names)));
    line.accept(yaml, requests);
  }

  private String endpoint(ModelProject project, TargetEnvironment target, boolean online) {
    return project
        .endpointName(target.key(), online)
        .orElseGet(
            () ->
                Names.endpoint(
                    project.name(),
                    target,
                    online ? Names.EndpointKind.ONLINE : Names.EndpointKind.BATCH,
                    targets.guid(target)));
  }

  private String registered(ModelProject project, TargetEnvironment target) {
    return "azureml://registries/%s/models/%s/versions/%s"
        .formatted(targets.registry(target), project.name(), model());
  }

  private ObjectNode body(
      ModelProject project, Job job, String step, Sending own, Map<String, String> inputs) {
    var outputs = new LinkedHashMap<String, String>();
    job.outputs().forEach(output -> outputs.put(output, output(job(project, step), output)));
    return job.body(
        own,
        new JobBinding(
            project.name() + " " + version + " " + step,
            project.name(),
            tags(project),
            inputs,
            outputs));
  }

  private ObjectNode model(ModelProject project, String job, Sending sending) {
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

  private ObjectNode tagged(ModelProject project) {
    var body = JsonNodeFactory.instance.objectNode();
    var properties = body.putObject("properties");
    properties.putObject("properties");
    var tags = properties.putObject("tags");
    tags(project).forEach(tags::put);
    return body;
  }

  private String model() {
    return Integer.toString(version);
  }

  /** A real release has an id of its own; the plan's is the version. */
  private String release(ModelProject project) {
    return project.name() + "-" + version;
  }

  private Map<String, String> tags(ModelProject project) {
    return Map.of("modelrelease.release", release(project));
  }

  private String job(ModelProject project, String step) {
    return Names.job(release(project), step, 1);
  }

  private static String output(String job, String output) {
    return "azureml://datastores/workspaceblobstore/paths/azureml/%s/%s/".formatted(job, output);
  }
}
