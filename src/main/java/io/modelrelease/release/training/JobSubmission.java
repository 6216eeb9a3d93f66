package io.modelrelease.release.training;

import io.modelrelease.azureml.AzureMl;
import io.modelrelease.azureml.Names;
import io.modelrelease.project.Job;
import io.modelrelease.project.JobBinding;
import io.modelrelease.release.operation.Begun;
import io.modelrelease.release.operation.OperationContext;
import io.modelrelease.release.operation.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Submits a job under a name derived from release, step and round, and reads how it went. A
 * repeated PUT of a job that exists never runs it again (Azure ML REST API, Jobs - Create Or
 * Update).
 */
@Component
class JobSubmission {
  private final AzureMl azure;

  JobSubmission(AzureMl azure) {
    this.azure = azure;
  }

  Begun submit(OperationContext context, String step, Job job, Map<String, String> inputs) {
    var workspace = azure.workspace(context.environment());
    var release = context.release();
    var name = nameOf(context, step);
    var id = workspace.armId("jobs", name);
    if (workspace.find(id).isPresent()) {
      return Begun.accepted(id);
    }
    var outputs = new LinkedHashMap<String, String>();
    job.outputs()
        .forEach(output -> outputs.put(output, workspace.datastore().outputUri(name, output)));
    var binding =
        new JobBinding(
            release.model() + " " + release.version() + " " + step,
            release.model(),
            release.tags(),
            inputs,
            outputs);
    workspace
        .jobs()
        .submit(name, job.body(new WorkspaceSending(workspace, release.project()), binding));
    return Begun.accepted(id);
  }

  Outcome read(OperationContext context, List<String> resources) {
    return Outcome.ofJob(azure.workspace(context.environment()).jobs(), nameOf(resources));
  }

  static String nameOf(OperationContext context, String step) {
    return Names.job(context.release().id(), step, context.round());
  }

  static String nameOf(List<String> resources) {
    var id = resources.get(0);
    return id.substring(id.lastIndexOf('/') + 1);
  }
}
