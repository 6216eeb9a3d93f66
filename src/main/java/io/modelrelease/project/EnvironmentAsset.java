package io.modelrelease.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** An environment: an image, with a conda file or without, or a build context. */
public final class EnvironmentAsset {
  private static final int VERSION_LENGTH = 16;

  private final Value file;
  private final String name;

  EnvironmentAsset(Value file, String name) {
    this.file = file;
    this.name = name;
  }

  /** Path of its file in the project. */
  public String yaml() {
    return file.file();
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
              content.put(
                  "body", body(Assets.NOTHING_SENT).toString().getBytes(StandardCharsets.UTF_8));
              return ProjectFiles.digest(content).substring(0, VERSION_LENGTH);
            });
  }

  /** Body of the version; a build context is uploaded before. */
  public ObjectNode body(Sending sending) {
    var body = Assets.body();
    AssetKinds.ENVIRONMENT.map(file, body, sending);
    var properties = (ObjectNode) body.path("properties");
    if (!properties.has("osType")) {
      properties.put("osType", "Linux");
    }
    return body;
  }
}
