package io.modelrelease.azureml;

import com.azure.core.exception.AzureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The log of an image that a deployment needs and that could not be built. The failure says where
 * it is: {@code … in the container 'azureml' at the path 'ImageLogs/…/build.log'} (Azure ML
 * documentation, "Troubleshoot online endpoints", ImageBuildFailure; an older form names a path
 * below {@code /azureml/}).
 */
final class BuildLog {
  private static final Pattern PLACE =
      Pattern.compile("container '?([\\w-]+)'?.{0,40}?path '?([^'\"\\s]+)");
  private static final Pattern OLDER = Pattern.compile("path [\"']/?([\\w-]+)/([^\"']+)[\"']");
  private static final long MOST_BYTES = 4L << 20;

  private final Workspace workspace;

  BuildLog(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Its last lines; none where it is not said where they are, or they may not be read. */
  List<String> lastLines(AzureError error) {
    return place(PLACE, error)
        .or(() -> place(OLDER, error))
        .map(place -> read(place[0], place[1]))
        .orElse(List.of());
  }

  private static Optional<String[]> place(Pattern pattern, AzureError error) {
    var found = pattern.matcher(error.message());
    return found.find()
        ? Optional.of(new String[] {found.group(1), found.group(2).replaceFirst("^/", "")})
        : Optional.empty();
  }

  private List<String> read(String container, String path) {
    try {
      for (var datastore : workspace.list(workspace.armId("datastores"), Map.of())) {
        var properties = datastore.path("properties");
        if (properties.path("containerName").asText().equals(container)) {
          var blob =
              workspace
                  .datastore()
                  .open(datastore.path("name").asText(), properties)
                  .getBlobClient(path);
          return blob.getProperties().getBlobSize() > MOST_BYTES
              ? List.of("The log is larger than what is read of it: " + path)
              : JobLogs.lastOf(blob.downloadContent().toString().lines());
        }
      }
      return List.of();
    } catch (AzureException | io.modelrelease.azureml.AzureException e) {
      return List.of();
    }
  }
}
