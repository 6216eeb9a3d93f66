package io.modelrelease.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Files of this machine, read when they are asked for; links are not followed. */
final class DiskFiles implements FileSource {
  private final Path root;

  DiskFiles(Path root) {
    this.root = root;
  }

  @Override
  public Optional<byte[]> file(String path) {
    var file = root.resolve(path);
    return isFile(file) ? Optional.of(bytes(file)) : Optional.empty();
  }

  @Override
  public SortedMap<String, byte[]> under(String path) {
    var found = new TreeMap<String, byte[]>();
    var start = root.resolve(path);
    if (isFile(start)) {
      found.put(start.getFileName().toString(), bytes(start));
    } else if (Files.isDirectory(start)) {
      try (var all = Files.walk(start)) {
        for (var file : all.filter(DiskFiles::isFile).toList()) {
          found.put(start.relativize(file).toString().replace('\\', '/'), bytes(file));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot read " + start, e);
      }
    }
    return found;
  }

  @Override
  public boolean isDisk() {
    return true;
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
