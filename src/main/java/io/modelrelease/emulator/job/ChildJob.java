package io.modelrelease.emulator.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.World;
import io.modelrelease.emulator.arm.Place;
import io.modelrelease.emulator.arm.References;
import io.modelrelease.emulator.arm.Resource;
import io.modelrelease.emulator.http.Exchange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * A step of a pipeline as a job of its own: bindings become data and literals, the rest comes from
 * the component and the node. Which properties Azure gives such a run is unverified.
 */
final class ChildJob {
  private final World world;
  private final Place place;
  private final Resource parent;
  private final PipelineGraph graph;

  ChildJob(World world, Place place, Resource parent, PipelineGraph graph) {
    this.world = world;
    this.place = place;
    this.parent = parent;
    this.graph = graph;
  }

  /** Fixed by pipeline and step, so that a step is not begun twice. */
  String name(String step) {
    return World.guid(parent.key() + "/" + step);
  }

  Optional<Resource> find(String step) {
    return Resource.find(world, place.key("jobs", name(step)));
  }

  Resource create(PipelineStep step) {
    var job = Resource.fresh(world, place.key("jobs", name(step.name())));
    var body = Exchange.JSON.createObjectNode();
    body.set("properties", properties(step));
    job.take(body);
    JobStates.begin(job, world.clock().now());
    JobStates.childOf(job, parent.name());
    JobStates.root(job, JobStates.root(parent));
    return job;
  }

  private ObjectNode properties(PipelineStep step) {
    var properties = Exchange.JSON.createObjectNode();
    properties.put("jobType", step.isPipeline() ? "Pipeline" : "Command");
    properties.put(
        "displayName", step.said("display_name").map(JsonNode::asText).orElse(step.name()));
    properties.set("experimentName", parent.properties().path("experimentName"));
    properties.put("componentId", step.componentId());
    properties.set(
        "tags", step.node().path("tags").isObject() ? step.node().path("tags") : empty());
    properties
        .putObject("properties")
        .put("azureml.moduleName", step.name())
        .put("azureml.runsource", "azureml.StepRun")
        .put("azureml.pipelinerunid", parent.name())
        .put("azureml.rootpipelinerunid", JobStates.root(parent));
    properties.set("inputs", inputs(step));
    properties.set("outputs", outputs(step));
    compute(step).ifPresent(id -> properties.put("computeId", id));
    if (step.isPipeline()) {
      properties.set("jobs", step.spec().path("jobs"));
      properties.set("settings", parent.properties().path("settings"));
    } else {
      command(step, properties);
    }
    properties.put("isArchived", false);
    return properties;
  }

  private static ObjectNode empty() {
    return Exchange.JSON.createObjectNode();
  }

  private static void command(PipelineStep step, ObjectNode properties) {
    properties.put(
        "command",
        step.kind().equals("parallel")
            ? ParallelStep.command(step.spec())
            : step.spec().path("command").asText());
    var program = step.kind().equals("parallel") ? step.spec().path("task") : step.spec();
    id(program.path("code")).ifPresent(id -> properties.put("codeId", id));
    id(program.path("environment")).ifPresent(id -> properties.put("environmentId", id));
    var variables = properties.putObject("environmentVariables");
    Stream.of(step.spec(), step.node())
        .map(part -> part.path("environment_variables"))
        .flatMap(part -> part.properties().stream())
        .forEach(variable -> variables.set(variable.getKey(), variable.getValue()));
    step.said("resources").ifPresent(resources -> properties.set("resources", resources));
    step.said("limits")
        .map(limits -> limits.path("timeout").asText(""))
        .filter(timeout -> !timeout.isEmpty())
        .ifPresent(timeout -> properties.putObject("limits").put("timeout", timeout));
  }

  /** {@code azureml:} before an ARM id is how a component names one. */
  private static Optional<String> id(JsonNode reference) {
    return Optional.of(reference.asText(""))
        .filter(text -> !text.isEmpty())
        .map(text -> text.replaceFirst("^azureml:(?=/subscriptions/)", ""));
  }

  private Optional<String> compute(PipelineStep step) {
    var settings = parent.properties().path("settings");
    return Stream.of(
            step.node().path("computeId"),
            step.node().path("compute"),
            parent.properties().path("computeId"),
            settings.path("default_compute"),
            settings.path("defaultCompute"))
        .flatMap(id -> id(id).stream())
        .filter(id -> id.startsWith("/")) // serverless otherwise
        .findFirst();
  }

  private ObjectNode inputs(PipelineStep step) {
    var inputs = Exchange.JSON.createObjectNode();
    step.spec()
        .path("inputs")
        .properties()
        .forEach(
            input -> {
              if (input.getValue().hasNonNull("default")) {
                inputs.set(input.getKey(), literal(input.getValue().path("default").asText()));
              }
            });
    step.boundInputs()
        .properties()
        .forEach(
            input ->
                resolve(input.getValue())
                    .ifPresent(resolved -> inputs.set(input.getKey(), resolved)));
    return inputs;
  }

  private static ObjectNode literal(String value) {
    return empty().put("jobInputType", "literal").put("value", value);
  }

  /** Empty where it is bound to an optional input that the pipeline was not given. */
  private Optional<JsonNode> resolve(JsonNode bound) {
    var value = PipelineStep.value(bound);
    var whole = Binding.in(value).stream().filter(binding -> binding.isWhole(value)).findFirst();
    if (whole.isPresent()) {
      return bound(whole.get()).map(found -> withMode(found, bound));
    }
    if (PipelineStep.isLiteral(bound)) {
      return Optional.of(literal(fill(value)));
    }
    var data = empty();
    data.put("jobInputType", PipelineStep.type(bound, "input")).put("uri", value);
    return Optional.of(withMode(data, bound));
  }

  private static JsonNode withMode(JsonNode found, JsonNode bound) {
    var resolved = (ObjectNode) found.deepCopy();
    if (bound.hasNonNull("mode") && !resolved.path("jobInputType").asText().equals("literal")) {
      resolved.set("mode", bound.path("mode"));
    }
    return resolved;
  }

  private Optional<JsonNode> bound(Binding binding) {
    return switch (binding.kind()) {
      case "inputs" -> Optional.ofNullable(parent.properties().path("inputs").get(binding.name()));
      case "outputs" ->
          Optional.of(
              data(
                  parentType(binding.name()),
                  References.outputUri(parent.name(), parent, binding.name())));
      default -> {
        var source = graph.step(binding.job());
        var child = find(binding.job()).orElseThrow();
        yield Optional.of(
            data(
                source.outputType(binding.name()),
                References.outputUri(child.name(), child, binding.name())));
      }
    };
  }

  private static ObjectNode data(String type, String uri) {
    return empty().put("jobInputType", type).put("uri", uri).put("mode", "ReadOnlyMount");
  }

  private String fill(String text) {
    return Binding.PATTERN
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    bound(Binding.of(found)).map(PipelineStep::value).orElse("")));
  }

  private ObjectNode outputs(PipelineStep step) {
    var outputs = Exchange.JSON.createObjectNode();
    for (var name : step.outputs()) {
      var bound = step.boundOutputs().path(name);
      var output = outputs.putObject(name);
      var z =
          Binding.in(PipelineStep.value(bound)).stream()
              .filter(binding -> binding.kind().equals("outputs"))
              .findFirst();
      output.put(
          "jobOutputType",
          z.filter(binding -> step.outputType(name).equals("uri_folder"))
              .map(binding -> parentType(binding.name()))
              .orElse(step.outputType(name)));
      if (z.isPresent()) {
        output.put("uri", References.outputUri(parent.name(), parent, z.get().name()));
      } else if (bound.hasNonNull("uri")) {
        output.set("uri", bound.path("uri"));
      }
      if (bound.hasNonNull("mode")) {
        output.set("mode", bound.path("mode"));
      }
      Stream.of("assetName", "asset_name", "name")
          .map(field -> bound.path(field).asText(""))
          .filter(asset -> !asset.isEmpty())
          .findFirst()
          .ifPresent(asset -> output.put("assetName", asset));
    }
    return outputs;
  }

  private String parentType(String output) {
    return parent
        .properties()
        .path("outputs")
        .path(output)
        .path("jobOutputType")
        .asText("uri_folder");
  }
}
