package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/** An environment: an image, with a conda file or without. */
public final class EnvironmentAsset {
  private static final int VERSION_LENGTH = 16;

  private final Value file;
  private final String name;
  private final Optional<Object> conda;

  /**
   * @param conda the conda file as a document
   */
  EnvironmentAsset(Value file, String name, Optional<Object> conda) {
    this.file = file;
    this.name = name;
    this.conda = conda;
  }

  public String name() {
    return name;
  }

  /** The file's own version, else derived from its content. */
  public String version() {
    return file.find("version")
        .flatMap(Value::text)
        .orElseGet(
            () -> {
              var content = new TreeMap<String, byte[]>();
              content.put("body", body().toString().getBytes(StandardCharsets.UTF_8));
              return ProjectFiles.digest(content).substring(0, VERSION_LENGTH);
            });
  }

  public ObjectNode body() {
    var body = Assets.body();
    Kinds.ENVIRONMENT.map(file, body, Assets.NOTHING_SENT);
    var properties = (ObjectNode) body.path("properties");
    conda.ifPresent(document -> properties.put("condaFile", Yaml.sorted(document)));
    if (!properties.has("osType")) {
      properties.put("osType", "Linux");
    }
    return body;
  }
}
