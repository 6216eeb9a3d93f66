package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelrelease.azureml.AzureError.Stage;
import java.util.List;
import java.util.Optional;

/**
 * Why a job ended without success. ARM's job does not say so: it is read from the run history
 * ({@code history/v1.0/…/runs/{id}/details}, {@code …/children}). A pipeline only says that a step
 * failed; the reason is the first failed step's.
 */
final class JobEnd {
  private final Workspace workspace;
  private final JobLogs logs = new JobLogs();

  JobEnd(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A reason that may not be read is no reason not to know that it failed. */
  AzureError failed(String job, boolean pipeline) {
    if (pipeline) {
      var step = failedStep(job);
      if (step.isPresent()) {
        var id = step.get().path("runId").asText();
        return reason(id, details(id)).inStep(nameOf(step.get()));
      }
    }
    return reason(job, details(job));
  }

  /** Cancelled by somebody, or by Azure at its time limit: its warnings tell which. */
  AzureError canceled(String job) {
    var details = details(job);
    var words = new StringBuilder("The job was cancelled.");
    details
        .path("warnings")
        .forEach(warning -> words.append(' ').append(warning.path("message").asText()));
    Optional.of(details.at("/error/error/message").asText(details.at("/error/message").asText("")))
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> words.append(' ').append(text));
    return withLog(
        new AzureError("Canceled", words.toString(), Optional.empty(), List.of(), Stage.JOB),
        details);
  }

  private AzureError reason(String job, JsonNode details) {
    return withLog(AzureError.read(details.path("error")).ofJob(), details);
  }

  private AzureError withLog(AzureError error, JsonNode details) {
    var lines = logs.lastLines(details.path("logFiles"), error.row().log());
    return error.withDetails(lines);
  }

  private Optional<JsonNode> failedStep(String job) {
    for (var child : history(job, "/children").path("value")) {
      if (child.path("status").asText().equals("Failed")) {
        return Optional.of(child);
      }
    }
    return Optional.empty();
  }

  /** As people know it: the node's name in the pipeline, else its id. */
  private static String nameOf(JsonNode step) {
    return Optional.of(step.path("displayName").asText(""))
        .filter(name -> !name.isBlank())
        .orElse(step.path("runId").asText());
  }

  private JsonNode details(String job) {
    return history(job, "/details");
  }

  private JsonNode history(String job, String what) {
    return workspace
        .arm()
        .findIfAllowed(
            workspace.api() + "/history/v1.0" + workspace.armId() + "/runs/" + job + what)
        .orElseGet(MissingNode::getInstance);
  }
}
