package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobStates;
import io.modelrelease.emulator.job.PipelineGraph;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jobs: created once, never run again by a repeated PUT; the runner does the rest. */
final class Jobs {
  private static final String PATH = "W/jobs/{name}";
  private static final List<String> FIXED =
      List.of("jobType", "command", "codeId", "environmentId", "computeId", "experimentName");
  private static final String SPEC = "spec mfe.json, Jobs";
  private static final Set<String> DATA_INPUTS = Set.of("uri_file", "uri_folder", "mltable");
  private static final Set<String> MODEL_INPUTS =
      Set.of("mlflow_model", "custom_model", "triton_model");

  /** Of the types that Azure has. */
  private static final Set<String> RUN_HERE = Set.of("Command", "Pipeline");

  private static final Duration LONGEST_RUN = Duration.ofDays(21);

  private final World world;
  private final References references;
  private final Operations operations;
  private final CoreQuota quota;

  Jobs(World world, References references, Operations operations, CoreQuota quota) {
    this.world = world;
    this.references = references;
    this.operations = operations;
    this.quota = quota;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("W/jobs", "by jobType, tag, properties, listViewType", SPEC, this::list),
        Operation.get(
            PATH,
            "",
            SPEC,
            (exchange, parts) -> exchange.json(200, showAlone(Place.of(parts), require(parts)))),
        Operation.put(
            PATH,
            "runs once; later PUTs change tags, displayName, description, isArchived and add"
                + " properties",
            SPEC,
            (exchange, parts) -> {
              var place = Place.of(parts);
              put(exchange, place, parts.get("name"), place.key("jobs", parts.get("name")));
            }),
        Operation.delete(PATH, "when it is over", SPEC, this::delete),
        Operation.post(PATH + "/cancel", "", SPEC, this::cancel));
  }

  private Resource require(Map<String, String> parts) {
    return Resource.find(world, Place.of(parts).key("jobs", parts.get("name")))
        .orElseThrow(() -> AzureFailure.noAsset("Job %s not found.".formatted(parts.get("name"))));
  }

  private void delete(Exchange exchange, Map<String, String> parts) {
    var key = Place.of(parts).key("jobs", parts.get("name"));
    if (!world.store().has(key)) {
      exchange.empty(204);
      return;
    }
    if (!JobStates.isOver(JobStates.of(require(parts)))) {
      throw AzureFailure.userError("A job that is not over cannot be deleted.");
    }
    world.store().remove(key);
    operations.answerAccepted(exchange, "gone");
  }

  private void list(Exchange exchange, Map<String, String> parts) {
    var place = Place.of(parts);
    var type = exchange.query("jobType");
    if (isOfSchedules(exchange)) {
      Paging.answer(exchange, List.of());
      return;
    }
    Paging.answer(
        exchange,
        world.store().children(place.key("jobs")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(job -> JobStates.parent(job).isEmpty())
            .sorted(Comparator.comparing(Resource::createdAt).reversed())
            .filter(
                job ->
                    type.map(job.properties().path("jobType").asText()::equalsIgnoreCase)
                        .orElse(true))
            .filter(job -> Filters.pairs(exchange, "tag", job.properties().path("tags")))
            .filter(
                job -> Filters.pairs(exchange, "properties", job.properties().path("properties")))
            .filter(Paging.view(exchange))
            .map(job -> show(place, job))
            .toList());
  }

  /** Schedules are kept and start nothing here. */
  private static boolean isOfSchedules(Exchange exchange) {
    return exchange.query("scheduled").filter("true"::equalsIgnoreCase).isPresent()
        || exchange.query("scheduleId").filter(id -> !id.isEmpty()).isPresent();
  }

  /** The text is the service's own: azure-sdk-for-python issue 42156. */
  private static void requireSame(Resource job, JsonNode wanted) {
    for (var field : FIXED) {
      var before = job.properties().path(field);
      if (wanted.hasNonNull(field)
          && !before.asText().equalsIgnoreCase(wanted.path(field).asText())) {
        throw AzureFailure.userError(
            "A job with this name already exists. If you are trying to create a new job, use a different name. If you are trying to update an existing job, the existing job's %s cannot be changed. Only description, tags, displayName, properties, and isArchived can be updated."
                .formatted(field));
      }
    }
  }

  /** Properties may be added to a job that is there, not changed. */
  private static void addProperties(Resource job, JsonNode wanted) {
    var properties = job.properties().withObject("/properties");
    wanted
        .properties()
        .forEach(
            property -> {
              var before = properties.path(property.getKey());
              if (!before.isMissingNode() && !before.equals(property.getValue())) {
                throw AzureFailure.userError(
                    "The property %s of job %s is set and cannot be changed."
                        .formatted(property.getKey(), job.name()));
              }
              properties.set(property.getKey(), property.getValue());
            });
  }

  private void put(Exchange exchange, Place place, String name, String key) {
    Checks.assetName(name);
    var body = Bodies.read(exchange, "workspaces_jobs");
    Checks.properties(body, "jobType");
    var known = Resource.find(world, key);
    if (known.isPresent()) {
      requireSame(known.get(), body.path("properties"));
      var properties = known.get().properties();
      for (var field : List.of("tags", "displayName", "isArchived", "description")) {
        Optional.ofNullable(body.path("properties").get(field))
            .ifPresent(value -> properties.set(field, value));
      }
      addProperties(known.get(), body.path("properties").path("properties"));
      known.get().save();
      exchange.json(200, show(place, known.get()));
      return;
    }
    if (RUN_HERE.stream().noneMatch(body.at("/properties/jobType").asText()::equalsIgnoreCase)) {
      throw new AzureFailure(
          400,
          "EmulatorLimit",
          "The emulator runs jobs of type Command and Pipeline, no %s."
              .formatted(body.at("/properties/jobType").asText()));
    }
    var properties = (ObjectNode) body.path("properties");
    if (properties.path("jobType").asText().equalsIgnoreCase("Pipeline")) {
      properties.put("jobType", "Pipeline"); // the service reads its words in any case
      checkPipeline(place, properties);
    } else {
      properties.put("jobType", "Command");
      checkCommand(place, body);
    }
    checkCompute(place, properties.path("computeId").asText(""));
    properties
        .path("inputs")
        .properties()
        .forEach(input -> checkInput(place, input.getKey(), input.getValue()));
    properties
        .path("outputs")
        .properties()
        .forEach(output -> checkOutput(place, output.getKey(), output.getValue()));
    DeploymentChecks.duration(properties, "limits.timeout", LONGEST_RUN);
    DeploymentChecks.atLeast(properties, "resources.instanceCount", 1);
    var job = Resource.fresh(world, key);
    job.take(body);
    withDefaults(job, name);
    JobStates.begin(job, world.clock().now());
    operations.ordered().ifPresent(order -> JobStates.order(job, order));
    failBeyondQuota(place, job);
    job.save();
    exchange.created(show(place, job));
  }

  private void checkCommand(Place place, ObjectNode body) {
    Checks.properties(body, "command", "environmentId");
    var properties = body.path("properties");
    references.requireUsable(place, properties.path("environmentId").asText(), "environment");
    if (properties.has("codeId")) {
      references.requireUsable(place, properties.path("codeId").asText(), "code");
    }
  }

  private void checkPipeline(Place place, JsonNode properties) {
    PipelineGraph.read(
        properties,
        id ->
            references
                .version(id)
                .map(
                    found ->
                        references
                            .requireUsable(place, id, "component")
                            .properties()
                            .path("componentSpec")));
    properties.path("jobs").forEach(node -> checkCompute(place, node.path("computeId").asText("")));
    for (var setting : List.of("default_compute", "defaultCompute")) {
      var compute = properties.path("settings").path(setting).asText("");
      checkCompute(place, compute.startsWith("/") ? compute : "");
    }
    for (var output : properties.path("outputs")) {
      if (output instanceof ObjectNode undecided && !undecided.hasNonNull("jobOutputType")) {
        undecided.put("jobOutputType", "uri_folder");
      }
    }
  }

  /** Unverified: the code that the run history has for it. */
  private void failBeyondQuota(Place place, Resource job) {
    var id = job.properties().path("computeId").asText("");
    Resource.find(world, place.key("computes", id.substring(id.lastIndexOf('/') + 1)))
        .flatMap(
            cluster ->
                quota.refusal(cluster, job.properties().at("/resources/instanceCount").asInt(1)))
        .ifPresent(
            reason -> {
              JobStates.set(job, "Failed", world.clock().now());
              JobStates.fail(job, "JobNodeCountExceedsCoreQuota", reason);
            });
  }

  private static void withDefaults(Resource job, String name) {
    var properties = job.properties();
    for (var map : List.of("tags", "properties", "inputs", "outputs", "environmentVariables")) {
      if (!properties.path(map).isObject()) {
        properties.putObject(map);
      }
    }
    if (!properties.has("displayName")) {
      properties.put("displayName", name);
    }
    if (!properties.has("experimentName")) {
      properties.put("experimentName", "Default");
    }
    properties.put("isArchived", false);
  }

  private void checkCompute(Place place, String computeId) {
    if (computeId.isEmpty()) {
      return; // serverless
    }
    var compute = computeId.substring(computeId.lastIndexOf('/') + 1);
    if (!computeId.equalsIgnoreCase(place.armId("computes", compute))) {
      throw AzureFailure.userError(
          "The computeId %s is not the id of a compute of the workspace %s."
              .formatted(computeId, place.name()));
    }
    var found = Resource.find(world, place.key("computes", compute));
    if (found.isEmpty() || found.get().provisioningState().equals("Failed")) {
      throw AzureFailure.userError("Unknown compute target '%s'.".formatted(compute));
    }
  }

  private void checkInput(Place place, String name, JsonNode input) {
    Checks.bindingName(name);
    var type = input.path("jobInputType").asText("");
    if (type.equals("literal")) {
      if (input.path("value").asText("").isEmpty()) {
        throw AzureFailure.userError("The value of input %s is required.".formatted(name));
      }
      return;
    }
    if (!DATA_INPUTS.contains(type) && !MODEL_INPUTS.contains(type)) {
      throw AzureFailure.userError("The type '%s' of input %s is not known.".formatted(type, name));
    }
    var uri = input.path("uri").asText("");
    if (uri.isEmpty()) {
      throw AzureFailure.userError("The uri of input %s is required.".formatted(name));
    }
    references.requireUsableData(place, uri);
  }

  private void checkOutput(Place place, String name, JsonNode output) {
    Checks.bindingName(name);
    var type = output.path("jobOutputType").asText("");
    if (!DATA_INPUTS.contains(type) && !MODEL_INPUTS.contains(type)) {
      throw AzureFailure.userError(
          "The type '%s' of output %s is not known.".formatted(type, name));
    }
    var uri = output.path("uri").asText("");
    if (!uri.isEmpty()) {
      references.place(place.name(), uri);
    }
  }

  private void cancel(Exchange exchange, Map<String, String> parts) {
    var job = require(parts);
    if (!JobStates.isOver(JobStates.of(job))) {
      JobStates.set(job, JobStates.CANCEL_REQUESTED);
      job.save();
    }
    operations.answerAccepted(exchange, "gone");
  }

  /**
   * Steps of a pipeline are shown without properties: they are read from the run history
   * (azure-ai-ml, _is_pipeline_child_job: "Child jobs are no longer available through MFE").
   */
  private ObjectNode showAlone(Place place, Resource job) {
    var shown = show(place, job);
    if (JobStates.parent(job).isPresent()) {
      shown.putNull("properties");
    }
    return shown;
  }

  private ObjectNode show(Place place, Resource job) {
    return JobView.show(world, place, job);
  }
}
