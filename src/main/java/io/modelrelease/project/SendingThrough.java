package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Asks another for everything; whoever extends it decides one thing otherwise. */
public abstract class SendingThrough implements Sending {
  private final Sending to;

  protected SendingThrough(Sending to) {
    this.to = to;
  }

  @Override
  public String resolve(String collection, String name, Optional<String> version) {
    return to.resolve(collection, name, version);
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
