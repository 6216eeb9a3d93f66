package io.modelrelease.azureml;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How far what was PUT or DELETEd in a workspace is, by what Azure shows of it. */
final class Provisioning {
  /** How long a resource may stay hidden after its PUT; unverified how long Azure takes at most. */
  private static final Duration HIDDEN = Duration.ofMinutes(1);

  private final Workspace workspace;
  private final Map<String, Instant> unseen = new ConcurrentHashMap<>();
  private final Map<String, String> deletions = new ConcurrentHashMap<>();

  Provisioning(Workspace workspace) {
    this.workspace = workspace;
  }

  /** It was PUT just now. */
  void sent(String id) {
    unseen.put(id, Instant.now());
  }

  /** Azure has shown it. */
  void seen(String id) {
    unseen.remove(id);
  }

  /** Its DELETE was taken, and Azure reports there. */
  void deleting(String id, String operationUrl) {
    deletions.put(id, operationUrl);
  }

  /**
   * What a 404 means. The resource manager's copies follow each other: what was PUT a moment ago
   * may not be shown yet, and is not gone. Once it was seen, a 404 is one.
   */
  Progress hidden(String id) {
    var sent = unseen.get(id);
    if (sent != null && sent.plus(HIDDEN).isAfter(Instant.now())) {
      return Progress.of(Progress.State.RUNNING);
    }
    unseen.remove(id);
    return Progress.of(Progress.State.MISSING);
  }

  /**
   * How far a PUT is, from the resource's provisioning state; the reason of a failure is read where
   * Azure reports about the operation, since the resource does not carry it.
   */
  Progress of(String id, Optional<String> operationUrl) {
    var found = workspace.find(id);
    if (found.isEmpty()) {
      return hidden(id);
    }
    var properties = found.get().path("properties");
    return switch (properties.path("provisioningState").asText("Succeeded")) {
      case "Succeeded" -> Progress.of(Progress.State.SUCCEEDED);
      case "Failed" ->
          Progress.failed(
              workspace.onlineEndpoints().withLog(id, reason(properties, operationUrl)));
      case "Canceled" -> Progress.of(Progress.State.CANCELED);
      default -> Progress.of(Progress.State.RUNNING);
    };
  }

  private AzureError reason(JsonNode properties, Optional<String> operationUrl) {
    var errors = properties.path("provisioningErrors"); // computes carry them
    if (errors.isArray() && !errors.isEmpty()) {
      return AzureError.read(errors.get(0));
    }
    return operationUrl
        .or(
            () ->
                Optional.ofNullable(
                    properties.path("properties").path("AzureAsyncOperationUri").asText(null)))
        .flatMap(workspace.arm()::findIfAllowed)
        .map(AzureError::read)
        .orElse(new AzureError("Unknown", "Azure gave no reason.", Optional.empty(), List.of()));
  }

  /**
   * How far a DELETE is. What is shown still is being deleted, unless Azure reports that the
   * deletion failed; where it reports is known from the DELETE, until this process ends.
   */
  Progress gone(String id, Optional<String> operationUrl) {
    if (workspace.find(id).isEmpty()) {
      deletions.remove(id);
      return Progress.of(Progress.State.SUCCEEDED);
    }
    var reported =
        operationUrl
            .or(() -> Optional.ofNullable(deletions.get(id)))
            .map(workspace.arm()::operation)
            .filter(progress -> progress.state() == Progress.State.FAILED)
            .filter(progress -> progress.error().filter(Provisioning::isForgotten).isEmpty());
    reported.ifPresent(failed -> deletions.remove(id));
    return reported.orElse(Progress.of(Progress.State.RUNNING));
  }

  /** The report of an operation is kept for a while only. */
  private static boolean isForgotten(AzureError error) {
    return error.code().toLowerCase(Locale.ROOT).contains("notfound");
  }
}
