package io.modelrelease.emulator.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import io.modelrelease.emulator.job.JobStates;
import io.modelrelease.emulator.mlflow.Experiments;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Makes events of what changes in the workspaces' documents: RunStatusChanged and, after success,
 * RunCompleted; ModelRegistered; ModelDeployed. Unverified: that endpoints of the present kind
 * raise ModelDeployed, and the run type.
 */
final class WorkspaceEvents {
  private static final Pattern JOB = Pattern.compile("ws/([^/]+)/jobs/([^/]+)");
  private static final Pattern MODEL =
      Pattern.compile("ws/([^/]+)/models/([^/]+)/versions/([^/]+)");
  private static final Pattern DEPLOYMENT =
      Pattern.compile("ws/([^/]+)/(?:online|batch)Endpoints/([^/]+)/deployments/([^/]+)");

  private final World world;

  /** Deployments whose end is a matter of time; nothing is written when it comes. */
  private final Set<String> beingCreated = ConcurrentHashMap.newKeySet();

  WorkspaceEvents(World world) {
    this.world = world;
  }

  /** A document was written. */
  List<Event> written(String key, Optional<ObjectNode> before, ObjectNode after) {
    var job = JOB.matcher(key);
    if (job.matches()) {
      return run(job.group(1), key, status(before), status(Optional.of(after)));
    }
    var model = MODEL.matcher(key);
    if (model.matches() && before.isEmpty()) {
      return List.of(registered(model.group(1), model.group(2), model.group(3), after));
    }
    if (DEPLOYMENT.matcher(key).matches()
        && after.path("operation").path("state").asText().equals("Creating")) {
      beingCreated.add(key);
    }
    return List.of();
  }

  /** Deployments that have come up since the last look. */
  List<Event> cameUp() {
    var events = new ArrayList<Event>();
    for (var key : beingCreated) {
      var deployment = Resource.find(world, key);
      var state = deployment.map(Resource::provisioningState).orElse("Deleted");
      if (!state.equals("Creating")) {
        beingCreated.remove(key);
        deployment
            .filter(known -> state.equals("Succeeded"))
            .map(this::deployed)
            .ifPresent(events::add);
      }
    }
    return events;
  }

  private static String status(Optional<ObjectNode> job) {
    return job.map(document -> document.at("/internal/status").asText("")).orElse("");
  }

  private List<Event> run(String workspace, String key, String before, String after) {
    var job = Resource.find(world, key);
    if (after.isEmpty() || after.equals(before) || job.isEmpty()) {
      return List.of();
    }
    var properties = job.get().properties();
    var experiment = properties.path("experimentName").asText("Default");
    var data = Exchange.JSON.createObjectNode();
    data.put("experimentId", Experiments.id(workspace, experiment));
    data.put("experimentName", experiment).put("runId", job.get().name());
    data.put(
        "runType",
        properties.path("jobType").asText().equals("Pipeline")
            ? "azureml.PipelineRun"
            : "azureml.scriptrun");
    data.set("runTags", object(properties.path("tags")));
    data.set("runProperties", object(properties.path("properties")));
    var subject =
        "experiments/%s/runs/%s".formatted(data.path("experimentId").asText(), job.get().name());
    var changed = data.deepCopy().put("runStatus", after.toLowerCase(Locale.ROOT));
    var events = new ArrayList<Event>();
    events.add(event(workspace, "RunStatusChanged", subject, changed));
    if (after.equals(JobStates.COMPLETED)) {
      events.add(event(workspace, "RunCompleted", subject, data));
    }
    return events;
  }

  private Event registered(String workspace, String model, String version, ObjectNode document) {
    var properties = document.path("body").path("properties");
    var data = Exchange.JSON.createObjectNode().put("ModelName", model);
    if (version.matches("\\d{1,9}")) {
      data.put("ModelVersion", Integer.parseInt(version));
    } else {
      data.put("ModelVersion", version);
    }
    data.set("ModelTags", object(properties.path("tags")));
    data.set("ModelProperties", object(properties.path("properties")));
    return event(workspace, "ModelRegistered", "models/%s:%s".formatted(model, version), data);
  }

  private Event deployed(Resource deployment) {
    var key = DEPLOYMENT.matcher(deployment.key());
    key.matches();
    var properties = deployment.properties();
    var model =
        properties.path("model").isTextual()
            ? properties.path("model").asText()
            : properties.path("model").path("assetId").asText();
    var data = Exchange.JSON.createObjectNode();
    data.put("ServiceName", key.group(2)).put("ServiceComputeType", "Managed");
    data.put("ModelIds", model.replaceFirst("^.*/models/([^/]+)/versions/([^/]+)$", "$1:$2"));
    data.set("ServiceTags", object(deployment.body().path("tags")));
    data.set("ServiceProperties", object(properties.path("properties")));
    return event(key.group(1), "ModelDeployed", "endpoints/" + key.group(2), data);
  }

  private Event event(String workspace, String type, String subject, ObjectNode data) {
    return Event.of(Place.workspace(workspace).armId(), type, subject, world.clock().now(), data);
  }

  private static JsonNode object(JsonNode value) {
    return value.isObject() ? value.deepCopy() : Exchange.JSON.createObjectNode();
  }
}
