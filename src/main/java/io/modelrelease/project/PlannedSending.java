package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes down what would be sent, in order, and sends nothing: {@code @latest} and no version are
 * 1, an upload is a path by content hash.
 */
public final class PlannedSending implements Sending {
  private static final String DATASTORE = "workspaceblobstore";
  private static final Pattern SHORT_URI =
      Pattern.compile("azureml://datastores/(?<datastore>[^/]+)/paths/(?<path>.*?)/?");

  private final String workspace;
  private final String container;
  private final List<Request> requests = new ArrayList<>();

  /**
   * A request that would be sent.
   *
   * @param path ARM id of what is put
   */
  public record Request(String method, String path, ObjectNode body) {}

  /**
   * @param workspace its ARM id
   * @param container address of the default datastore's container, without a last slash
   */
  public PlannedSending(String workspace, String container) {
    this.workspace = workspace;
    this.container = container;
  }

  /** In the order in which they must be sent; the same twice is there once. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    var id = workspace + "/" + collection + "/" + name;
    return collection.equals("computes") ? id : id + "/versions/" + version.orElse("1");
  }

  @Override
  public String workspace() {
    return workspace;
  }

  @Override
  public String upload(Upload upload) {
    return "azureml://datastores/%s/paths/%s%s"
        .formatted(upload.datastore().orElse(DATASTORE), upload.path(), upload.folder() ? "/" : "");
  }

  @Override
  public String longUri(String uri) {
    return "azureml:/"
        + workspace
            .replace("/providers/Microsoft.MachineLearningServices/", "/")
            .replace("/resourceGroups/", "/resourcegroups/")
        + uri.substring("azureml:/".length());
  }

  @Override
  public String blobUrl(String uri) {
    var place = SHORT_URI.matcher(uri);
    if (!place.matches()) {
      throw new IllegalArgumentException(uri + " is no short datastore URI");
    }
    var own = place.group("datastore").equals(DATASTORE);
    return (own ? container : container.replaceFirst("[^/]*$", place.group("datastore")))
        + "/"
        + place.group("path");
  }

  @Override
  public String put(String collection, String name, String version, ObjectNode body) {
    return put(workspace + "/%s/%s/versions/%s".formatted(collection, name, version), body);
  }

  /** Puts anything else: the file itself. */
  public String put(String path, ObjectNode body) {
    var request = new Request("PUT", path, body);
    if (!requests.contains(request)) {
      requests.add(request);
    }
    return path;
  }
}
