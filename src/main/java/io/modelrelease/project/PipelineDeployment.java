package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A pipeline behind a batch endpoint (azure-ai-ml, {@code PipelineComponentBatchDeployment}): its
 * component is registered, a file beside this one, or made of a pipeline job that has run; what is
 * not registered is put before, without a name. The fields of its settings keep their names.
 */
final class PipelineDeployment {
  private static final String ANONYMOUS = "azureml_anonymous";
  private static final String FIRST = "1";

  private static final Table TABLE =
      new Table()
          .ignored("$schema", "name", "endpoint_name", "type")
          .text("description", "properties.description")
          .texts("tags", "tags")
          .row(
              "settings",
              (value, target, sending) ->
                  new Table()
                      .texts("settings", "settings")
                      .map(value.as("settings"), configuration(target), sending))
          .row("job_definition", PipelineDeployment::job)
          .row("component", PipelineDeployment::component); // if both are there it counts

  private PipelineDeployment() {}

  static ObjectNode body(Value file, String location, Sending sending) {
    var body = Table.object();
    body.put("location", location);
    body.putObject("tags");
    configuration(body).put("deploymentConfigurationType", "PipelineComponent");
    if (file.find("job_definition").isEmpty()) {
      file.require("component");
    }
    TABLE.map(file, body, sending);
    return body;
  }

  private static ObjectNode configuration(ObjectNode target) {
    return target.withObject("/properties/deploymentConfiguration");
  }

  private static void runs(String id, ObjectNode target) {
    configuration(target).putObject("componentId").put("referenceType", "Id").put("assetId", id);
  }

  private static void component(Value value, ObjectNode target, Sending sending) {
    var text = value.text().orElse("");
    if (Table.isRemote(text) && !text.startsWith("file:")) {
      Table.reference(value, "components", sending).ifPresent(id -> runs(id, target));
      return;
    }
    value
        .local()
        .yaml(value)
        .flatMap(file -> ComponentKinds.read(file, Component.FILE, true, sending))
        .ifPresent(
            component -> {
              if (!component.type().equals("pipeline")) {
                value.fault(
                    "is a %s component, and a batch deployment runs a pipeline component"
                        .formatted(component.type()));
                return;
              }
              runs(component.putAnonymous(sending), target);
              for (var field : new String[] {"description", "tags"}) {
                Optional.ofNullable(component.spec().get(field))
                    .ifPresent(words -> configuration(target).set(field, words));
              }
            });
  }

  /** The service makes the component of a job; the client names the job twice. */
  private static void job(Value value, ObjectNode target, Sending sending) {
    var job = value.isText() ? value.text().orElse("") : "";
    if (!job.matches("azureml:.+")) {
      value.fault("expected a pipeline job that has run, like azureml:name");
      return;
    }
    var name = job.substring("azureml:".length());
    var body = Table.object();
    var properties = body.putObject("properties");
    properties.put("isAnonymous", true).put("isArchived", false);
    properties.putObject("properties");
    properties.putObject("tags");
    var spec = properties.putObject("componentSpec");
    spec.put("name", ANONYMOUS).put("version", FIRST).put("type", "pipeline");
    spec.put("_source", "CLASS").put("source_job_id", name).put("sourceJobId", name);
    spec.putObject("jobs");
    runs(sending.put("components", ANONYMOUS, FIRST, body), target);
  }
}
