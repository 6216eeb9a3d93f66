package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The jobs of a workspace. */
public final class Jobs {
  private static final int LAST_LINES = 30;
  private static final Set<String> OVER_OR_ENDING =
      Set.of("Completed", "Failed", "Canceled", "NotResponding", "CancelRequested", "Finalizing");

  private final Workspace workspace;
  private final HttpClient logs =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  Jobs(Workspace workspace) {
    this.workspace = workspace;
  }

  /** A repeated PUT of a job that exists never runs it again; it answers 200. */
  public Started submit(String name, JsonNode body) {
    return workspace.put(workspace.armId("jobs", name), body);
  }

  /**
   * How far a job is. ARM's job does not say why it failed: that is read from the run history
   * ({@code history/v1.0/…/runs/{id}/details}), with the last lines of its log as details. A reason
   * that may not be read is no reason not to know that it failed.
   */
  public Progress progress(String name) {
    var job = workspace.find(workspace.armId("jobs", name));
    if (job.isEmpty()) {
      return workspace.hidden(workspace.armId("jobs", name));
    }
    var status = job.get().path("properties").path("status").asText("");
    return switch (status) {
      case "Completed" -> Progress.of(Progress.State.SUCCEEDED);
      case "Failed" -> Progress.failed(reason(name));
      case "Canceled" -> Progress.of(Progress.State.CANCELED);
      case "NotResponding" ->
          Progress.failed(
              new AzureError(
                  "NotResponding",
                  "The job does not respond any more.",
                  Optional.empty(),
                  List.of()));
      default -> Progress.of(Progress.State.RUNNING);
    };
  }

  private AzureError reason(String name) {
    var details =
        workspace
            .arm()
            .findIfAllowed(
                workspace.api()
                    + "/history/v1.0"
                    + workspace.armId()
                    + "/runs/"
                    + name
                    + "/details")
            .orElseGet(MissingNode::getInstance);
    var error = AzureError.read(details.path("error"));
    return error.withDetails(lastLines(details.path("logFiles")));
  }

  private List<String> lastLines(JsonNode logFiles) {
    var url = logFiles.path("user_logs/std_log.txt").asText("");
    if (url.isEmpty()) {
      return List.of();
    }
    try {
      LoopbackBearerPolicy.requireSafe(URI.create(url));
      var answer =
          logs.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      var lines = answer.body().lines().toList();
      return answer.statusCode() == 200
          ? lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
          : List.of();
    } catch (IOException e) {
      return List.of("The log could not be read: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /**
   * The job's own program ended with an error: a result of the release, not trouble of Azure's.
   * Azure marks it {@code UserError}; unverified which other user mistakes carry the same code.
   */
  public boolean failedByItsOwnCode(AzureError error) {
    return Failures.says(error, "UserError");
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
