package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a mapping asks for beside the body that it makes: Microsoft's client looks ids up, uploads
 * local files, and sends the anonymous assets that a file carries inside before it sends the file
 * itself. A release really does this ({@code WorkspaceSending}); {@link PlannedSending} writes down
 * what would be sent.
 *
 * <p>Names of anonymous assets and paths of uploads come from their content: whoever asks twice
 * gets the same answer, and nothing is sent twice.
 */
public interface Sending {

  /**
   * What {@code azureml:name:version}, {@code azureml:name@latest} and {@code azureml:name} mean.
   *
   * @param collection data, environments, models, components, computes
   * @param version empty for {@code @latest} and for none
   * @return the ARM id
   */
  String resolve(String collection, String name, Optional<String> version);

  /** ARM id of the workspace. */
  String workspace();

  /**
   * Uploads to the default datastore.
   *
   * @return short URI, {@code azureml://datastores/{datastore}/paths/{path}}; a folder's ends with
   *     a slash
   */
  String upload(Upload upload);

  /** The long form of a short datastore URI, with the workspace in it. */
  String longUri(String uri);

  /** The address of blob storage that a short datastore URI of the default datastore means. */
  String blobUrl(String uri);

  /**
   * Puts a version of an asset.
   *
   * @param collection codes, environments, components, models
   * @return its ARM id
   */
  String put(String collection, String name, String version, ObjectNode body);
}
