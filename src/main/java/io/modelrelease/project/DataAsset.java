package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedMap;

/** A data asset. Local files are registered under a version that is derived from their bytes. */
public final class DataAsset {
  private static final int VERSION_LENGTH = 16;

  private final Value file;
  private final String name;
  private final Optional<String> remote;
  private final SortedMap<String, byte[]> files;

  DataAsset(Value file, String name, Optional<String> remote, SortedMap<String, byte[]> files) {
    this.file = file;
    this.name = name;
    this.remote = remote;
    this.files = files;
  }

  public String name() {
    return name;
  }

  /** Hex digits of the content's digest; the file's own version where the data are elsewhere. */
  public String version() {
    return remote.isPresent()
        ? file.find("version").flatMap(Value::text).orElse("1")
        : ProjectFiles.digest(files).substring(0, VERSION_LENGTH);
  }

  /** Where the data are, when they are not in the project. */
  public Optional<String> remoteUri() {
    return remote;
  }

  public SortedMap<String, byte[]> files() {
    return files;
  }

  public boolean folder() {
    return file.find("type").flatMap(Value::text).orElse("uri_folder").equals("uri_folder");
  }

  /**
   * @param uri where the data are
   */
  public ObjectNode body(String uri) {
    var body = Assets.body();
    ((ObjectNode) body.path("properties")).put("dataType", "uri_folder").put("dataUri", uri);
    Kinds.DATA.map(file, body, Assets.NOTHING_SENT);
    return body;
  }
}
