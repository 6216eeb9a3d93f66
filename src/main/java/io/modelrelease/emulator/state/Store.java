package io.modelrelease.emulator.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * JSON documents by key ({@code ws/mlw-dev/jobs/x}), each a file in a folder that is named so. What
 * is in memory is a copy of what is on disk; a document that is handed out is the caller's own
 * until it is put back.
 */
public final class Store {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Not what a part of a key can be called. */
  private static final String DOCUMENT = "document.json";

  /** Is told what was written, by whoever writes: it must be quick. */
  public interface Watcher {
    void written(String key, Optional<ObjectNode> before, ObjectNode after);
  }

  private volatile Watcher watcher = (key, before, after) -> {};
  private final Path folder;
  private final ConcurrentSkipListMap<String, ObjectNode> documents = new ConcurrentSkipListMap<>();

  public Store(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(path -> path.endsWith(DOCUMENT)).toList()) {
          documents.put(key(file), (ObjectNode) JSON.readTree(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The emulator cannot read its state in " + folder, e);
    }
  }

  public Optional<ObjectNode> get(String key) {
    return Optional.ofNullable(documents.get(key)).map(ObjectNode::deepCopy);
  }

  public boolean has(String key) {
    return documents.containsKey(key);
  }

  public void put(String key, ObjectNode document) {
    var copy = document.deepCopy();
    try {
      AtomicFile.write(file(key), JSON.writeValueAsBytes(copy));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    watcher.written(key, Optional.ofNullable(documents.put(key, copy)), copy);
  }

  public void watch(Watcher onlooker) {
    watcher = onlooker;
  }

  public void remove(String key) {
    documents.remove(key);
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys directly below a key: {@code ws/mlw-dev/jobs} gives {@code ws/mlw-dev/jobs/x}. */
  public List<String> children(String parent) {
    var prefix = parent + "/";
    return documents.tailMap(prefix, true).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .filter(key -> key.indexOf('/', prefix.length()) < 0)
        .toList();
  }

  /** Everything below a key, and the key itself. */
  public List<String> tree(String root) {
    var all = new TreeMap<String, Boolean>();
    documents.keySet().stream()
        .filter(key -> key.equals(root) || key.startsWith(root + "/"))
        .forEach(key -> all.put(key, true));
    return List.copyOf(all.keySet());
  }

  private Path file(String key) {
    var path = folder;
    for (var part : key.split("/")) {
      path = path.resolve(URLEncoder.encode(part, StandardCharsets.UTF_8).replace(".", "%2E"));
    }
    return path.resolve(DOCUMENT);
  }

  private String key(Path file) {
    return StreamSupport.stream(folder.relativize(file.getParent()).spliterator(), false)
        .map(part -> URLDecoder.decode(part.toString(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("/"));
  }
}
