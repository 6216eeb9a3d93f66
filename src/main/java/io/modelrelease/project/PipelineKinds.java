package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** How a pipeline job's file becomes an ARM body. */
final class PipelineKinds {
  private static final String OF_COMPONENT = "REMOTE.WORKSPACE.JOB";
  private static final Table SETTINGS =
      new Table()
          .compute("default_compute", "default_compute")
          .row(
              "default_datastore",
              (value, target, sending) ->
                  value
                      .text()
                      .map(text -> text.replaceFirst("^azureml:(?!//)", ""))
                      .map(
                          name ->
                              name.contains("/")
                                  ? name
                                  : sending.workspace() + "/datastores/" + name)
                      .ifPresent(id -> target.put("default_datastore", id)))
          .bool("continue_on_step_failure", "continue_on_step_failure")
          .bool("force_rerun", "force_rerun")
          .passing();

  static final Table PIPELINE_JOB =
      new Table()
          .with(JobKinds.JOB)
          .with(JobKinds.PORTS)
          .row(
              "settings",
              (value, target, sending) ->
                  SETTINGS.map(value, Table.at(target, "properties.settings."), sending))
          .ignored("jobs", "component");

  private PipelineKinds() {}

  static ObjectNode body(Value file, Sending sending) {
    var body = JobKinds.body("Pipeline");
    PIPELINE_JOB.map(file, body, sending);
    var properties = (ObjectNode) body.path("properties");
    var source = Component.INLINE;
    if (file.find("component").isPresent()) {
      source = ofComponent(file.find("component").get(), properties, sending);
    } else {
      StepComputes.check(file);
      properties.set("jobs", PipelineNodes.map(file, true, (step, component) -> {}, sending));
    }
    properties.withObject("/settings").put("_source", source);
    return body;
  }

  /** What a schedule changes in a job that is there. */
  static ObjectNode changes(Value value, Sending sending) {
    var body = Table.object();
    new Table().with(PIPELINE_JOB).ignored("job").map(value, body, sending);
    var changes = body.withObject("/properties");
    changes.withObject("/settings").put("_source", Component.INLINE);
    return changes;
  }

  /** A pipeline component run as a job. */
  private static String ofComponent(Value field, ObjectNode properties, Sending sending) {
    if (field.isText() && Table.isRemote(field.text().orElse(""))) {
      Table.reference(field, "components", sending)
          .ifPresent(id -> properties.put("componentId", id));
      return OF_COMPONENT;
    }
    PipelineNodes.unprefixed(field);
    var document = field.isMapping() ? Optional.of(field) : field.local().yaml(field);
    document.ifPresent(
        found -> {
          var component = PipelineComponents.read(found, Component.FILE, false, sending);
          for (var text :
              new String[][] {{"display_name", "displayName"}, {"description", "description"}}) {
            if (!properties.has(text[1]) && component.spec().has(text[0])) {
              properties.set(text[1], component.spec().get(text[0]));
            }
          }
          properties.put("componentId", component.putAnonymous(sending));
        });
    return OF_COMPONENT;
  }
}
