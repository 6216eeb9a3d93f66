package io.modelrelease.project;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** The files of a model project, path to bytes, as they were committed. */
public final class ProjectFiles {
  private static final Set<String> LEFT_OUT = Set.of(".git", "__pycache__", ".ipynb_checkpoints");
  private static final int FILE_MODE = 0644;

  private final SortedMap<String, byte[]> files;

  private ProjectFiles(SortedMap<String, byte[]> files) {
    this.files = Collections.unmodifiableSortedMap(files);
  }

  /** All files under a folder; links are not followed. */
  public static ProjectFiles ofFolder(Path folder) {
    var files = new TreeMap<String, byte[]>();
    try (var all = Files.walk(folder)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        var path = folder.relativize(file);
        var leftOut = false;
        for (var part : path) {
          leftOut |= LEFT_OUT.contains(part.toString());
        }
        if (!leftOut && !Files.isSymbolicLink(file)) {
          files.put(path.toString().replace('\\', '/'), Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the model project " + folder, e);
    }
    return new ProjectFiles(files);
  }

  /**
   * Unpacks a tar.gz.
   *
   * @throws InvalidProjectException for what no model project holds: paths that leave it, links,
   *     devices, too much
   */
  public static ProjectFiles ofArchive(InputStream archive, ArchiveLimits limits) {
    var files = new TreeMap<String, byte[]>();
    var faults = new ArrayList<Fault>();
    var bytes = 0L;
    var entries = 0;
    try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (++entries > limits.entries()) {
          throw refused("has more than %d entries".formatted(limits.entries()));
        }
        var path = entry.getName().replaceFirst("^(\\./)+", "").replaceFirst("/$", "");
        if (entry.isDirectory() || path.isEmpty() || path.equals(".")) {
          continue;
        }
        if (!entry.isFile() || entry.isSymbolicLink() || entry.isLink()) {
          faults.add(fault(path, "is a link or device; a model project holds files only"));
        } else if (leaves(path)) {
          faults.add(fault(path, "is not a path inside the project"));
        } else {
          var content = tar.readNBytes((int) Math.min(limits.bytes() - bytes, (1L << 30) - 1) + 1);
          bytes += content.length;
          if (bytes > limits.bytes()) {
            throw refused("has more than %d bytes unpacked".formatted(limits.bytes()));
          }
          files.put(path, content);
        }
      }
    } catch (IOException e) {
      throw refused("cannot be read as tar.gz: " + e.getMessage());
    }
    if (!faults.isEmpty()) {
      throw new InvalidProjectException(faults);
    }
    return new ProjectFiles(files);
  }

  private static boolean leaves(String path) {
    return path.startsWith("/")
        || path.contains("\\")
        || path.indexOf('\0') >= 0
        || List.of(path.split("/")).contains("..");
  }

  private static Fault fault(String path, String message) {
    return new Fault(path, 1, 1, "archive", message);
  }

  private static InvalidProjectException refused(String message) {
    return new InvalidProjectException(List.of(fault("project", "The archive " + message)));
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

  public Optional<byte[]> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** The files under a folder by their path in it; or the one file of that path by its name. */
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
