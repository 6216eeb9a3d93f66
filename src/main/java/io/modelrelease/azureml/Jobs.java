package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The jobs of a workspace. */
public final class Jobs {
  private static final Set<String> OVER_OR_ENDING =
      Set.of("Completed", "Failed", "Canceled", "NotResponding", "CancelRequested", "Finalizing");

  private final Workspace workspace;
  private final JobEnd end;

  Jobs(Workspace workspace) {
    this.workspace = workspace;
    this.end = new JobEnd(workspace);
  }

  private static boolean isPipeline(JsonNode job) {
    return job.path("properties").path("jobType").asText().equals("Pipeline");
  }

  /** A repeated PUT of a job that exists never runs it again; it answers 200. */
  public Started submit(String name, JsonNode body) {
    return workspace.put(workspace.armId("jobs", name), body);
  }

  /**
   * How far a job is; where it ended without success, why, with the last lines of its log as
   * details.
   */
  public Progress progress(String name) {
    var job = workspace.find(workspace.armId("jobs", name));
    if (job.isEmpty()) {
      return workspace.hidden(workspace.armId("jobs", name));
    }
    var status = job.get().path("properties").path("status").asText("");
    return switch (status) {
      case "Completed" -> Progress.of(Progress.State.SUCCEEDED);
      case "Failed" -> Progress.failed(end.failed(name, isPipeline(job.get())));
      case "Canceled" -> Progress.canceled(end.canceled(name));
      case "NotResponding" ->
          Progress.failed(
              new AzureError(
                  "NotResponding",
                  "The job does not respond any more.",
                  Optional.empty(),
                  List.of(),
                  AzureError.Stage.JOB));
      default -> Progress.of(Progress.State.RUNNING);
    };
  }

  /** The job's own program ended with an error: a result of the release, not trouble of Azure's. */
  public boolean failedByItsOwnCode(AzureError error) {
    return error.isResult();
  }

  /** It is there, is not over, and nobody has asked for its end yet. */
  public boolean runs(String name) {
    return workspace
        .find(workspace.armId("jobs", name))
        .map(job -> job.path("properties").path("status").asText(""))
        .filter(status -> !OVER_OR_ENDING.contains(status))
        .isPresent();
  }

  /** Asks for the end of a job; one that is over stays as it is. */
  public void cancel(String name) {
    try {
      workspace.post(workspace.armId("jobs", name, "cancel"), Optional.empty());
    } catch (AzureException e) {
      if (e.kind() != AzureException.Kind.REJECTED || !progress(name).over()) {
        throw e; // else Azure refuses to cancel what is over
      }
    }
  }
}
