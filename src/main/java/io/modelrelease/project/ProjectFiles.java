package io.modelrelease.project;

import io.modelrelease.project.InvalidProjectException.What;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** The files of a model project, path to bytes, as they were committed. */
public final class ProjectFiles implements FileSource {
  static final ProjectFiles NONE = new ProjectFiles(new TreeMap<>());

  private static final int FILE_MODE = 0644;

  private final SortedMap<String, byte[]> files;

  ProjectFiles(SortedMap<String, byte[]> files) {
    this.files = Collections.unmodifiableSortedMap(files);
  }

  /**
   * All files under a folder; links are not followed.
   *
   * @throws InvalidProjectException for paths that no model project has
   */
  public static ProjectFiles ofFolder(Path folder) {
    var files = new TreeMap<String, byte[]>();
    var faults = new ArrayList<Fault>();
    try (var all = Files.walk(folder)) {
      for (var file : all.filter(ProjectFiles::isFile).toList()) {
        var path = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (!Paths.leftOut(path)) {
          Paths.wrongWith(path).ifPresent(wrong -> faults.add(Fault.of(Paths.shown(path), wrong)));
          files.put(path, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the model project " + folder, e);
    }
    if (!faults.isEmpty()) {
      throw new InvalidProjectException(What.FILES, faults);
    }
    return new ProjectFiles(files);
  }

  private static boolean isFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Unpacks a tar.gz.
   *
   * @throws InvalidProjectException for what no model project holds: paths that leave it, links,
   *     devices, too much
   */
  public static ProjectFiles ofArchive(InputStream archive, ArchiveLimits limits) {
    return new ProjectFiles(new ArchiveReader(limits).read(archive));
  }

  /** A tar.gz of these files; the same files give the same bytes. */
  public byte[] archive() {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (var file : files.entrySet()) {
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setMode(FILE_MODE);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** SHA-256 over paths, sizes and bytes, lower-case hex. */
  public String digest() {
    return digest(files);
  }

  static String digest(SortedMap<String, byte[]> files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (path, content) -> {
            digest.update((path + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Paths of all files, sorted. */
  Set<String> paths() {
    return files.keySet();
  }

  @Override
  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public SortedMap<String, byte[]> under(String path) {
    var found = new TreeMap<String, byte[]>();
    if (files.containsKey(path)) {
      found.put(path.substring(path.lastIndexOf('/') + 1), files.get(path));
    }
    var prefix = path.isEmpty() ? "" : path + "/";
    files.forEach(
        (file, content) -> {
          if (file.startsWith(prefix)) {
            found.put(file.substring(prefix.length()), content);
          }
        });
    return found;
  }
}
