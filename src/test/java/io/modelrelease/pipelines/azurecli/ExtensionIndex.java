package io.modelrelease.pipelines.azurecli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An index of extensions as {@code az extension add} reads it (azure-cli-core's
 * extension/_index.py), with a small extension ml in some versions.
 */
final class ExtensionIndex implements AutoCloseable {
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final ServedFiles server = ServedFiles.of(files);

  ExtensionIndex(String... versions) throws IOException, NoSuchAlgorithmException {
    var entries = new StringBuilder();
    for (var version : versions) {
      var name = "ml-%s-py3-none-any.whl".formatted(version);
      var wheel = wheel(version);
      files.put("/" + name, wheel);
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append(
              """
              {"downloadUrl": "%s/%s", "filename": "%s", "sha256Digest": "%s",
               "metadata": {"name": "ml", "version": "%s", "azext.minCliCoreVersion": "2.15.0"}}
              """
                  .formatted(
                      server.address(),
                      name,
                      name,
                      HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wheel)),
                      version));
    }
    files.put(
        "/index.json",
        "{\"extensions\": {\"ml\": [%s]}, \"formatVersion\": \"1\"}"
            .formatted(entries)
            .getBytes(StandardCharsets.UTF_8));
  }

  String url() {
    return server.address() + "/index.json";
  }

  private static byte[] wheel(String version) throws IOException {
    var info = "ml-%s.dist-info/".formatted(version);
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      add(
          zip,
          "azext_ml/__init__.py",
          Files.readString(Path.of("src/test/resources/agents/azext_ml.py")));
      add(zip, "azext_ml/azext_metadata.json", "{\"azext.minCliCoreVersion\": \"2.15.0\"}");
      add(
          zip,
          info + "METADATA",
          "Metadata-Version: 2.1\nName: ml\nVersion: %s\n".formatted(version));
      add(zip, info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
      add(
          zip,
          info + "RECORD",
          """
          azext_ml/__init__.py,,
          azext_ml/azext_metadata.json,,
          %1$sMETADATA,,
          %1$sWHEEL,,
          %1$sRECORD,,
          """
              .formatted(info));
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  @Override
  public void close() {
    server.close();
  }
}
