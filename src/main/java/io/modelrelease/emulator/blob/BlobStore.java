package io.modelrelease.emulator.blob;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelrelease.emulator.state.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Blobs as files below {@code account/container}; metadata in a file beside. */
public final class BlobStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String META = ".blob-metadata";

  private final Path folder;

  public BlobStore(Path folder) {
    this.folder = folder;
  }

  /** The file of a blob; a name that leaves its container is no blob. */
  public Optional<Path> file(String account, String container, String blob) {
    var root = folder.resolve(account).resolve(container).normalize();
    var file = root.resolve(blob).normalize();
    return file.startsWith(root) && !file.equals(root) && !blob.endsWith(META)
        ? Optional.of(file)
        : Optional.empty();
  }

  public boolean exists(String account, String container, String blob) {
    return file(account, container, blob).filter(Files::isRegularFile).isPresent();
  }

  public void put(String account, String container, String blob, byte[] content) {
    put(account, container, blob, out -> out.write(content));
  }

  private void put(String account, String container, String blob, AtomicFile.Content content) {
    AtomicFile.write(
        file(account, container, blob)
            .orElseThrow(() -> new IllegalArgumentException("No blob name: " + blob)),
        content);
  }

  public void delete(String account, String container, String blob) {
    delete(file(account, container, blob).orElseThrow());
  }

  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(meta(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Map<String, String> metadata(Path file) {
    var metadata = new TreeMap<String, String>();
    try {
      if (Files.exists(meta(file))) {
        JSON.readTree(meta(file).toFile())
            .properties()
            .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asText()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return metadata;
  }

  public void metadata(Path file, Map<String, String> metadata) {
    ObjectNode node = JSON.createObjectNode();
    metadata.forEach(node::put);
    AtomicFile.write(meta(file), node.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static Path meta(Path file) {
    return file.resolveSibling(file.getFileName() + META);
  }

  /** Names of all blobs that begin with a prefix, sorted. */
  public List<String> list(String account, String container, String prefix) {
    var root = folder.resolve(account).resolve(container);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .filter(name -> name.startsWith(prefix))
          .filter(
              name -> !name.endsWith(META) && !name.contains("/.new") && !name.startsWith(".new"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies what is below a prefix into a folder; a prefix that is a blob itself becomes one file.
   */
  public int materialise(BlobPlace from, Path target) {
    var names = list(from.account(), from.container(), from.path());
    var copied = 0;
    for (var name : names) {
      var relative = name.substring(from.path().length()).replaceFirst("^/", "");
      var boundary =
          name.equals(from.path())
              || from.path().isEmpty()
              || from.path().endsWith("/")
              || name.charAt(from.path().length()) == '/';
      if (boundary) {
        var file =
            relative.isEmpty()
                ? target.resolve(name.substring(name.lastIndexOf('/') + 1))
                : target.resolve(relative);
        try {
          Files.createDirectories(file.getParent());
          Files.copy(
              file(from.account(), from.container(), name).orElseThrow(),
              file,
              StandardCopyOption.REPLACE_EXISTING);
          copied++;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return copied;
  }

  /** Copies a folder's files below a place. */
  public void upload(Path source, BlobPlace to) {
    if (!Files.isDirectory(source)) {
      return;
    }
    var prefix = to.path().isEmpty() || to.path().endsWith("/") ? to.path() : to.path() + "/";
    try (var files = Files.walk(source)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        put(
            to.account(),
            to.container(),
            prefix + source.relativize(file).toString().replace('\\', '/'),
            out -> Files.copy(file, out));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
