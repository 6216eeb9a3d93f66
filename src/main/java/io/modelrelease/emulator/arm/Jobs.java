package io.modelrelease.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.http.AzureFailure;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobStates;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Jobs: created once, never run again by a repeated PUT; the runner does the rest. */
final class Jobs {
  private static final Set<String> DATA_INPUTS = Set.of("uri_file", "uri_folder", "mltable");
  private static final Set<String> MODEL_INPUTS =
      Set.of("mlflow_model", "custom_model", "triton_model");

  private static final Duration LONGEST_RUN = Duration.ofDays(21);

  private final World world;
  private final References references;
  private final Operations operations;

  Jobs(World world, References references, Operations operations) {
    this.world = world;
    this.references = references;
    this.operations = operations;
  }

  void handle(Exchange exchange, Place place, List<String> rest) {
    if (rest.isEmpty()) {
      list(exchange, place);
      return;
    }
    var name = rest.get(0);
    var key = place.key("jobs", name);
    if (rest.size() == 2 && rest.get(1).equalsIgnoreCase("cancel") && exchange.is("POST")) {
      cancel(exchange, name, key);
      return;
    }
    if (rest.size() > 1) {
      throw AzureFailure.notFound(exchange.rawPath());
    }
    switch (exchange.method()) {
      case "GET" ->
          exchange.json(200, show(place, Resource.require(world, key, "The job " + name)));
      case "PUT" -> put(exchange, place, name, key);
      case "DELETE" -> {
        if (!world.store().has(key)) {
          exchange.empty(204);
          return;
        }
        if (!JobStates.isOver(JobStates.of(Resource.require(world, key, name)))) {
          throw AzureFailure.userError("A job that is not over cannot be deleted.");
        }
        world.store().remove(key);
        operations.answerAccepted(exchange, "gone");
      }
      default -> throw new AzureFailure(405, "MethodNotAllowed", "Not supported.");
    }
  }

  private void list(Exchange exchange, Place place) {
    var type = exchange.query("jobType");
    var tag = exchange.query("tag");
    Paging.answer(
        exchange,
        world.store().children(place.key("jobs")).stream()
            .flatMap(key -> Resource.find(world, key).stream())
            .filter(job -> JobStates.parent(job).isEmpty())
            .sorted(Comparator.comparing(Resource::createdAt).reversed())
            .filter(job -> type.map(job.properties().path("jobType").asText()::equals).orElse(true))
            .filter(job -> tag.map(name -> hasTag(job, name)).orElse(true))
            .filter(
                job -> Paging.shows(exchange, job.properties().path("isArchived").asBoolean(false)))
            .map(job -> show(place, job))
            .toList());
  }

  private static boolean hasTag(Resource job, String tag) {
    var parts = tag.split("=", 2);
    var value = job.properties().path("tags").path(parts[0]);
    return !value.isMissingNode() && (parts.length == 1 || value.asText().equals(parts[1]));
  }

  private void put(Exchange exchange, Place place, String name, String key) {
    Checks.assetName(name);
    var body = exchange.json();
    Checks.properties(body, "jobType");
    var known = Resource.find(world, key);
    if (known.isPresent()) {
      var properties = known.get().properties();
      for (var field : List.of("tags", "displayName", "isArchived", "description")) {
        Optional.ofNullable(body.path("properties").get(field))
            .ifPresent(value -> properties.set(field, value));
      }
      known.get().save();
      exchange.json(200, show(place, known.get()));
      return;
    }
    Checks.oneOf(body, "jobType", Set.of("Command"));
    Checks.properties(body, "command", "environmentId");
    var properties = body.path("properties");
    references.requireUsable(place, properties.path("environmentId").asText(), "environment");
    if (properties.has("codeId")) {
      references.requireUsable(place, properties.path("codeId").asText(), "code");
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
    job.save();
    exchange.created(show(place, job));
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
      throw AzureFailure.userError(
          "Compute %s could not be found in the workspace.".formatted(compute));
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
    references.usablePlace(place, uri);
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

  private void cancel(Exchange exchange, String name, String key) {
    var job = Resource.require(world, key, "The job " + name);
    if (!JobStates.isOver(JobStates.of(job))) {
      JobStates.set(job, JobStates.CANCEL_REQUESTED);
      job.save();
    }
    operations.answerAccepted(exchange, "gone");
  }

  private ObjectNode show(Place place, Resource job) {
    return JobView.show(world, place, job);
  }
}
