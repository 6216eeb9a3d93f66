package io.modelrelease.azureml;

/**
 * What a batch endpoint is to score.
 *
 * @param type {@code UriFile} or {@code UriFolder}
 * @param uri datastore URI
 */
public record BatchInput(String type, String uri) {}
