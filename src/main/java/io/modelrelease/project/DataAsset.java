package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A data asset. Local files are registered under a version that is derived from their bytes. */
public final class DataAsset {
  private static final int VERSION_LENGTH = 16;

  private final Value file;
  private final String name;
  private final Optional<String> remote;
  private final Optional<Upload> upload;

  DataAsset(Value file, String name, Optional<String> remote, Optional<Upload> upload) {
    this.file = file;
    this.name = name;
    this.remote = remote;
    this.upload = upload;
  }

  /** Path of its file in the project. */
  public String yaml() {
    return file.file();
  }

  public String name() {
    return name;
  }

  /** Hex digits of the content's digest; the file's own version where the data are elsewhere. */
  public String version() {
    return remote.isPresent()
        ? file.find("version").flatMap(Value::text).orElse("1")
        : ProjectFiles.digest(files()).substring(0, VERSION_LENGTH);
  }

  /** Where the data are, when they are not in the project. */
  public Optional<String> remoteUri() {
    return remote;
  }

  /** Path to bytes; empty when the data are elsewhere. */
  public SortedMap<String, byte[]> files() {
    return upload.map(Upload::files).orElseGet(TreeMap::new);
  }

  /** As it goes to the default datastore, when the data are in the project. */
  public Upload upload() {
    return upload.orElseThrow();
  }

  public boolean folder() {
    return file.find("type")
        .flatMap(Value::text)
        .orElse("uri_folder")
        .matches("uri_folder|mltable");
  }

  /**
   * @param uri where the data are
   */
  public ObjectNode body(String uri) {
    var body = Assets.body();
    ((ObjectNode) body.path("properties")).put("dataType", "uri_folder").put("dataUri", uri);
    AssetKinds.RELEASED_DATA.map(file, body, Assets.NOTHING_SENT);
    file.find("path")
        .filter(path -> remote.isEmpty())
        .ifPresent(path -> AssetKinds.table(path, files(), body.withObject("/properties")));
    return body;
  }
}
