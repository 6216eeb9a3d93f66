package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Models are not looked up: the release binds them itself. */
record BoundSending(Sending to) implements Sending {
  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    return collection.equals("models") ? name : to.resolve(collection, name, version);
  }

  @Override
  public String workspace() {
    return to.workspace();
  }

  @Override
  public String upload(Upload upload) {
    return to.upload(upload);
  }

  @Override
  public String longUri(String uri) {
    return to.longUri(uri);
  }

  @Override
  public String blobUrl(String uri) {
    return to.blobUrl(uri);
  }

  @Override
  public String put(String collection, String name, String version, ObjectNode body) {
    return to.put(collection, name, version, body);
  }
}
