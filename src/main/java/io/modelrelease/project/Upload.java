package io.modelrelease.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Local files that go to the default datastore.
 *
 * @param name of the folder or of the one file
 * @param files path in the folder to bytes; of one file its name
 * @param folder else one file
 */
public record Upload(String name, SortedMap<String, byte[]> files, boolean folder) {
  private static final String SEED = "Initialize for october 2021 AML CLI version";

  /** The hash in the upload's path, as Microsoft's client computes it: MD5, 32 hex digits. */
  public String hash() {
    var digest = digest("MD5");
    digest.update(utf8(SEED));
    if (folder) {
      update(digest, tree());
    } else {
      files.values().forEach(digest::update);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of number, paths, sizes and bytes ({@code hash_version 202208}), 64 hex digits. */
  public String contentHash() {
    var sorted = new ArrayList<>(files.entrySet());
    sorted.sort(Comparator.comparing(file -> file.getKey().toLowerCase(Locale.ROOT)));
    var digest = digest("SHA-256");
    digest.update(utf8(Integer.toString(sorted.size())));
    for (var file : sorted) {
      digest.update(utf8("#" + file.getKey() + "#" + file.getValue().length));
    }
    sorted.forEach(file -> digest.update(file.getValue()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Where it goes below the container, without a last slash. */
  public String path() {
    return "LocalUpload/" + hash() + "/" + name;
  }

  /** Folders are maps, files are bytes. */
  private Map<String, Object> tree() {
    var tree = new TreeMap<String, Object>();
    files.forEach(
        (path, content) -> {
          Map<String, Object> folderOf = tree;
          var parts = path.split("/");
          for (var part = 0; part < parts.length - 1; part++) {
            folderOf = child(folderOf, parts[part]);
          }
          folderOf.put(parts[parts.length - 1], content);
        });
    return tree;
  }

  @SuppressWarnings("unchecked") // a folder's value is always such a map
  private static Map<String, Object> child(Map<String, Object> folder, String name) {
    return (Map<String, Object>)
        folder.computeIfAbsent(name, missing -> new TreeMap<String, Object>());
  }

  private static void update(MessageDigest digest, Map<?, ?> folder) {
    var names = new ArrayList<String>();
    folder.keySet().forEach(key -> names.add((String) key));
    names.sort(Comparator.comparing(key -> key.toLowerCase(Locale.ROOT)));
    for (var entry : names) {
      digest.update(utf8(entry));
      if (folder.get(entry) instanceof Map<?, ?> below) {
        update(digest, below);
      } else {
        digest.update((byte[]) folder.get(entry));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
