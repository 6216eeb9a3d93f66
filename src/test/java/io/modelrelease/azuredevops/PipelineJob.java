package io.modelrelease.azuredevops;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job of a pipeline run.
 *
 * @param collection address of the organization, with a slash at the end
 * @param taskId instance of the task that runs in it
 * @param token its System.AccessToken
 */
public record PipelineJob(
    String collection,
    int buildId,
    String planId,
    String jobId,
    String timelineId,
    String taskId,
    String token) {

  /** Where Azure DevOps shows the run: Build.BuildId below the project. */
  public String run() {
    return "%s%s/_build/results?buildId=%d"
        .formatted(collection, ImitatedAzureDevOps.PROJECT, buildId);
  }

  String repositoryUri() {
    return "%s%s/_git/%s"
        .formatted(collection, ImitatedAzureDevOps.PROJECT, ImitatedAzureDevOps.REPOSITORY);
  }

  /** The headers that the task InvokeRESTAPI@1 sends of itself, as the fields of an object. */
  public Map<String, Object> callback() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("PlanUrl", collection);
    fields.put("ProjectId", ImitatedAzureDevOps.PROJECT_ID);
    fields.put("HubName", "build");
    fields.put("PlanId", planId);
    fields.put("JobId", jobId);
    fields.put("TimelineId", timelineId);
    fields.put("TaskInstanceId", taskId);
    fields.put("AuthToken", token);
    return fields;
  }

  /**
   * What a job on an agent has in its environment, of the predefined variables that a pipeline of
   * ours may use; SYSTEM_ACCESSTOKEN as where the step maps it.
   */
  public Map<String, String> environment() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("SYSTEM_COLLECTIONURI", collection);
    variables.put("SYSTEM_TEAMFOUNDATIONCOLLECTIONURI", collection);
    variables.put("SYSTEM_TEAMPROJECT", ImitatedAzureDevOps.PROJECT);
    variables.put("SYSTEM_TEAMPROJECTID", ImitatedAzureDevOps.PROJECT_ID);
    variables.put("SYSTEM_HOSTTYPE", "build");
    variables.put("SYSTEM_PLANID", planId);
    variables.put("SYSTEM_JOBID", jobId);
    variables.put("SYSTEM_TIMELINEID", timelineId);
    variables.put("SYSTEM_TASKINSTANCEID", taskId);
    variables.put("SYSTEM_STAGEATTEMPT", "1");
    variables.put("SYSTEM_JOBATTEMPT", "1");
    variables.put("SYSTEM_DEFINITIONID", ImitatedAzureDevOps.DEFINITION_ID);
    variables.put("SYSTEM_ACCESSTOKEN", token);
    variables.put("SYSTEM_OIDCREQUESTURI", oidcAddress());
    variables.put("BUILD_BUILDID", Integer.toString(buildId));
    variables.put("BUILD_REASON", "IndividualCI");
    variables.put("BUILD_SOURCEVERSION", ImitatedAzureDevOps.COMMIT);
    variables.put("BUILD_SOURCEBRANCH", "refs/heads/main");
    variables.put("BUILD_SOURCEBRANCHNAME", "main");
    variables.put("BUILD_REPOSITORY_ID", ImitatedAzureDevOps.REPOSITORY_ID);
    variables.put("BUILD_REPOSITORY_NAME", ImitatedAzureDevOps.REPOSITORY);
    variables.put("BUILD_REPOSITORY_PROVIDER", "TfsGit");
    variables.put("BUILD_REQUESTEDFOREMAIL", "scientist@example.org");
    variables.put("TF_BUILD", "True");
    return variables;
  }

  String oidcAddress() {
    return "%s%s/_apis/distributedtask/hubs/build/plans/%s/jobs/%s/oidctoken"
        .formatted(collection, ImitatedAzureDevOps.PROJECT_ID, planId, jobId);
  }
}
