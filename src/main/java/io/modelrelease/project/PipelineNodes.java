package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The steps of a pipeline job or of a pipeline component. */
final class PipelineNodes {
  private static final String SOURCE = "_source";
  private static final String COMMAND = "command";
  private static final String PARALLEL = "parallel";
  private static final String PIPELINE = "pipeline";
  private static final String SWEEP = "sweep";

  private final Map<String, Value> steps;
  private final BiConsumer<Value, Component> used;
  private final Sending sending;
  private final PortTypes ports;
  private final Map<Value, Optional<Component>> read = new LinkedHashMap<>();

  private PipelineNodes(Value pipeline, BiConsumer<Value, Component> used, Sending sending) {
    this.steps = fields(pipeline, "jobs");
    this.used = used;
    this.sending = sending;
    this.ports =
        new PortTypes(
            fields(pipeline, "inputs"), fields(pipeline, "outputs"), steps, this::component);
  }

  private static Map<String, Value> fields(Value pipeline, String name) {
    return pipeline.find(name).filter(Value::isMapping).map(Value::mapping).orElse(Map.of());
  }

  /**
   * Documents by name; what they carry inside is sent before.
   *
   * @param named whether a step's document says its name, too
   * @param used is told the component of each step, where it is no registered one
   */
  static ObjectNode map(
      Value pipeline, boolean named, BiConsumer<Value, Component> used, Sending sending) {
    var nodes = Table.object();
    pipeline.require("jobs").ifPresent(Value::mapping);
    var of = new PipelineNodes(pipeline, used, sending);
    of.steps.forEach(
        (name, step) -> {
          if (!name.matches("[a-z_][a-z0-9_]{0,254}")) {
            step.fault("expected a name of small letters, digits and underscores, no digit first");
          }
          of.node(name, step)
              .ifPresent(
                  node -> {
                    if (!named) {
                      node.remove("name");
                    }
                    nodes.set(name, node);
                  });
        });
    return nodes;
  }

  private Optional<ObjectNode> node(String name, Value step) {
    if (!step.isMapping()) {
      step.unexpected("fields like type and component");
      return Optional.empty();
    }
    return switch (type(step)) {
      case COMMAND -> Optional.of(command(name, step));
      case PARALLEL -> Optional.of(parallel(name, step));
      case SWEEP -> Optional.of(sweep(name, step));
      case PIPELINE -> Optional.of(subpipeline(name, step));
      case "automl" -> AutoMl.node(name, step, sending);
      default -> {
        step.find("type")
            .ifPresent(
                type ->
                    type.fault(
                        "steps of type %s are not supported; supported are command, parallel, sweep, pipeline and automl"
                            .formatted(Paths.shown(type.text().orElse("")))));
        yield Optional.empty();
      }
    };
  }

  /** Its own type, else that of its component. */
  private String type(Value step) {
    var own = step.find("type").filter(Value::isText).flatMap(Value::text);
    if (own.isPresent()) {
      return own.get().toLowerCase(Locale.ROOT);
    }
    if (step.find("trial").isPresent()) {
      return SWEEP;
    }
    return component(step)
        .map(Component::type)
        .orElse(step.find("task").isPresent() ? PARALLEL : COMMAND);
  }

  /** What its component says, where that is a file or written inside; read once. */
  private Optional<Component> component(Value step) {
    var field = step.find("component").or(() -> step.find("trial"));
    if (field.isEmpty()) {
      return Optional.empty();
    }
    var known = read.get(field.get());
    if (known == null) {
      known = read(field.get());
      read.put(field.get(), known);
    }
    return known;
  }

  private Optional<Component> read(Value field) {
    if (field.isMapping()) {
      return ComponentKinds.read(field, Component.INLINE, sending);
    }
    if (!field.isText() || Table.isRemote(field.text().orElse(""))) {
      return Optional.empty();
    }
    var source = isPrefixed(field) ? Component.INLINE : Component.FILE;
    return field
        .local()
        .yaml(field)
        .flatMap(document -> ComponentKinds.read(document, source, sending));
  }

  /** The client reads {@code file:x.yml} as if what is in the file was written here. */
  private static boolean isPrefixed(Value field) {
    return field.isText() && field.text().orElse("").startsWith("file:");
  }

  /** Where only a file can stand, the client does not know the prefix. */
  static void unprefixed(Value field) {
    if (isPrefixed(field)) {
      field.unexpected("the path of a file, without file: here");
    }
  }

  private ObjectNode command(String name, Value step) {
    var node = started(name, COMMAND);
    if (step.find("component").isEmpty()) {
      step.require("command");
      step.require("environment");
      Placeholders.ofComponent(step);
      new Table().with(NodeKinds.COMMAND).without("comment").map(step, node, sending);
      return finished(step, node, bareCommand(name, step));
    }
    new Table().with(NodeKinds.COMMAND).passing().map(step, node, sending);
    inherit(step, node, "resources", "distribution");
    return withComponent(name, step, step.find("component").get(), node);
  }

  private Component bareCommand(String name, Value step) {
    var spec = Table.object();
    new Table()
        .with(ComponentKinds.COMMAND)
        .without("inputs", "outputs", "display_name", "properties", "is_deterministic", "$schema")
        .tolerant()
        .map(step, spec, sending);
    ports.inputs(step, spec);
    ports.outputs(step, spec);
    spec.put("display_name", name);
    ComponentKinds.withCode(step, spec, sending);
    return ComponentKinds.deterministic(new Component(COMMAND, spec, Component.INLINE, step));
  }

  private ObjectNode parallel(String name, Value step) {
    var node = started(name, PARALLEL);
    if (step.find("component").isEmpty()) {
      step.require("task");
      // the client makes a component of it, and leaves these behind
      new Table().with(NodeKinds.PARALLEL).ignored("display_name", "tags").map(step, node, sending);
      return finished(step, node, bareParallel(name, step, node));
    }
    new Table().with(NodeKinds.PARALLEL).passing().map(step, node, sending);
    inherit(
        step,
        node,
        "resources",
        "input_data",
        "max_concurrency_per_instance",
        "mini_batch_error_threshold",
        "task");
    component(step).ifPresent(component -> inheritBatch(component, node));
    return withComponent(name, step, step.find("component").get(), node);
  }

  private static void inheritBatch(Component component, ObjectNode node) {
    var size = component.spec().path("mini_batch_size").asText("");
    if (!node.has("mini_batch_size") && size.matches("\\d{1,12}")) {
      node.put("mini_batch_size", Long.parseLong(size));
    }
    var keys = component.spec().get("partition_keys");
    if (!node.has("partition_keys") && keys != null) {
      node.set("partition_keys", keys);
    }
  }

  private Component bareParallel(String name, Value step, ObjectNode node) {
    var spec = Table.object();
    for (var field :
        new String[] {
          "logging_level",
          "task",
          "input_data",
          "retry_settings",
          "max_concurrency_per_instance",
          "error_threshold",
          "mini_batch_error_threshold",
          "resources"
        }) {
      Optional.ofNullable(node.get(field)).ifPresent(value -> spec.set(field, value.deepCopy()));
    }
    if (spec.get("resources") instanceof ObjectNode resources) {
      resources.remove("properties");
    }
    step.find("mini_batch_size")
        .flatMap(NodeKinds::batchSize)
        .ifPresent(size -> spec.put("mini_batch_size", Long.toString(size)));
    step.find("partition_keys").ifPresent(keys -> spec.put("partition_keys", NodeKinds.keys(keys)));
    ports.inputs(step, spec);
    ports.outputs(step, spec);
    spec.put("display_name", name);
    return ComponentKinds.deterministic(new Component(PARALLEL, spec, Component.INLINE, step));
  }

  private ObjectNode subpipeline(String name, Value step) {
    var node = started(name, PIPELINE);
    new Table().with(NodeKinds.PIPELINE).passing().map(step, node, sending);
    step.find("component").ifPresent(PipelineNodes::unprefixed);
    return step.require("component")
        .map(component -> withComponent(name, step, component, node))
        .orElse(node);
  }

  private ObjectNode sweep(String name, Value step) {
    var node = started(name, SWEEP);
    step.require("objective");
    step.require("limits");
    new Table().with(NodeKinds.SWEEP).passing().map(step, node, sending);
    step.require("trial")
        .ifPresent(
            trial -> {
              withComponent(name, step, trial, node);
              node.putObject("trial").set("componentId", node.remove("componentId"));
            });
    return node;
  }

  private static ObjectNode started(String name, String type) {
    return Table.object().put("name", name).put("type", type);
  }

  /** What a step leaves out is its component's. */
  private void inherit(Value step, ObjectNode node, String... fields) {
    if (step.find("component").isEmpty()) {
      return;
    }
    for (var field : fields) {
      if (!node.has(field)) {
        component(step).ifPresent(component -> component.own(field, node));
      }
    }
  }

  private ObjectNode withComponent(String name, Value step, Value field, ObjectNode node) {
    var component = component(step);
    component.ifPresent(found -> requireInputs(step, found));
    if (component.isPresent()) {
      if (!component.get().spec().has("display_name") && !component.get().type().equals(PIPELINE)) {
        component.get().spec().put("display_name", name);
      }
      return finished(step, node, component.get());
    }
    if (field.isText()) {
      var id = Table.reference(field, "components", sending);
      id.ifPresent(
          found ->
              node.put(
                      SOURCE,
                      found.startsWith("azureml://registries/")
                          ? "REMOTE.REGISTRY"
                          : "REMOTE.WORKSPACE.COMPONENT")
                  .put("componentId", found));
    }
    return withoutEmpty(node);
  }

  private static void requireInputs(Value step, Component component) {
    var given = fields(step, "inputs");
    var swept = fields(step, "search_space");
    component
        .required()
        .forEach(
            input -> {
              if (!given.containsKey(input) && !swept.containsKey(input)) {
                step.fault(
                    step.field() + ".inputs." + input,
                    "is missing: the component needs it, since it is neither optional nor has a default");
              }
            });
  }

  private ObjectNode finished(Value step, ObjectNode node, Component component) {
    used.accept(step, component);
    declared(node, "inputs", component);
    declared(node, "outputs", component);
    node.put(SOURCE, component.source());
    node.put("componentId", component.putAnonymous(sending));
    return withoutEmpty(node);
  }

  /** The client drops what a step gives and its component does not have. */
  private static void declared(ObjectNode node, String ports, Component component) {
    if (node.get(ports) instanceof ObjectNode given) {
      var known = new ArrayList<String>();
      component.spec().path(ports).fieldNames().forEachRemaining(known::add);
      given.retain(known);
    }
  }

  private static ObjectNode withoutEmpty(ObjectNode node) {
    for (var field :
        new String[] {
          "inputs",
          "outputs",
          "tags",
          "properties",
          "environment_variables",
          "resources",
          "distribution"
        }) {
      if (node.path(field).isObject() && node.path(field).isEmpty()) {
        node.remove(field);
      }
    }
    return node;
  }
}
