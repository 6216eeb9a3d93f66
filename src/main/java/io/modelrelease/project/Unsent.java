package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Nothing is looked up, uploaded or put: a file is mapped only to find what is wrong with it. */
final class Unsent implements Sending {
  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    return name;
  }

  @Override
  public String workspace() {
    return "";
  }

  @Override
  public String upload(Upload upload) {
    return "azureml://datastores/none/paths/" + upload.path();
  }

  @Override
  public String longUri(String uri) {
    return uri;
  }

  @Override
  public String blobUrl(String uri) {
    return uri;
  }

  @Override
  public String put(String collection, String name, String version, ObjectNode body) {
    return name;
  }
}
