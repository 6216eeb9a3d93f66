package io.modelrelease.project;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Local files that go to a datastore; what the folder's ignore file names stays at home. */
public final class Upload {
  private static final String SEED = "Initialize for october 2021 AML CLI version";

  private final String name;
  private final SortedMap<String, byte[]> found;
  private final SortedMap<String, byte[]> files;
  private final boolean folder;
  private final IgnoreRules ignored;
  private final Optional<String> datastore;

  private Upload(
      String name,
      SortedMap<String, byte[]> found,
      boolean folder,
      IgnoreRules ignored,
      Optional<String> datastore) {
    this.name = name;
    this.found = found;
    this.folder = folder;
    this.ignored = ignored;
    this.datastore = datastore;
    var kept = new TreeMap<>(found);
    kept.keySet().removeIf(ignored::excludes);
    this.files = Collections.unmodifiableSortedMap(kept);
  }

  /** One file. */
  static Upload file(String name, byte[] content) {
    var files = new TreeMap<String, byte[]>();
    files.put(name, content);
    return new Upload(name, files, false, IgnoreRules.NONE, Optional.empty());
  }

  /**
   * A folder.
   *
   * @param found all files in it, by their path
   */
  static Upload folder(String name, SortedMap<String, byte[]> found) {
    return new Upload(name, found, true, IgnoreRules.of(found), Optional.empty());
  }

  /** The same as the code of a component. */
  Upload ofComponent() {
    return folder ? new Upload(name, found, true, ignored.ofComponent(), datastore) : this;
  }

  Upload to(Optional<String> otherDatastore) {
    return new Upload(name, found, folder, ignored, otherDatastore);
  }

  /** Of the folder or of the one file. */
  public String name() {
    return name;
  }

  /** Path in the folder to bytes; of one file its name. */
  public SortedMap<String, byte[]> files() {
    return files;
  }

  /** Else one file. */
  public boolean folder() {
    return folder;
  }

  /** Where it goes, if not to the default datastore. */
  public Optional<String> datastore() {
    return datastore;
  }

  /** The hash in the upload's path, as Microsoft's client computes it: MD5, 32 hex digits. */
  public String hash() {
    var digest = digest("MD5");
    digest.update(utf8(SEED));
    if (folder) {
      update(digest, "", tree());
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
    found.forEach(
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

  /** A folder's name counts unless it is excluded itself, even where all of its files are. */
  private void update(MessageDigest digest, String prefix, Map<?, ?> entries) {
    var names = new ArrayList<String>();
    entries.keySet().forEach(key -> names.add((String) key));
    names.removeIf(entry -> ignored.excludes(prefix + entry));
    names.sort(Comparator.comparing(key -> key.toLowerCase(Locale.ROOT)));
    for (var entry : names) {
      digest.update(utf8(entry));
      if (entries.get(entry) instanceof Map<?, ?> below) {
        update(digest, prefix + entry + "/", below);
      } else {
        digest.update((byte[]) entries.get(entry));
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
